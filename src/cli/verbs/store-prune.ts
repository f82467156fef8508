// `store prune`: removes what a store's retention does not keep.
import { toSafeLine } from "../../std/safe-text.ts";
import { addProjectOption } from "../project-option.ts";
import type { Verb } from "../verb.ts";
import { withControl } from "../with-control.ts";

export const storePrune: Verb = {
  examples: [{ line: "store prune context", does: "What is too old or too much goes now, not with the next put." }],
  declare(command) {
    command.description("Remove what a store's retention does not keep. A store without one keeps everything.");
    command.argument("<store>", "the store");
    addProjectOption(command);
  },
  async run(command, context) {
    const [store = ""] = command.args;
    const { project } = command.opts<{ readonly project: string }>();
    const removed = await withControl(context, ({ entries }) => entries.prune({ project, store }));
    const what = `${removed} ${removed === 1 ? "entry" : "entries"} removed`;
    context.world.terminal.out(`${toSafeLine(`pruned store '${store}': ${what}`)}\n`);
    return 0;
  },
};

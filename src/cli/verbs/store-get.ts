// `store get`: one value as it was put.
import { toSafeLine, toSafeText } from "../../std/safe-text.ts";
import { addProjectOption } from "../project-option.ts";
import type { Verb } from "../verb.ts";
import { withControl } from "../with-control.ts";

export const storeGet: Verb = {
  examples: [{ line: "store get context my_key", does: "What is stored there, with a line end behind it." }],
  exits: { 1: "there is no such key" },
  declare(command) {
    command.description("Print a value of a store, as it was put. On a terminal, without what a terminal would obey.");
    command.argument("<store>", "the store");
    command.argument("<key>", "the key");
    addProjectOption(command);
  },
  async run(command, context) {
    const [store = "", key = ""] = command.args;
    const { project } = command.opts<{ readonly project: string }>();
    const { terminal } = context.world;
    const entry = await withControl(context, ({ entries }) => entries.get({ project, store, key }));
    if (entry === null) {
      terminal.err(`${toSafeLine(`key '${key}' not found`)}\n`);
      return 1;
    }
    terminal.out(`${terminal.interactive ? toSafeText(entry.value) : entry.value}\n`);
    return 0;
  },
};

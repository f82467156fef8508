// `store delete`: has a value forgotten.
import { toSafeLine } from "../../std/safe-text.ts";
import { addProjectOption } from "../project-option.ts";
import type { Verb } from "../verb.ts";
import { withControl } from "../with-control.ts";

export const storeDelete: Verb = {
  examples: [{ line: "store delete context my_key", does: "One key." }],
  exits: { 1: "there is no such key" },
  declare(command) {
    command.description("Delete a key of a store.");
    command.argument("<store>", "the store");
    command.argument("<key>", "the key");
    addProjectOption(command);
  },
  async run(command, context) {
    const [store = "", key = ""] = command.args;
    const { project } = command.opts<{ readonly project: string }>();
    const { terminal } = context.world;
    const deleted = await withControl(context, ({ entries }) => entries.delete({ project, store, key }));
    if (deleted) terminal.out(`${toSafeLine(`deleted key '${key}' from '${store}'`)}\n`);
    else terminal.err(`${toSafeLine(`key '${key}' not found`)}\n`);
    return deleted ? 0 : 1;
  },
};

// `store put`: has a value remembered.
import { toSafeLine } from "../../std/safe-text.ts";
import { addProjectOption } from "../project-option.ts";
import type { Verb } from "../verb.ts";
import { withControl } from "../with-control.ts";

interface Options {
  readonly project: string;
  readonly taskId?: string;
}

export const storePut: Verb = {
  examples: [
    { line: 'store put context my_key "my_value"', does: "Any text; a store that has a schema checks it." },
    { line: "store put context report - < report.json", does: "What is read from standard input, without the line end at its end." },
    { line: "store put context offset -- -5", does: "A value that begins with a dash." },
  ],
  declare(command) {
    command.description("Store a value under a key, in place of the one that was there.");
    command.argument("<store>", "the store; one that is not declared works with the defaults");
    command.argument("<key>", "the key");
    command.argument("<value>", "the value; - reads it from standard input");
    command.option("-t, --task-id <id>", "the task that it comes from");
    addProjectOption(command);
  },
  async run(command, context) {
    const [store = "", key = "", written = ""] = command.args;
    const { project, taskId = null } = command.opts<Options>();
    const { terminal, readStdin } = context.world;
    // As a shell does with what a command prints; `get` prints the line end again.
    const value = written === "-" ? (await readStdin()).replace(/\r?\n$/, "") : written;
    await withControl(context, ({ entries }) => entries.put({ project, store, key, value, taskId }));
    terminal.out(`${toSafeLine(`stored key '${key}' in '${store}'`)}\n`);
    return 0;
  },
};

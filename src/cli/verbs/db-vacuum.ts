// `db vacuum`: a smaller file, once something was forgotten.
import { toByteSize } from "../byte-size.ts";
import { addOutputOption, printData } from "../print-data.ts";
import type { Verb } from "../verb.ts";
import { withControl } from "../with-control.ts";

export const dbVacuum: Verb = {
  examples: [{ line: "db vacuum", does: "Says how large the database was and is." }],
  exits: { 10: "a server works on a large database; stop it first" },
  declare(command) {
    command.description(
      "Give the room of what was forgotten back to the disk. Needs about as much free room as the database takes, and keeps everyone else waiting meanwhile.",
    );
    addOutputOption(command);
  },
  async run(command, context) {
    return await withControl(context, async ({ database }) => {
      const vacuum = await database.vacuum({});
      await printData(command, context.world.terminal, vacuum, () => [
        `before: ${toByteSize(vacuum.before_bytes)}`,
        `after:  ${toByteSize(vacuum.after_bytes)}`,
        `freed:  ${toByteSize(vacuum.freed_bytes)}`,
      ]);
      return 0;
    });
  },
};

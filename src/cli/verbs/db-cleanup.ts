// `db cleanup`: forgets old tasks.

import { addAgeOption, printCleanup } from "../print-cleanup.ts";
import { addOutputOption } from "../print-data.ts";
import type { Verb } from "../verb.ts";
import { withControl } from "../with-control.ts";

interface Options {
  readonly olderThan: number;
  readonly dryRun?: boolean;
}

export const dbCleanup: Verb = {
  examples: [
    { line: "db cleanup --older-than 90", does: "Tasks that ended more than 90 days ago; then `db vacuum` makes the file smaller." },
  ],
  declare(command) {
    command.description(
      "Forget tasks that ended long ago, with their events and logs, as `event cleanup` does; that one can also archive them.",
    );
    addAgeOption(command);
    command.option("--dry-run", "only tell what would go");
    addOutputOption(command);
  },
  async run(command, context) {
    const { olderThan: olderThanDays, dryRun = false } = command.opts<Options>();
    return await withControl(context, async ({ database }) => {
      const cleanup = await database.cleanup({ olderThanDays, dryRun });
      await printCleanup(command, context.world.terminal, dryRun ? "would delete" : "deleted", cleanup);
      return 0;
    });
  },
};

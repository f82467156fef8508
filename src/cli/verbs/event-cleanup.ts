// `event cleanup`: forgets old tasks, after writing down what happened where that is wanted.

import { addAgeOption, printCleanup } from "../print-cleanup.ts";
import { addOutputOption } from "../print-data.ts";
import type { Verb } from "../verb.ts";
import { withControl } from "../with-control.ts";

interface Options {
  readonly olderThan: number;
  readonly dryRun?: boolean;
  readonly archive?: boolean;
}

export const eventCleanup: Verb = {
  examples: [
    { line: "event cleanup --dry-run", does: "How much would go." },
    { line: "event cleanup --older-than 90 --archive", does: "Tasks that ended more than 90 days ago, written into a file first." },
  ],
  declare(command) {
    command.description(
      "Forget tasks that ended long ago. A task is its events: its record and its logs go with them. Tasks that have not ended are never touched, nor the last one of an issue that is parked; branches stay.",
    );
    addAgeOption(command);
    command.option("--dry-run", "only tell what would go");
    command.option("--archive", "write the events into a file first; when that fails, nothing is forgotten");
    addOutputOption(command);
  },
  async run(command, context) {
    const { olderThan: olderThanDays, dryRun = false, archive = false } = command.opts<Options>();
    return await withControl(context, async ({ events }) => {
      const cleanup = await events.cleanup({ olderThanDays, dryRun, archive });
      await printCleanup(command, context.world.terminal, dryRun ? "would delete" : "deleted", cleanup);
      return 0;
    });
  },
};

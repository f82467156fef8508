// `event archive`: the events of old tasks in a file, and still where they were.

import { addAgeOption, printCleanup } from "../print-cleanup.ts";
import { addOutputOption } from "../print-data.ts";
import type { Verb } from "../verb.ts";
import { withControl } from "../with-control.ts";

export const eventArchive: Verb = {
  examples: [{ line: "event archive --older-than 0", does: "Every task that has ended." }],
  declare(command) {
    command.description(
      "Write the events of old tasks into a file in the data directory's archive/events/: one JSON object for each, a line each, compressed with gzip. Nothing is forgotten; `event cleanup --archive` does both.",
    );
    addAgeOption(command);
    addOutputOption(command);
  },
  async run(command, context) {
    const { olderThan: olderThanDays } = command.opts<{ olderThan: number }>();
    return await withControl(context, async ({ events }) => {
      await printCleanup(command, context.world.terminal, "archived", await events.archive({ olderThanDays }));
      return 0;
    });
  },
};

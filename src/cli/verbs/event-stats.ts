// `event stats`: how much is remembered, by type.
import type { EventStats } from "../../runtime/control/events.ts";
import { renderColumns } from "../columns.ts";
import { addOutputOption, printData } from "../print-data.ts";
import { toTime } from "../task-words.ts";
import type { Verb } from "../verb.ts";
import { withControl } from "../with-control.ts";
import type { Terminal } from "../world.ts";

export const eventStats: Verb = {
  examples: [{ line: "event stats", does: "Events of tasks and of everything else that is remembered, by type." }],
  declare(command) {
    addOutputOption(command);
  },
  async run(command, context) {
    const { terminal } = context.world;
    return await withControl(context, async ({ events }) => {
      const stats = await events.stats({});
      await printData(command, terminal, toData(stats), () => renderStats(stats, terminal));
      return 0;
    });
  },
};

function toData({ total, byType, oldest, newest }: EventStats) {
  const toIso = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  return { total, by_type: byType, oldest: toIso(oldest), newest: toIso(newest) };
}

function renderStats({ total, byType, oldest, newest }: EventStats, terminal: Terminal): readonly string[] {
  if (oldest === null || newest === null) return ["No events."];
  const table = renderColumns(
    Object.entries(byType).sort(([, one], [, other]) => other - one),
    [
      { title: "TYPE", cell: ([type]) => type },
      { title: "EVENTS", cell: ([, events]) => String(events) },
    ],
    terminal,
  );
  return [...table, "", `Total: ${total}, from ${toTime(oldest)} to ${toTime(newest)}`];
}

// `event list`: what happened in one task, for looking closely.
import type { ListedEvent } from "../../runtime/control/events.ts";
import { renderColumns } from "../columns.ts";
import { parseCount } from "../number-option.ts";
import { addOutputOption, printData } from "../print-data.ts";
import { addRequiredOption } from "../required-option.ts";
import type { Verb } from "../verb.ts";
import { withControl } from "../with-control.ts";
import type { Terminal } from "../world.ts";

interface Options {
  readonly task: string;
  readonly type?: string;
  readonly limit: number;
}

export const eventList: Verb = {
  examples: [
    { line: "event list --task run_01kaf3", does: "The newest 50 events of the task whose id begins so." },
    { line: "event list --task run_01kaf3 --type step -o json", does: "What happened to its steps, for a program." },
  ],
  exits: { 4: "there is no such task" },
  declare(command) {
    addRequiredOption(command, "--task <id>", "the task, or the beginning of its id");
    command.option("--type <prefix>", "only types that begin so, such as `step` or `run.failed`");
    command.option("-l, --limit <n>", "at most so many", parseCount(1), 50);
    addOutputOption(command);
  },
  async run(command, context) {
    const { task, type = null, limit } = command.opts<Options>();
    const { terminal } = context.world;
    return await withControl(context, async ({ events }) => {
      const listed = await events.list({ task, type, limit });
      await printData(command, terminal, listed, () => (listed.length > 0 ? renderEvents(listed, terminal) : ["No events."]));
      if (listed.length === limit) terminal.err(`These are the newest ${limit}; --limit shows more.\n`);
      return 0;
    });
  },
};

function renderEvents(events: readonly ListedEvent[], terminal: Terminal): string[] {
  return renderColumns(
    events,
    [
      { title: "ID", cell: ({ id }) => String(id) },
      { title: "TYPE", cell: ({ event_type }) => event_type },
      { title: "PAYLOAD", cell: ({ payload }) => JSON.stringify(payload), flexible: true },
      { title: "CREATED", cell: ({ created_at }) => created_at },
    ],
    terminal,
  );
}

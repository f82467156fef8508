// `task list`: runs in a table, newest first.
import { InvalidArgumentError } from "commander";
import { didYouMean } from "../../core/did-you-mean.ts";
import type { RunStatus } from "../../core/run/state.ts";
import type { ListedRun } from "../../runtime/yard.ts";
import { paintStatus } from "../colors.ts";
import { type Column, renderColumns } from "../columns.ts";
import { findInterruption } from "../interruption.ts";
import { parseCount } from "../number-option.ts";
import { addOutputOption, printData } from "../print-data.ts";
import { toTaskData } from "../task-data.ts";
import { INTERRUPTED, toElapsed, toTime } from "../task-words.ts";
import { tellUnknownProject } from "../unknown-project.ts";
import type { Verb } from "../verb.ts";
import { withControl } from "../with-control.ts";
import { withYard } from "../with-yard.ts";
import type { Terminal } from "../world.ts";

const STATUSES: readonly RunStatus[] = ["created", "queued", "running", "completed", "failed", "cancelled"];
/** `run_` and the ten characters of its time. */
const SHORTEST_ID = 14;
const NO_SERVER = "No server works here; what was interrupted goes on at the next `yardmaster start`.\n";

interface Row extends ListedRun {
  readonly interruptedAt: number | null;
}

interface Options {
  readonly status?: readonly RunStatus[];
  readonly limit: number;
  readonly project?: string;
}

export const taskList: Verb = {
  examples: [
    { line: "task list", does: "The newest tasks, whatever became of them." },
    { line: "task list --status running,failed -o json", does: "Tasks of two statuses, for a program." },
    { line: "task list -s failed -o name", does: "Their ids alone, one on each line." },
  ],
  declare(command) {
    command.option("-s, --status <status,...>", `only these: ${STATUSES.join(", ")}`, collectStatuses);
    command.option("-p, --project <name>", "only tasks of the workflows that this project declares");
    command.option("--limit <n>", "at most so many", parseCount(1), 50);
    addOutputOption(command, { also: ["wide", "name"] });
  },
  async run(command, context) {
    const { status: statuses = [], limit, project = null } = command.opts<Options>();
    const { terminal, clock } = context.world;
    const count = await withYard(context, async (yard) => {
      const listed = await yard.listRuns({ statuses, limit, project });
      const runs = await Promise.all(listed.map(async (run) => ({ ...run, interruptedAt: await findInterruption(yard, run) })));
      const data = runs.map((run) => toTaskData(run, { step: run.step, interrupted: run.interruptedAt !== null }));
      await printData(command, terminal, data, (format) => {
        if (format === "name") return runs.map(({ id }) => id);
        return runs.length > 0 ? renderTable(runs, terminal, clock.now(), format === "wide") : ["No tasks."];
      });
      if (runs.some(({ interruptedAt }) => interruptedAt !== null)) terminal.err(NO_SERVER);
      if (runs.length === limit) terminal.err(`These are the newest ${limit}; --limit shows more.\n`);
      return runs.length;
    });
    if (count === 0 && project !== null) await withControl(context, ({ resources }) => tellUnknownProject(terminal, resources, project));
    return 0;
  },
};

function renderTable(runs: readonly Row[], terminal: Terminal, now: number, wide: boolean): string[] {
  const shownId = terminal.interactive ? toShortener(runs.map(({ id }) => id)) : String;
  const columns: readonly Column<Row>[] = [
    { title: "ID", cell: ({ id }) => shownId(id) },
    { title: "STATUS", cell: toStatus, color: (text, run) => paintStatus(toStatus(run), terminal)(text) },
    { title: "ISSUE", cell: ({ identifier, task }) => task?.workflow ?? identifier, flexible: true },
    {
      title: "STEP",
      cell: ({ step, stepNumber, stepCount }) => (step === null ? "" : `${stepNumber}/${stepCount} ${step}`),
      flexible: true,
    },
    { title: "TIME", cell: (run) => toElapsed(run, run.interruptedAt ?? now) ?? "" },
    { title: "TITLE", cell: ({ title }) => title, flexible: true },
    ...(wide ? WIDE : []),
  ];
  return renderColumns(runs, columns, terminal);
}

const WIDE: readonly Column<Row>[] = [
  { title: "WORKFLOW", cell: ({ workflow }) => workflow, flexible: true },
  { title: "BRANCH", cell: ({ branch }) => branch ?? "", flexible: true },
  { title: "CREATED", cell: ({ createdAt }) => toTime(createdAt) },
];

function toStatus({ status, interruptedAt }: Row): string {
  return interruptedAt === null ? status : INTERRUPTED;
}

/** Ids cut to the length at which those shown still differ: what a person reads here can be typed as it stands. */
function toShortener(ids: readonly string[]): (id: string) => string {
  let length = SHORTEST_ID;
  while (new Set(ids.map((id) => id.slice(0, length))).size < ids.length) length += 1;
  return (id) => id.slice(0, length);
}

function collectStatuses(text: string, earlier: readonly RunStatus[] = []): RunStatus[] {
  return [...earlier, ...text.split(",").map((word) => parseStatus(word.trim()))];
}

function parseStatus(word: string): RunStatus {
  const status = STATUSES.find((each) => each === word.toLowerCase());
  if (status) return status;
  const near = didYouMean(word, STATUSES);
  throw new InvalidArgumentError(near === null ? `Statuses are ${STATUSES.join(", ")}.` : `Did you mean ${near}?`);
}

// `task info`: one run with its steps and its history.
import type { RunEvent } from "../../core/run/events.ts";
import type { RunState, StepState } from "../../core/run/state.ts";
import { toSafeLine } from "../../std/safe-text.ts";
import { paintStatus } from "../colors.ts";
import { renderColumns } from "../columns.ts";
import { findInterruption } from "../interruption.ts";
import { addOutputOption, printData } from "../print-data.ts";
import { toTaskDetails } from "../task-data.ts";
import { INTERRUPTED, toElapsed, toErrorName, toEventWords, toStatusWords, toStepDetail, toTime } from "../task-words.ts";
import type { Verb } from "../verb.ts";
import { withYard } from "../with-yard.ts";
import type { Terminal } from "../world.ts";

export const taskInfo: Verb = {
  examples: [{ line: "task info run_01kaf3", does: "The task whose id begins so; any prefix will do that only one has." }],
  declare(command) {
    command.argument("<id>", "the task, or the beginning of its id");
    addOutputOption(command);
  },
  async run(command, context) {
    const [id = ""] = command.args;
    const { terminal, clock } = context.world;
    return await withYard(context, async (yard) => {
      const run = await yard.findRun(id);
      const history = await yard.readHistory(run.id);
      const interruptedAt = await findInterruption(yard, run);
      const moment: Moment = { interrupted: interruptedAt !== null, clockedAt: interruptedAt ?? clock.now(), now: clock.now() };
      await printData(command, terminal, toTaskDetails(run, history, moment), () => [
        ...renderFacts(run, terminal, moment),
        "",
        ...renderSteps(run.steps, terminal, moment),
        "",
        ...renderHistory(history),
      ]);
      return 0;
    });
  },
};

interface Moment {
  readonly interrupted: boolean;
  /** Up to here the time of what is under way counts. */
  readonly clockedAt: number;
  readonly now: number;
}

function renderFacts(run: RunState, terminal: Terminal, { interrupted, clockedAt }: Moment): string[] {
  const facts: readonly (readonly [string, string | null])[] = [
    ["Task", run.id],
    ["Status", toStatusWords(run, interrupted)],
    ...(run.task
      ? ([
          ["Name", run.task.name],
          ["Goal", run.task.variables["goal"] ?? null],
          ["Project", run.task.project],
          ["Workflow", run.task.workflow],
        ] as const)
      : ([
          ["Issue", `${run.issue.identifier}  ${run.issue.title}`],
          ["Workflow", run.plan.name],
        ] as const)),
    ["Try", run.attempt === null ? null : String(run.attempt + 1)],
    ["Branch", run.workspace?.branch ?? null],
    ["Commit", run.commit],
    ["Workspace", run.workspace?.path ?? null],
    ["Created", toTime(run.createdAt)],
    ["Time", toElapsed(run, clockedAt)],
    [toErrorName(run), run.error?.message ?? null],
  ];
  return facts.flatMap(([name, value]) => {
    if (value === null) return [];
    const text = toSafeLine(value);
    return [`${`${name}:`.padEnd(11)}${name === "Status" ? paintStatus(interrupted ? INTERRUPTED : run.status, terminal)(text) : text}`];
  });
}

/** A step that waits for its turn was not interrupted. */
function toStatus({ status }: StepState, interrupted: boolean): string {
  return interrupted && status === "running" ? INTERRUPTED : status;
}

function renderSteps(steps: readonly StepState[], terminal: Terminal, { interrupted, clockedAt, now }: Moment): string[] {
  return renderColumns(
    steps,
    [
      { title: "STEP", cell: ({ id }) => id, flexible: true },
      {
        title: "STATUS",
        cell: (step) => toStatus(step, interrupted),
        color: (text, step) => paintStatus(toStatus(step, interrupted), terminal)(text),
      },
      { title: "ATTEMPTS", cell: ({ attempts }) => String(attempts) },
      { title: "TIME", cell: (step) => toElapsed(step, clockedAt) ?? "" },
      { title: "DETAIL", cell: (step) => toStepDetail(step, now), flexible: true },
    ],
    terminal,
  );
}

function renderHistory(history: readonly { readonly at: number; readonly event: RunEvent }[]): string[] {
  return history.map(({ at, event }) => `${toTime(at)}  ${toSafeLine(toEventWords(event))}`);
}

// `task info`: one run with its steps and its history.
import type { RunEvent } from "../../core/run/events.ts";
import type { RunState, StepState } from "../../core/run/state.ts";
import { toSafeLine } from "../../std/safe-text.ts";
import { paintStatus } from "../colors.ts";
import { renderColumns } from "../columns.ts";
import { addOutputOption, printData } from "../print-data.ts";
import { toTaskDetails } from "../task-data.ts";
import { toCommitName, toElapsed, toEventWords, toStatusWords, toTime } from "../task-words.ts";
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
      await printData(command, terminal, toTaskDetails(run, history), () => [
        ...renderFacts(run, terminal, clock.now()),
        "",
        ...renderSteps(run.steps, terminal, clock.now()),
        "",
        ...renderHistory(history),
      ]);
      return 0;
    });
  },
};

function renderFacts(run: RunState, terminal: Terminal, now: number): string[] {
  const facts: readonly (readonly [string, string | null])[] = [
    ["Task", run.id],
    ["Status", toStatusWords(run)],
    ["Issue", `${run.issue.identifier}  ${run.issue.title}`],
    ["Workflow", run.plan.name],
    ["Try", run.attempt === null ? null : String(run.attempt + 1)],
    ["Branch", run.workspace?.branch ?? null],
    ["Commit", run.commit],
    ["Workspace", run.workspace?.path ?? null],
    ["Created", toTime(run.createdAt)],
    ["Time", toElapsed(run, now)],
    ["Error", run.error?.message ?? null],
  ];
  return facts.flatMap(([name, value]) => {
    if (value === null) return [];
    const text = toSafeLine(value);
    return [`${`${name}:`.padEnd(11)}${name === "Status" ? paintStatus(run.status, terminal)(text) : text}`];
  });
}

function renderSteps(steps: readonly StepState[], terminal: Terminal, now: number): string[] {
  return renderColumns(
    steps,
    [
      { title: "STEP", cell: ({ id }) => id, flexible: true },
      { title: "STATUS", cell: ({ status }) => status, color: (text, { status }) => paintStatus(status, terminal)(text) },
      { title: "ATTEMPTS", cell: ({ attempts }) => String(attempts) },
      { title: "TIME", cell: (step) => toElapsed(step, now) ?? "" },
      { title: "DETAIL", cell: toStepDetail, flexible: true },
    ],
    terminal,
  );
}

function toStepDetail({ error, commit, changedFiles, reason }: StepState): string {
  if (error) return `${error.code}: ${error.message}`;
  if (commit) return `commit ${toCommitName(commit)}, ${changedFiles} changed ${changedFiles === 1 ? "file" : "files"}`;
  return reason ?? "";
}

function renderHistory(history: readonly { readonly at: number; readonly event: RunEvent }[]): string[] {
  return history.map(({ at, event }) => `${toTime(at)}  ${toSafeLine(toEventWords(event))}`);
}

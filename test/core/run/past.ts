// Short words for what a run may be told, and its past as the events that come of them. The run is `r`, its issue `a`.
import { toRunId, toStepId } from "../../../src/core/ids.ts";
import { applyRunEvent } from "../../../src/core/run/apply-event.ts";
import { decideRun, type RunCommand } from "../../../src/core/run/decide.ts";
import type { RunEvent } from "../../../src/core/run/events.ts";
import type { Cancellation, RunState, StepError } from "../../../src/core/run/state.ts";
import type { TaskOrder } from "../../../src/core/run/task-order.ts";
import { NO_RETRY, type RetryPolicy, type StepSpec } from "../../../src/core/workflow/workflow-spec.ts";
import { NOW } from "../../support/given.ts";
import { anIssue } from "../an-issue.ts";

export const WORKSPACE = { key: "a", path: "/yard/a", branch: "yardmaster/a", baseCommit: "base" };

export function aStep(id: string, different: Partial<StepSpec> = {}): StepSpec {
  const body = { kind: "command", command: "true" } as const;
  return { id: toStepId(id), name: null, body, timeoutMs: 0, retry: NO_RETRY, continueOnError: false, ...different };
}

export function retries(maxAttempts: number, different: Partial<RetryPolicy> = {}): Pick<StepSpec, "retry"> {
  return { retry: { maxAttempts, backoffMs: 1000, strategy: "exponential", maxBackoffMs: 3000, ...different } };
}

/** A run of these steps; plain ones may be given by name. */
export function create(
  steps: readonly (string | StepSpec)[],
  different: { readonly held?: boolean; readonly source?: "tracker" | "request"; readonly task?: TaskOrder } = {},
): RunCommand {
  const plan = { name: "test", steps: steps.map((step) => (typeof step === "string" ? aStep(step) : step)) };
  const run = { runId: toRunId("r"), issue: anIssue("a"), attempt: null, lastError: null, plan };
  return { type: "run.create", run: { ...run, source: "tracker", held: false, ...different } };
}

export const ORDER = {
  name: "Hello",
  project: "demo",
  workflow: "hello",
  workspace: "default",
  variables: { goal: "Say hello" },
  steps: [],
  targetFiles: [],
};

/** A run that waits for a person to start it. */
export const draft: RunCommand = { type: "run.draft", run: { runId: toRunId("r"), issue: anIssue("a"), task: ORDER } };

export function enqueue(...steps: readonly (string | StepSpec)[]): RunCommand {
  return { type: "run.enqueue", plan: { name: "hello", steps: steps.map((step) => (typeof step === "string" ? aStep(step) : step)) } };
}

/** The scheduler's answer to a run that asked to be admitted. */
export const admit: RunCommand = create([], { source: "request" });

export const ready: RunCommand = { type: "run.report-workspace", workspace: WORKSPACE };
export const unready: RunCommand = { type: "run.report-workspace-failure", message: "no space left" };

export function begin(id: string, attempt = 1): RunCommand {
  return { type: "step.begin", stepId: toStepId(id), attempt };
}

export function done(id: string, attempt = 1, commit: string | null = null): RunCommand {
  return { type: "step.report", stepId: toStepId(id), attempt, result: { ok: true, commit, changedFiles: commit ? 2 : 0 } };
}

export function failed(id: string, attempt = 1, different: Partial<StepError> & { readonly retryable?: boolean } = {}): RunCommand {
  const { retryable = true, ...error } = different;
  const result = { ok: false, retryable, error: { ...anError("EXIT"), ...error } } as const;
  return { type: "step.report", stepId: toStepId(id), attempt, result };
}

export function anError(code: StepError["code"]): StepError {
  return { code, message: "it broke", exitCode: 1, retryAfterMs: null };
}

export function handBack(id: string, attempt = 1): RunCommand {
  return { type: "step.hand-back", stepId: toStepId(id), attempt };
}

export function cancel(by: Cancellation["by"] = "person"): RunCommand {
  return { type: "run.cancel", cancellation: { by, reason: "not now" } };
}

export function finished(error: string | null = null, commit: string | null = null, conflicts: readonly string[] = []): RunCommand {
  return { type: "run.report-finish", error, commit, conflicts };
}

/** The events of a run that was told all this, in order. */
export function lived(...commands: readonly RunCommand[]): RunEvent[] {
  let state: RunState | null = null;
  const past: RunEvent[] = [];
  for (const command of commands) {
    const decision = decideRun(command, state, { now: NOW });
    if ("refused" in decision) throw new Error(`${command.type} was refused: ${decision.refused}`);
    if (decision.events.length === 0) throw new Error(`${command.type} came to nothing`);
    for (const event of decision.events) state = applyRunEvent(state, event).state;
    past.push(...decision.events);
  }
  return past;
}

export function types(messages: readonly { readonly type: string }[]): string[] {
  return messages.map(({ type }) => type);
}

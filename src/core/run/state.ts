// One run's life as folded from its events: the run and step state machines of `reference/run-engine.md` §3.4, sequential part.
import type { RunId, StepId } from "../ids.ts";
import type { Issue } from "../issue.ts";
import type { WorkflowSpec } from "../workflow/workflow-spec.ts";
import type { TaskOrder } from "./task-order.ts";

/** `created`: noted, and waiting for a person to start it. Waiting and paused join with gates. */
export type RunStatus = "created" | "queued" | "running" | "completed" | "failed" | "cancelled";
export type StepStatus = "pending" | "running" | "completed" | "skipped" | "failed" | "cancelled";

export type StepReason =
  | "dependencies"
  | "retry_scheduled"
  | "recovered"
  | "blocked_by_failure"
  | "attempts_exhausted"
  | "not_retryable"
  | "timeout"
  | "interrupted"
  | "run_cancelled";

export type StepErrorCode =
  | "EXIT"
  | "TIMEOUT"
  | "STALLED"
  | "OUTPUT_LIMIT"
  | "NO_CHANGE"
  | "NOT_STARTED"
  | "CREDENTIALS"
  | "QUOTA"
  | "INTERRUPTED"
  | "CANCELLED"
  | "INTERNAL";

export interface StepError {
  readonly code: StepErrorCode;
  readonly message: string;
  readonly exitCode: number | null;
  readonly retryAfterMs: number | null;
}

export interface StepState {
  readonly id: StepId;
  readonly status: StepStatus;
  /** Null for plain pending, running and completed. */
  readonly reason: StepReason | null;
  /** Times the work was started afresh; an interrupted attempt that is taken up again is the same one. */
  readonly attempts: number;
  readonly failures: number;
  /** Times the worker was lost in the middle; these use up no retry. */
  readonly interruptions: number;
  readonly nextAttemptAt: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly error: StepError | null;
  /** The branch's head after the step, when the step recorded one. */
  readonly commit: string | null;
  readonly changedFiles: number;
  /** What its agent says it did; absent: nothing. */
  readonly summary?: string;
}

/** Where the work is done, as the workspaces room answered. */
export interface RunWorkspace {
  readonly key: string;
  readonly path: string;
  readonly branch: string;
  readonly baseCommit: string;
}

export interface RunError {
  readonly code: "STEP_EXECUTION_FAILED" | "WORKSPACE_FAILED" | "PUBLISH_FAILED" | "CANCELLED";
  readonly message: string;
  /** The message is sentences of ours, with names of others in single quotes; absent: programs may have said it. */
  readonly isOurs?: true;
  readonly failedStep: StepId | null;
}

export interface Cancellation {
  readonly by: "person" | "scheduler";
  readonly reason: string;
  /** The reason is a sentence of ours, with names of others in single quotes; absent: a person's own words, or the scheduler's. */
  readonly isOurs?: true;
  /** Login of the person; absent where it is not known. */
  readonly login?: string;
}

/** What the run is about to end as, while the workspace is being handed over. */
export interface Ending {
  readonly outcome: "completed" | "failed" | "cancelled";
  readonly error: RunError | null;
}

/** What somebody told the agent while the run was under way. */
export interface Message {
  readonly by: string;
  readonly text: string;
  readonly at: number;
}

export interface RunState {
  readonly id: RunId;
  readonly issue: Issue;
  readonly source: "tracker" | "request";
  /** What was asked for by name; null for issues, and for goals that the workflow file's own steps work on. */
  readonly task: TaskOrder | null;
  /** Null for the issue's first run. */
  readonly attempt: number | null;
  readonly lastError: string | null;
  /** Without steps while the run is only created: the plan is made when it is started. */
  readonly plan: WorkflowSpec;
  readonly status: RunStatus;
  /** Not yet begun: it waits for the scheduler to admit it, or for a person to start it. */
  readonly held: boolean;
  readonly steps: readonly StepState[];
  readonly workspace: RunWorkspace | null;
  /** The branch's head as far as this run knows. */
  readonly commit: string | null;
  /** Files that kept its work from being merged into the default branch when it was handed over; absent: none. */
  readonly conflicts?: readonly string[];
  /** In order; absent: none. Every turn that begins after them hears them. */
  readonly messages?: readonly Message[];
  readonly cancellation: Cancellation | null;
  readonly ending: Ending | null;
  readonly error: RunError | null;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

export function hasEnded(run: Pick<RunState, "status">): boolean {
  return run.status === "completed" || run.status === "failed" || run.status === "cancelled";
}

/** The step that is under way or next; null once the run is about to end. */
export function currentStep(run: RunState): StepState | null {
  if (run.ending) return null;
  return run.steps.find((step) => step.status === "pending" || step.status === "running") ?? null;
}

/** The step at which a run was, or is about to be, ended early; null for a run that went through all of them. */
export function stoppedStep(run: RunState): StepState | null {
  const failed = (run.ending?.error ?? run.error)?.failedStep;
  return run.steps.find((step) => step.status === "cancelled" || step.id === failed) ?? null;
}

/** The step that ended the run, or else the first one whose failure was put up with. */
export function findFailedStep({ steps, error }: Pick<RunState, "steps" | "error">): StepState | null {
  return steps.find(({ id }) => id === error?.failedStep) ?? steps.find(({ status }) => status === "failed") ?? null;
}

/** Whether an agent's step is to begin behind this one. */
export function hasTurnAfter({ plan, steps }: Pick<RunState, "plan" | "steps">, step: StepId): boolean {
  const at = plan.steps.findIndex(({ id }) => id === step);
  const status = new Map(steps.map((each) => [each.id, each.status]));
  return plan.steps.some(({ id, body }, index) => index > at && body.kind === "agent" && status.get(id) === "pending");
}

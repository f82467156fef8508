// What a run is told, and what it makes of it: events, a refusal, or nothing when the news is old. Pure.
import { assertNever } from "../errors.ts";
import type { StepId } from "../ids.ts";
import type { StepSpec, WorkflowSpec } from "../workflow/workflow-spec.ts";
import { toStepRetryDelay } from "../workflow/workflow-spec.ts";
import type { RunEvent } from "./events.ts";
import {
  type Cancellation,
  currentStep,
  type Ending,
  hasEnded,
  type RunError,
  type RunState,
  type RunWorkspace,
  type StepError,
  type StepState,
} from "./state.ts";

export type RunCommand =
  | { readonly type: "run.create"; readonly run: Omit<Extract<RunEvent, { type: "run.queued" }>, "type" | "at"> }
  | { readonly type: "run.draft"; readonly run: Omit<Extract<RunEvent, { type: "run.drafted" }>, "type" | "at"> }
  /** Starts a run that was only drafted. */
  | { readonly type: "run.enqueue"; readonly plan: WorkflowSpec }
  | { readonly type: "run.report-workspace"; readonly workspace: RunWorkspace }
  | { readonly type: "run.report-workspace-failure"; readonly message: string }
  | { readonly type: "step.begin"; readonly stepId: StepId; readonly attempt: number }
  | { readonly type: "step.hand-back"; readonly stepId: StepId; readonly attempt: number }
  | { readonly type: "step.report"; readonly stepId: StepId; readonly attempt: number; readonly result: StepResult }
  /** An agent hears it at its next turn. */
  | { readonly type: "run.tell"; readonly by: string; readonly text: string }
  | { readonly type: "run.cancel"; readonly cancellation: Cancellation }
  /** The workspace is handed over; `error` says why it could not be, and `commit` where the branch is now that it was. */
  | {
      readonly type: "run.report-finish";
      readonly error: string | null;
      /** As that of the run's error. */
      readonly isOurs?: true;
      readonly commit: string | null;
      readonly conflicts: readonly string[];
    };

export type StepResult =
  | { readonly ok: true; readonly commit: string | null; readonly changedFiles: number; readonly summary?: string }
  | { readonly ok: false; readonly error: StepError; readonly retryable: boolean };

export type RunDecision =
  | { readonly events: readonly RunEvent[] }
  | { readonly refused: "run.already-ended" | "run.already-started" | "run.not-found" | "run.no-turn-left" };

export interface RunFacts {
  readonly now: number;
}

/** A step whose worker is lost this often is given up: it may be the step that kills the worker. */
const MAX_INTERRUPTIONS = 3;
const NOTHING: RunDecision = { events: [] };

export function decideRun(command: RunCommand, state: RunState | null, { now }: RunFacts): RunDecision {
  if (command.type === "run.create") return decideCreate(command, state, now);
  if (command.type === "run.draft") return state ? NOTHING : { events: [{ type: "run.drafted", ...command.run, at: now }] };
  if (!state) return { refused: "run.not-found" };
  switch (command.type) {
    case "run.enqueue":
      return decideEnqueue(command.plan, state, now);
    case "run.report-workspace":
      return decideWorkspace(command.workspace, state, now);
    case "run.report-workspace-failure":
      if (state.status !== "queued" || state.ending) return NOTHING;
      return { events: [toFinishing(toFailure(state, "WORKSPACE_FAILED", command.message, null), now)] };
    case "step.begin":
      return decideBegin(command, state, now);
    case "step.hand-back":
      return decideHandBack(command, state, now);
    case "step.report":
      return decideReport(command, state, now);
    case "run.tell":
      return decideTell(command, state, now);
    case "run.cancel":
      return decideCancel(command.cancellation, state, now);
    case "run.report-finish":
      return decideFinish(command, state, now);
    default:
      return assertNever(command);
  }
}

/** A second `run.create` is the scheduler admitting a run that was held, or that ended before the scheduler had heard of it. */
function decideCreate({ run }: Extract<RunCommand, { type: "run.create" }>, state: RunState | null, at: number): RunDecision {
  if (!state) return { events: [{ type: "run.queued", ...run, at }] };
  return state.status !== "created" && state.held && !run.held ? { events: [{ type: "run.admitted", at }] } : NOTHING;
}

function decideEnqueue(plan: WorkflowSpec, state: RunState, at: number): RunDecision {
  if (hasEnded(state) || state.ending) return { refused: "run.already-ended" };
  return state.status === "created" ? { events: [{ type: "run.enqueued", plan, at }] } : { refused: "run.already-started" };
}

function decideWorkspace(workspace: RunWorkspace, state: RunState, at: number): RunDecision {
  if (state.status !== "queued" || state.ending) return NOTHING;
  const started: RunEvent = { type: "run.started", workspace, at };
  return { events: state.cancellation ? [started, toFinishing(toCancelled(state.cancellation), at)] : [started] };
}

/** The attempt may begin when it is the next one, or when it was begun by a worker that is gone. */
function decideBegin({ stepId, attempt }: { stepId: StepId; attempt: number }, state: RunState, at: number): RunDecision {
  const step = currentStep(state);
  if (step?.id !== stepId || state.status !== "running") return NOTHING;
  if (step.status === "pending") {
    const next = step.reason === "recovered" ? step.attempts : step.attempts + 1;
    return attempt === next ? { events: [{ type: "step.started", stepId, attempt, at }] } : NOTHING;
  }
  if (step.attempts !== attempt) return NOTHING;
  if (state.cancellation) return { events: toStepCancelled(step, state.cancellation, at) };
  const interruptions = step.interruptions + 1;
  if (interruptions < MAX_INTERRUPTIONS) return { events: [{ type: "step.recovered", stepId, interruptions, at }] };
  const message = `the worker was lost ${interruptions} times in the middle of step ${stepId}`;
  const error: StepError = { code: "INTERRUPTED", message, exitCode: null, retryAfterMs: null };
  return { events: toStepFailed(state, step, error, "interrupted", at) };
}

/** Given back under a cancellation, nobody takes the step up again. */
function decideHandBack(command: Extract<RunCommand, { type: "step.hand-back" }>, state: RunState, at: number): RunDecision {
  const step = findRunning(state, command);
  if (!step) return NOTHING;
  if (state.cancellation) return { events: toStepCancelled(step, state.cancellation, at) };
  return { events: [{ type: "step.handed-back", stepId: step.id, at }] };
}

function decideReport(command: Extract<RunCommand, { type: "step.report" }>, state: RunState, at: number): RunDecision {
  const step = findRunning(state, command);
  if (!step) return NOTHING;
  const { result } = command;
  if (result.ok) {
    const { commit, changedFiles, summary } = result;
    const said = summary === undefined ? {} : { summary };
    const completed: RunEvent = { type: "step.completed", stepId: step.id, commit, changedFiles, ...said, at };
    if (state.cancellation) return { events: [completed, toFinishing(toCancelled(state.cancellation), at)] };
    return { events: isLast(state, step) ? [completed, toFinishing({ outcome: "completed", error: null }, at)] : [completed] };
  }
  if (state.cancellation) return { events: toStepCancelled(step, state.cancellation, at) };
  const spec = findSpec(state, step.id);
  const failures = step.failures + 1;
  if (result.retryable && failures < spec.retry.maxAttempts) {
    const nextAttemptAt = at + toStepRetryDelay(spec.retry, failures);
    return { events: [{ type: "step.retry-scheduled", stepId: step.id, error: result.error, nextAttemptAt, at }] };
  }
  const reason = result.error.code === "TIMEOUT" ? "timeout" : result.retryable ? "attempts_exhausted" : "not_retryable";
  return { events: toStepFailed(state, step, result.error, reason, at) };
}

/** Only agents hear: at the beginning of a turn, and one that is at work takes another for it. A command that is to come hears nothing. */
function decideTell({ by, text }: Extract<RunCommand, { type: "run.tell" }>, state: RunState, at: number): RunDecision {
  if (hasEnded(state) || state.ending || state.cancellation) return { refused: "run.already-ended" };
  // What a run that is not started yet will do is not decided.
  if (state.status === "created") return { events: [{ type: "run.told", by, text, at }] };
  const open = new Set(state.steps.filter(({ status }) => status === "pending" || status === "running").map(({ id }) => id));
  if (!state.plan.steps.some(({ id, body }) => body.kind === "agent" && open.has(id))) return { refused: "run.no-turn-left" };
  return { events: [{ type: "run.told", by, text, at }] };
}

function decideCancel(cancellation: Cancellation, state: RunState, at: number): RunDecision {
  if (hasEnded(state)) return { refused: "run.already-ended" };
  if (state.cancellation || state.ending) return NOTHING;
  const requested: RunEvent = { type: "run.cancel-requested", cancellation, at };
  // A step under way answers first, and so does a workspace that is being made: both leave something behind to be handed over.
  const answers = (state.status === "queued" && !state.held) || currentStep(state)?.status === "running";
  return { events: answers ? [requested] : [requested, toFinishing(toCancelled(cancellation), at)] };
}

function decideFinish(
  { error, isOurs, commit, conflicts }: Extract<RunCommand, { type: "run.report-finish" }>,
  state: RunState,
  at: number,
): RunDecision {
  if (!state.ending || hasEnded(state)) return NOTHING;
  const { outcome, error: cause } = state.ending;
  if (outcome === "cancelled") return { events: [{ type: "run.cancelled", at }] };
  if (outcome === "completed" && error === null) {
    const isMoved = commit !== null && commit !== state.commit;
    return { events: [{ type: "run.completed", ...(isMoved && { commit }), ...(conflicts.length > 0 && { conflicts }), at }] };
  }
  const failure: RunError = { code: "PUBLISH_FAILED", message: error ?? "", ...(isOurs && { isOurs }), failedStep: null };
  return { events: [{ type: "run.failed", error: cause ?? failure, at }] };
}

function findRunning(state: RunState, { stepId, attempt }: { stepId: StepId; attempt: number }): StepState | undefined {
  return state.steps.find((step) => step.id === stepId && step.status === "running" && step.attempts === attempt);
}

function findSpec(state: RunState, id: StepId): StepSpec {
  const spec = state.plan.steps.find((step) => step.id === id);
  if (!spec) throw new TypeError(`the plan has no step ${id}`);
  return spec;
}

function isLast(state: RunState, step: StepState): boolean {
  return state.steps.at(-1)?.id === step.id;
}

function toStepFailed(
  state: RunState,
  step: StepState,
  error: StepError,
  reason: Extract<RunEvent, { type: "step.failed" }>["reason"],
  at: number,
): RunEvent[] {
  const tolerated = findSpec(state, step.id).continueOnError;
  const failed: RunEvent = { type: "step.failed", stepId: step.id, reason, error, tolerated, at };
  if (tolerated) return isLast(state, step) ? [failed, toFinishing({ outcome: "completed", error: null }, at)] : [failed];
  const message = `step ${step.id} failed after ${count(step.attempts, "attempt")}: ${error.message}`;
  return [failed, toFinishing(toFailure(state, "STEP_EXECUTION_FAILED", message, step.id), at)];
}

function toStepCancelled(step: StepState, cancellation: Cancellation, at: number): RunEvent[] {
  return [{ type: "step.cancelled", stepId: step.id, at }, toFinishing(toCancelled(cancellation), at)];
}

function toFinishing(ending: Ending, at: number): RunEvent {
  return { type: "run.finishing", ending, at };
}

function toCancelled({ reason, login }: Cancellation): Ending {
  const message = reason === "" ? `cancelled${login === undefined ? "" : ` by ${login}`}` : reason;
  return { outcome: "cancelled", error: { code: "CANCELLED", message, failedStep: null } };
}

/** A cancelled run stays cancelled, also when something fails on its way out. */
function toFailure(state: RunState, code: RunError["code"], message: string, failedStep: StepId | null): Ending {
  return state.cancellation ? toCancelled(state.cancellation) : { outcome: "failed", error: { code, message, failedStep } };
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

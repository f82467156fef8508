// evolve + react for one run: what an event makes of the state, and which effects follow. Pure.
import { assertNever } from "../errors.ts";
import type { StepId } from "../ids.ts";
import type { WorkflowSpec } from "../workflow/workflow-spec.ts";
import type { RunEffect, RunEvent } from "./events.ts";
import { react } from "./react.ts";
import type { RunState, StepState } from "./state.ts";

export interface RunApplied {
  readonly state: RunState;
  readonly effects: readonly RunEffect[];
}

/** @param state null before the first event of every run: `run.queued` or `run.drafted`. */
export function applyRunEvent(state: RunState | null, event: RunEvent): RunApplied {
  const next = evolve(state, event);
  return { state: next, effects: react(next, event) };
}

function evolve(state: RunState | null, event: RunEvent): RunState {
  if (event.type === "run.queued") return toQueued(event);
  if (event.type === "run.drafted") return toDrafted(event);
  if (!state) throw new TypeError(`a run begins with run.queued, not with ${event.type}`);
  switch (event.type) {
    case "run.enqueued":
      return { ...state, status: "queued", plan: event.plan, steps: event.plan.steps.map(toPending) };
    case "run.admitted":
      return { ...state, held: false };
    case "run.started":
      return { ...state, status: "running", workspace: event.workspace, startedAt: state.startedAt ?? event.at };
    case "step.started":
      return patchStep(state, event.stepId, (step) => ({
        status: "running",
        reason: null,
        attempts: event.attempt,
        nextAttemptAt: null,
        startedAt: step.startedAt ?? event.at,
        error: null,
      }));
    case "step.recovered":
      return patchStep(state, event.stepId, () => ({ status: "running", reason: null, interruptions: event.interruptions }));
    case "step.handed-back":
      return patchStep(state, event.stepId, () => ({ status: "pending", reason: "recovered" }));
    case "step.completed": {
      const { commit, changedFiles, summary, at } = event;
      const result = { commit, changedFiles, ...(summary !== undefined && { summary }) };
      const done = patchStep(state, event.stepId, () => ({ status: "completed", reason: null, ...result, endedAt: at }));
      return { ...done, steps: openNext(done.steps), commit: commit ?? state.commit };
    }
    case "step.retry-scheduled":
      return patchStep(state, event.stepId, (step) => ({
        status: "pending",
        reason: "retry_scheduled",
        failures: step.failures + 1,
        nextAttemptAt: event.nextAttemptAt,
        error: event.error,
      }));
    case "step.failed": {
      const failed = patchStep(state, event.stepId, (step) => ({
        status: "failed",
        reason: event.reason,
        failures: step.failures + 1,
        nextAttemptAt: null,
        error: event.error,
        endedAt: event.at,
      }));
      return event.tolerated ? { ...failed, steps: openNext(failed.steps) } : failed;
    }
    case "step.cancelled":
      return patchStep(state, event.stepId, () => ({ status: "cancelled", reason: "run_cancelled", endedAt: event.at }));
    case "run.told": {
      const { by, text, at } = event;
      return { ...state, messages: [...(state.messages ?? []), { by, text, at }] };
    }
    case "run.cancel-requested":
      return { ...state, cancellation: event.cancellation };
    case "run.finishing":
      return { ...state, ending: event.ending, steps: state.steps.map((step) => closeStep(step, event.ending.outcome)) };
    case "run.completed":
      return {
        ...state,
        status: "completed",
        commit: event.commit ?? state.commit,
        ...(event.conflicts && { conflicts: event.conflicts }),
        endedAt: event.at,
      };
    case "run.failed":
      return { ...state, status: "failed", error: event.error, endedAt: event.at };
    case "run.cancelled":
      return { ...state, status: "cancelled", error: state.ending?.error ?? null, endedAt: event.at };
    default:
      return assertNever(event);
  }
}

function toQueued(event: Extract<RunEvent, { type: "run.queued" }>): RunState {
  return {
    id: event.runId,
    issue: event.issue,
    source: event.source,
    task: event.task ?? null,
    attempt: event.attempt,
    lastError: event.lastError,
    plan: event.plan,
    held: event.held,
    status: "queued",
    steps: event.plan.steps.map(toPending),
    workspace: null,
    commit: null,
    cancellation: null,
    ending: null,
    error: null,
    createdAt: event.at,
    startedAt: null,
    endedAt: null,
  };
}

function toDrafted({ runId, issue, task, at }: Extract<RunEvent, { type: "run.drafted" }>): RunState {
  const plan = { name: task.workflow, steps: [] };
  const queued = { runId, issue, source: "request", attempt: null, lastError: null, plan, held: true, task, at } as const;
  return { ...toQueued({ type: "run.queued", ...queued }), status: "created" };
}

function toPending({ id }: WorkflowSpec["steps"][number], index: number): StepState {
  return {
    id,
    status: "pending",
    reason: index === 0 ? null : "dependencies",
    attempts: 0,
    failures: 0,
    interruptions: 0,
    nextAttemptAt: null,
    startedAt: null,
    endedAt: null,
    error: null,
    commit: null,
    changedFiles: 0,
  };
}

/** The step whose turn has come waits for no other any more. */
function openNext(steps: readonly StepState[]): readonly StepState[] {
  const next = steps.findIndex(({ reason }) => reason === "dependencies");
  return steps.map((step, index) => (index === next ? { ...step, reason: null } : step));
}

/** Steps that will not be reached any more say why. */
function closeStep(step: StepState, outcome: "completed" | "failed" | "cancelled"): StepState {
  if (step.status !== "pending") return step;
  return outcome === "cancelled"
    ? { ...step, status: "cancelled", reason: "run_cancelled", nextAttemptAt: null }
    : { ...step, reason: "blocked_by_failure", nextAttemptAt: null };
}

function patchStep(state: RunState, id: StepId, patch: (step: StepState) => Partial<StepState>): RunState {
  return { ...state, steps: state.steps.map((step) => (step.id === id ? { ...step, ...patch(step) } : step)) };
}

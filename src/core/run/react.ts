// Which effects follow from an event of a run. Pure data: the engine sees them done.
import type { RunExit } from "../scheduler/decide.ts";
import type { CancelEffect, ExecuteEffect, ProgressEffect, ProvisionEffect, RunEffect, RunEvent } from "./events.ts";
import { currentStep, hasEnded, type RunState, type StepState } from "./state.ts";

/** @param state the state after the event */
export function react(state: RunState, event: RunEvent): readonly RunEffect[] {
  const { id: runId } = state;
  switch (event.type) {
    case "run.queued":
      return event.held ? toRequest(state) : toProvision(state);
    case "run.enqueued":
      return toRequest(state);
    case "run.admitted":
      if (hasEnded(state)) return toExitReport(state);
      return state.ending ? [] : toProvision(state);
    case "run.started":
      return toNextStep(state);
    case "step.started":
      return toProgress(state, `${event.stepId}:${event.attempt}`);
    case "step.completed":
      return toNextStep(state);
    case "step.failed":
      return event.tolerated ? toNextStep(state) : [];
    case "step.retry-scheduled":
      return toNextStep(state);
    case "run.cancel-requested":
      return toStop(state);
    case "run.finishing":
      return [
        ...toCancels(state.steps.find((step) => step.status === "cancelled")),
        { type: "workspace.finish", key: "finish", dueAt: 0, runId },
      ];
    case "run.completed":
    case "run.failed":
    case "run.cancelled":
      return toExitReport(state);
    case "run.drafted":
    case "run.told":
    case "step.recovered":
    case "step.handed-back":
    case "step.cancelled":
      return [];
  }
}

function toRequest({ id: runId, issue, task }: RunState): RunEffect[] {
  const thread = task?.origin?.thread ?? null;
  return [{ type: "scheduler.request-run", key: "request", dueAt: 0, runId, issue, ...(thread !== null && { thread }) }];
}

const PROVISION = "provision";

function toMakeWorkspace({ id: runId }: RunState): ProvisionEffect {
  return { type: "workspace.provision", key: PROVISION, dueAt: 0, runId };
}

function toProvision(state: RunState): RunEffect[] {
  return [toMakeWorkspace(state), ...toProgress(state, "queued")];
}

/** A step's attempts are effects with names of their own, so that a redo finds the same one. */
function toExecuteKey(step: StepState, attempt: number): string {
  return `step:${step.id}:${attempt}`;
}

function toNextStep(state: RunState): RunEffect[] {
  const step = currentStep(state);
  return step && !state.cancellation ? [toExecute(state, step, step.attempts + 1)] : [];
}

function toExecute({ id: runId }: RunState, step: StepState, attempt: number): ExecuteEffect {
  return { type: "step.execute", key: toExecuteKey(step, attempt), dueAt: step.nextAttemptAt ?? 0, runId, stepId: step.id, attempt };
}

/** Whoever has what is under way is told to stop. Where nobody does, as after a crash, it is offered again: someone must answer for it. */
function toStop(state: RunState): RunEffect[] {
  if (state.status === "queued" && !state.held) return [{ type: "effect.cancel", key: PROVISION }, toMakeWorkspace(state)];
  const step = currentStep(state);
  if (step?.status !== "running") return [];
  const execute = toExecute(state, step, step.attempts);
  return [{ type: "effect.cancel", key: execute.key }, execute];
}

function toProgress(state: RunState, occasion: string): ProgressEffect[] {
  return state.source === "tracker" ? [{ type: "tracker.report", key: `report:${occasion}`, dueAt: 0, runId: state.id }] : [];
}

/** The attempt that was handed back, or the next one: whichever of them waits, nobody need begin it. */
function toCancels(step: StepState | undefined): CancelEffect[] {
  if (!step) return [];
  return [step.attempts, step.attempts + 1].map((attempt) => ({ type: "effect.cancel", key: toExecuteKey(step, attempt) }));
}

function toExitReport(state: RunState): RunEffect[] {
  return [{ type: "scheduler.report-exit", key: "exit", dueAt: 0, exit: toExit(state) }];
}

function toExit(state: RunState): RunExit {
  const failure = state.steps.find((step) => step.status === "failed" && step.id === state.error?.failedStep)?.error;
  return {
    issueId: state.issue.id,
    runId: state.id,
    outcome: state.status === "completed" || state.status === "cancelled" ? state.status : "failed",
    cause: toCause(state, failure?.code),
    message: state.error?.message ?? state.cancellation?.reason ?? "",
    retryAfterMs: failure?.retryAfterMs ?? null,
  };
}

function toCause(state: RunState, code: string | undefined): RunExit["cause"] {
  if (state.status === "completed") return null;
  if (state.status === "cancelled") return state.cancellation?.by ?? "person";
  // Declared agents are many: what one of them lacks says nothing about the others' work.
  if (state.plan.runner) return "work";
  if (code === "QUOTA") return "quota";
  return code === "CREDENTIALS" || code === "NOT_STARTED" ? "setup" : "work";
}

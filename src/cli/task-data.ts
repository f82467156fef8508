// Tasks for programs: the stable shapes behind `-o json` and `-o yaml`. Names are snake_case, times ISO 8601 in UTC.
import type { RunEvent } from "../core/run/events.ts";
import { currentStep, type RunState, type StepState } from "../core/run/state.ts";
import { type RunSummary, toRunSummary } from "../core/views/run-summary.ts";
import { toEventData } from "../runtime/events/event-data.ts";

export interface TaskTraits {
  /** The step that is under way or next. */
  readonly step: string | null;
  /** It has begun and not ended, and no server works on it. */
  readonly interrupted: boolean;
}

export function toTaskData(run: RunSummary, { step, interrupted }: TaskTraits) {
  return {
    id: run.id,
    status: run.status,
    interrupted,
    issue: run.identifier,
    title: run.title,
    workflow: run.workflow,
    name: run.task?.name ?? null,
    goal: run.task?.goal ?? null,
    project_id: run.task?.project ?? null,
    workflow_id: run.task?.workflow ?? null,
    workspace_id: run.task?.workspace ?? null,
    attempt: run.attempt,
    step,
    branch: run.branch,
    commit: run.commit,
    workspace: run.workspace,
    error: run.error,
    cancel_requested: run.cancelRequested,
    created_at: toIso(run.createdAt),
    started_at: toIso(run.startedAt),
    ended_at: toIso(run.endedAt),
  };
}

export function toTaskDetails(
  run: RunState,
  history: readonly { readonly at: number; readonly event: RunEvent }[],
  { interrupted }: Pick<TaskTraits, "interrupted">,
) {
  return {
    task: toTaskData(toRunSummary(run), { step: currentStep(run)?.id ?? null, interrupted }),
    steps: run.steps.map(toStepData),
    events: history.map(({ at, event }) => {
      const { event_type, payload } = toEventData(event);
      return { event_type, created_at: toIso(at), payload };
    }),
  };
}

function toStepData(step: StepState) {
  return {
    id: step.id,
    status: step.status,
    reason: step.reason,
    attempts: step.attempts,
    failures: step.failures,
    interruptions: step.interruptions,
    commit: step.commit,
    changed_files: step.changedFiles,
    error: step.error && { code: step.error.code, message: step.error.message, exit_code: step.error.exitCode },
    next_attempt_at: toIso(step.nextAttemptAt),
    started_at: toIso(step.startedAt),
    ended_at: toIso(step.endedAt),
  };
}

function toIso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

// How a task is told: its end as a sentence and as an exit code, its steps, and what happened to it. Decides nothing.
import type { RunEvent } from "../core/run/events.ts";
import { currentStep, hasEnded, type RunState, type RunStatus, type StepReason, type StepState } from "../core/run/state.ts";
import { toDuration } from "../core/views/explanation.ts";

export function toStatusLine({ id, status }: Pick<RunState, "id" | "status">): string {
  return `Task ${id} finished with status: ${status}`;
}

/** For verbs that wait for a run. A run that has not ended is none of a script's successes. */
export function toExitCode(status: RunStatus): number {
  if (status === "completed") return 0;
  return status === "cancelled" ? 21 : 1;
}

/** `running, step 2 of 3 (test)`. */
export function toStatusWords(run: RunState, interrupted: boolean): string {
  const status = interrupted ? INTERRUPTED : run.status;
  const step = hasEnded(run) ? null : currentStep(run);
  const place = step ? `, step ${run.steps.indexOf(step) + 1} of ${run.steps.length} (${step.id})` : "";
  const cancelling = step && run.cancellation ? ", being cancelled" : "";
  return `${status}${place}${cancelling}${interrupted ? "; goes on at the next `yardmaster start`" : ""}`;
}

/** What people read in place of the status of something under way while no server works on it. */
export const INTERRUPTED = "interrupted";

/** What a run's error is called: who was told to stop has made none. */
export function toErrorName({ status, cancellation }: Pick<RunState, "status" | "cancellation">): string {
  if (status !== "cancelled") return "Error";
  return cancellation?.by === "scheduler" ? "Stopped" : "Cancelled";
}

/** From the beginning to the end, or to now; null when it has not begun. */
export function toElapsed({ startedAt, endedAt }: Pick<RunState, "startedAt" | "endedAt">, now: number): string | null {
  return startedAt === null ? null : toDuration((endedAt ?? now) - startedAt);
}

/** What came of a step, and what it waits for. */
export function toStepDetail({ error, commit, changedFiles, reason, nextAttemptAt }: StepState, now: number): string {
  const waits = reason === "retry_scheduled" ? toRetryWords(nextAttemptAt ?? now, now) : null;
  if (error) return [`${error.code}: ${toErrorWords(error)}`, ...(waits === null ? [] : [waits])].join("; ");
  if (commit) return `commit ${toCommitName(commit)}, ${changedFiles} changed ${changedFiles === 1 ? "file" : "files"}`;
  return waits ?? (reason === null ? "" : REASONS[reason]);
}

/** A program's last words seldom say how it ended. */
function toErrorWords({ message, exitCode }: NonNullable<StepState["error"]>): string {
  const said = exitCode === null || exitCode === 0 || new RegExp(`(?:exit code|exited with) ${exitCode}$`).test(message);
  return said ? message : `${message} (exit code ${exitCode})`;
}

function toRetryWords(at: number, now: number): string {
  return at > now ? `tried again in ${toDuration(at - now)}` : "due to be tried again";
}

const REASONS: Readonly<Record<StepReason, string>> = {
  dependencies: "waits for the step before it",
  retry_scheduled: "tried again",
  recovered: "taken up again",
  blocked_by_failure: "not reached",
  attempts_exhausted: "no attempt is left",
  not_retryable: "not worth another attempt",
  timeout: "took too long",
  interrupted: "its worker was lost too often",
  run_cancelled: "cancelled with its task",
};

export function toTime(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, "Z");
}

export function toCommitName(commit: string): string {
  return commit.slice(0, 9);
}

export function toEventWords(event: RunEvent): string {
  switch (event.type) {
    case "run.queued":
      return event.held ? "accepted; waits for a free slot" : `queued${event.attempt === null ? "" : `, try ${event.attempt + 1}`}`;
    case "run.drafted":
      return "created; waits to be started";
    case "run.enqueued":
      return "started; waits for a free slot";
    case "run.admitted":
      return "admitted";
    case "run.started":
      return `started on branch ${event.workspace.branch}`;
    case "step.started":
      return `step ${event.stepId} started, attempt ${event.attempt}`;
    case "step.recovered":
      return `step ${event.stepId} was taken up again: its worker was lost (${event.interruptions} so far)`;
    case "step.handed-back":
      return `step ${event.stepId} was handed back by a server that stopped`;
    case "step.completed":
      return `step ${event.stepId} completed${event.commit === null ? "" : ` with commit ${toCommitName(event.commit)}`}`;
    case "step.retry-scheduled":
      return `step ${event.stepId} is tried again at ${toTime(event.nextAttemptAt)}: ${event.error.message}`;
    case "step.failed":
      return `step ${event.stepId} failed${event.tolerated ? ", which is tolerated" : ""}: ${event.error.message}`;
    case "step.cancelled":
      return `step ${event.stepId} was cancelled`;
    case "run.told":
      return `told by ${event.by}: ${event.text}`;
    case "run.cancel-requested":
      return `cancellation asked for by ${event.cancellation.by === "person" ? "a person" : "the scheduler"}: ${event.cancellation.reason}`;
    case "run.finishing":
      return `steps are over; handing over the work as ${event.ending.outcome}`;
    case "run.completed":
      return "completed";
    case "run.failed":
      return `failed: ${event.error.message}`;
    case "run.cancelled":
      return "cancelled";
  }
}

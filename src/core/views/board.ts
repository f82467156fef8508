// Everything a person watching the yard wants to see at once. Folded from what is remembered and what the tracker listed last.
import type { Issue } from "../issue.ts";
import { currentStep, hasEnded, type RunState, stoppedStep } from "../run/state.ts";
import { toStanding } from "../scheduler/standing.ts";
import type { SchedulerState } from "../scheduler/state.ts";
import { toQueue } from "./explanation.ts";

export interface Board {
  readonly now: number;
  readonly slots: { readonly used: number; readonly limit: number };
  readonly halted: string | null;
  readonly running: readonly RunningRow[];
  readonly queue: readonly QueueRow[];
  /** Newest last. */
  readonly finished: readonly FinishedRow[];
  /** Entries of the tracker that do not hold, or why it could not be read. */
  readonly troubles: readonly string[];
}

export interface RunningRow {
  readonly run: string;
  readonly identifier: string;
  readonly title: string;
  readonly step: string | null;
  readonly stepNumber: number;
  readonly stepCount: number;
  readonly state: "preparing" | "working" | "retrying" | "finishing" | "cancelling";
  readonly startedAt: number;
  readonly stepStartedAt: number | null;
}

export interface QueueRow {
  /** 1-based for what could start; null for what waits for something else. */
  readonly position: number | null;
  readonly identifier: string;
  readonly title: string;
  readonly priority: number | null;
  /** Why it does not start yet; null when only a slot is missing. */
  readonly waitsFor: string | null;
}

export interface FinishedRow {
  readonly run: string;
  readonly identifier: string;
  readonly title: string;
  /** `cancelled`: a person did; `stopped`: the scheduler did, because the tracker has moved the issue on. */
  readonly outcome: "completed" | "failed" | "cancelled" | "stopped";
  readonly durationMs: number;
  readonly branch: string | null;
  readonly commit: string | null;
  readonly detail: string | null;
}

export interface BoardFacts {
  readonly runs: Iterable<RunState>;
  readonly scheduler: SchedulerState;
  readonly candidates: readonly Issue[];
  readonly troubles: readonly string[];
  readonly now: number;
}

export function toBoard({ runs, scheduler, candidates, troubles, now }: BoardFacts): Board {
  const all = [...runs].filter((run) => !run.held);
  const running = all.filter((run) => !hasEnded(run)).map(toRunningRow);
  return {
    now,
    slots: { used: running.length, limit: scheduler.settings.maxConcurrentAgents },
    halted: scheduler.halted?.reason ?? null,
    running,
    queue: [...toRequested(scheduler), ...toStartable(candidates, scheduler, now), ...toWaiting(candidates, scheduler, now)],
    finished: all
      .filter(hasEnded)
      .sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0))
      .map(toFinishedRow),
    troubles,
  };
}

function toRunningRow(run: RunState): RunningRow {
  const step = currentStep(run) ?? stoppedStep(run);
  return {
    run: run.id,
    identifier: run.issue.identifier,
    title: run.issue.title,
    step: step?.id ?? null,
    stepNumber: step ? run.steps.indexOf(step) + 1 : run.steps.length,
    stepCount: run.steps.length,
    state: toRunningState(run),
    startedAt: run.createdAt,
    stepStartedAt: step?.status === "running" ? step.startedAt : null,
  };
}

function toRunningState(run: RunState): RunningRow["state"] {
  if (run.cancellation) return "cancelling";
  if (run.ending) return "finishing";
  if (run.status === "queued") return "preparing";
  return currentStep(run)?.reason === "retry_scheduled" ? "retrying" : "working";
}

function toRequested({ requests }: SchedulerState): QueueRow[] {
  return [...requests.values()].map(({ issue }, index) => toQueueRow(issue, index + 1, null));
}

function toStartable(candidates: readonly Issue[], scheduler: SchedulerState, now: number): QueueRow[] {
  return toQueue(candidates, scheduler, now).map((issue, index) => toQueueRow(issue, scheduler.requests.size + index + 1, null));
}

/** What the tracker offers and something other than a slot holds back. */
function toWaiting(candidates: readonly Issue[], scheduler: SchedulerState, now: number): QueueRow[] {
  return candidates.flatMap((issue) => {
    const standing = toStanding(issue, scheduler, now);
    if (standing.code === "blocked") {
      return [toQueueRow(issue, null, `blocked by ${standing.by.map(({ identifier }) => identifier ?? "unknown").join(", ")}`)];
    }
    if (standing.code === "claimed" && standing.claim.phase === "retrying") {
      const seconds = Math.max(0, Math.ceil(((standing.claim.dueAt ?? now) - now) / 1000));
      return [toQueueRow(issue, null, `retry in ${seconds} s: ${standing.claim.reason}`)];
    }
    if (standing.code === "claimed" && standing.claim.phase === "parked") {
      return [toQueueRow(issue, null, `needs a person: ${standing.claim.reason}`)];
    }
    return [];
  });
}

function toQueueRow(issue: Issue, position: number | null, waitsFor: string | null): QueueRow {
  return { position, identifier: issue.identifier, title: issue.title, priority: issue.priority, waitsFor };
}

function toFinishedRow(run: RunState): FinishedRow {
  return {
    run: run.id,
    identifier: run.issue.identifier,
    title: run.issue.title,
    outcome: toOutcome(run),
    durationMs: (run.endedAt ?? run.createdAt) - run.createdAt,
    branch: run.plan.runner && run.commit === null ? null : (run.workspace?.branch ?? null),
    commit: run.commit,
    detail: run.error?.message ?? null,
  };
}

function toOutcome({ status, cancellation }: RunState): FinishedRow["outcome"] {
  if (status === "cancelled") return cancellation?.by === "scheduler" ? "stopped" : "cancelled";
  return status === "completed" ? "completed" : "failed";
}

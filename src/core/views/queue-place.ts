// Where a run that was asked for stands in the queue, and about when its turn comes. An estimate, and no promise.
import type { RunState } from "../run/state.ts";
import { getAvailableSlots } from "../scheduler/slots.ts";
import { holdsSlot, isPaused, type SchedulerState } from "../scheduler/state.ts";

export interface QueuePlace {
  /** 1-based, among the runs that people asked for. */
  readonly position: number;
  readonly total: number;
  /**
   * `branch`: another run works on the same branch, or comes first; `slots`: all agents are at work; `host`: others are, on the same server.
   * Null: it is about to start.
   */
  readonly waitsFor: "branch" | "slots" | "host" | null;
  /** Null: too little is known. */
  readonly waitMs: number | null;
}

/** Fewer runs than this say nothing of the next one. */
const LEAST_DURATIONS = 3;
/** What is left of a run that already takes longer than others did, as a part of what those took. */
const OVERDUE_PART = 0.25;

/**
 * @param durationsMs how long runs took that ended lately
 * @param now milliseconds since the epoch
 * @returns null when the run does not wait for the scheduler, or its thread is paused
 */
export function toQueuePlace(
  run: RunState,
  scheduler: SchedulerState,
  { durationsMs, now }: { readonly durationsMs: readonly number[]; readonly now: number },
): QueuePlace | null {
  const requests = [...scheduler.requests.values()].filter((request) => !isPaused(request, scheduler));
  const index = requests.findIndex(({ runId }) => runId === run.id);
  if (index < 0) return null;
  const branch = run.issue.branchName;
  const atWork = [...scheduler.claims.values()].filter(holdsSlot);
  const isTaken =
    branch !== null &&
    (atWork.some((claim) => claim.branch === branch) || requests.slice(0, index).some(({ issue }) => issue.branchName === branch));
  const isFull = index >= getAvailableSlots(scheduler);
  const waitsFor = isTaken ? "branch" : isFull ? "slots" : scheduler.isCrowdedOut ? "host" : null;
  // Who else waits on the host, and for how long, is not known here.
  const typicalMs = waitsFor === "host" ? null : toMedian(durationsMs);
  return {
    position: index + 1,
    total: requests.length,
    waitsFor,
    waitMs:
      typicalMs === null
        ? null
        : toWaitMs(
            index,
            atWork.map(({ since }) => Math.max(since + typicalMs - now, typicalMs * OVERDUE_PART)),
            { typicalMs, slots: scheduler.settings.maxConcurrentAgents },
          ),
  };
}

function toMedian(values: readonly number[]): number | null {
  if (values.length < LEAST_DURATIONS) return null;
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}

/** Lets as many go first as stand before it, each taking the slot that is free soonest. */
function toWaitMs(
  before: number,
  leftMs: readonly number[],
  { typicalMs, slots }: { readonly typicalMs: number; readonly slots: number },
): number | null {
  const freeAt = [...leftMs, ...Array.from({ length: Math.max(0, slots - leftMs.length) }, () => 0)].sort((a, b) => a - b);
  for (let gone = 0; gone < before; gone += 1) {
    const soonest = freeAt.shift();
    if (soonest === undefined) return null;
    const next = soonest + typicalMs;
    const place = freeAt.findIndex((at) => at > next);
    freeAt.splice(place < 0 ? freeAt.length : place, 0, next);
  }
  return freeAt[0] ?? null;
}

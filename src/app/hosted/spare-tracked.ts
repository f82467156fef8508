// One label more on an issue that the workflow file's tracker has begun is no second piece of work; what somebody says in words is.

import { holdsSlot, type SchedulerState } from "../../core/scheduler/state.ts";
import type { IssueEvent } from "../../core/triggers/issue-event.ts";
import type { Firing, ThreadYard } from "../../runtime/threads/thread-yard.ts";
import type { Clock } from "../../std/clock.ts";

export interface TrackedDeps {
  readonly clock: Clock;
  /** Whether a tracker lists issues here at all. */
  isTracking(): boolean;
  /** The tracker's look at its issues, if need be. */
  look(): Promise<void>;
  loadScheduler(): Promise<SchedulerState>;
  readonly onIssueEvent: ThreadYard["onIssueEvent"];
}

/** A delivery may come after a short run that its cause did not start. */
const JUST_DONE_MS = 60_000;
const SPARED: readonly Firing[] = [{ trigger: "tracker", nothing: "the workflow file's tracker has begun a run for it already" }];

export function spareTracked({ clock, isTracking, look, loadScheduler, onIssueEvent }: TrackedDeps): ThreadYard["onIssueEvent"] {
  async function isTracked(thread: number): Promise<boolean> {
    // Both marks may have come at once: the tracker is let look first.
    await look();
    const { claims } = await loadScheduler();
    const claim = [...claims.values()].find(({ source, identifier }) => source === "tracker" && identifier === `#${thread}`);
    const isJustDone = claim?.phase === "settled" && clock.now() - claim.since < JUST_DONE_MS;
    return claim !== undefined && (holdsSlot(claim) || isJustDone);
  }

  return async (event, ...rest) => {
    const thread = isMark(event) && isTracking() ? (event.origin?.thread ?? null) : null;
    return thread !== null && (await isTracked(thread)) ? SPARED : await onIssueEvent(event, ...rest);
  };
}

function isMark({ type }: IssueEvent): boolean {
  return type === "issue_labelled" || type === "issue_assigned";
}

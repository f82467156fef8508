// How much room there is: one limit for all agents, and one per tracker state where configured.
import { normalizeState } from "../issue.ts";
import { holdsSlot, type SchedulerState } from "./state.ts";

export interface Slots {
  readonly total: number;
  /** What is left for each state that has a limit of its own. */
  readonly byState: ReadonlyMap<string, number>;
}

/** One pass over the claims. A run that a person asked for is in no tracker's state, so it takes of the overall limit only. */
export function getSlots(state: SchedulerState): Slots {
  const byState = new Map(Object.entries(state.settings.maxConcurrentAgentsByState));
  let total = state.settings.maxConcurrentAgents;
  for (const claim of state.claims.values()) {
    if (!holdsSlot(claim)) continue;
    total -= 1;
    const left = claim.source === "tracker" ? byState.get(claim.issueState) : undefined;
    if (left !== undefined) byState.set(claim.issueState, Math.max(0, left - 1));
  }
  return { total: Math.max(0, total), byState };
}

/** Free slots under the overall limit; never negative. */
export function getAvailableSlots(state: SchedulerState): number {
  return getSlots(state).total;
}

/** Is there a slot, and if a tracker state is named, one for that state? */
export function canDispatch(state: SchedulerState, issueState?: string): boolean {
  if (state.halted) return false;
  const slots = getSlots(state);
  if (slots.total === 0) return false;
  return issueState === undefined || (slots.byState.get(normalizeState(issueState)) ?? slots.total) > 0;
}

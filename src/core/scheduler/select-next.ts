// What would start at this moment: what people asked for first, then the best of what the tracker lists. Changes nothing.
import type { IssueId } from "../ids.ts";
import { type Issue, toThreadNumber } from "../issue.ts";
import { selectCandidates } from "./select-candidates.ts";
import { getSlots, type Slots } from "./slots.ts";
import { toStanding } from "./standing.ts";
import { holdsSlot, isPaused, type RunRequest, type SchedulerState } from "./state.ts";

export interface Next {
  readonly requests: readonly RunRequest[];
  readonly issues: readonly Issue[];
}

/** @param now milliseconds since the epoch */
export function selectNext(state: SchedulerState, listed: readonly Issue[], now: number): Next {
  const slots = getSlots(state);
  const requests = keepApart(state).slice(0, slots.total);
  const free: Slots = { ...slots, total: slots.total - requests.length };
  if (free.total === 0) return { requests, issues: [] };
  const issues = selectCandidates(keepStartable(listed, state, now), free, { now, priorityAgingMs: state.settings.priorityAgingMs });
  return { requests, issues };
}

/** Those that a run is at work on, or waits for. */
export function listTakenBranches({ claims, requests }: SchedulerState): ReadonlySet<string> {
  const atWork = [...claims.values()].filter(holdsSlot).flatMap(({ branch }) => branch ?? []);
  return new Set([...atWork, ...[...requests.values()].flatMap(({ issue }) => issue.branchName ?? [])]);
}

/** Requests in order of arrival, save those whose thread is paused, or whose branch somebody works on or comes to first. */
function keepApart(state: SchedulerState): readonly RunRequest[] {
  const requests = [...state.requests.values()].filter((request) => !isPaused(request, state));
  if (requests.every(({ issue }) => issue.branchName === null)) return requests;
  const taken = new Set([...state.claims.values()].filter(holdsSlot).map(({ branch }) => branch ?? null));
  return requests.filter(({ issue: { branchName } }) => {
    if (branchName === null) return true;
    const isFree = !taken.has(branchName);
    taken.add(branchName);
    return isFree;
  });
}

/**
 * Issues for which a run could begin now, slots aside; each once, however often the list names it. One whose branch somebody works on, or
 * asked to have worked on, waits: what was asked for may be all that it takes. So does one whose thread is paused.
 */
export function keepStartable(listed: readonly Issue[], state: SchedulerState, now: number): Issue[] {
  const kept = new Set<IssueId>();
  const taken = listed.some(({ branchName }) => branchName !== null) ? listTakenBranches(state) : new Set();
  return listed.filter((issue) => {
    if (issue.branchName !== null && taken.has(issue.branchName)) return false;
    const thread = toThreadNumber(issue);
    if (thread !== null && state.pauses.has(thread)) return false;
    const { code } = toStanding(issue, state, now);
    if ((code !== "eligible" && code !== "retry-due") || kept.has(issue.id)) return false;
    kept.add(issue.id);
    return true;
  });
}

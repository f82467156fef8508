// Claims held against what the tracker says now. Answers events only, so it may run at any moment, any number of times.
import type { IssueId } from "../ids.ts";
import { type Issue, normalizeState } from "../issue.ts";
import type { SchedulerEvent } from "./events.ts";
import { toUnroutable } from "./standing.ts";
import type { Claim, SchedulerState } from "./state.ts";

/** A tracker that still shows finished work as open is told again, no more often than this. */
const REMIND_AFTER_MS = 60_000;

/**
 * @param refreshed full snapshots of the claimed issues; one that is missing is gone, and one that is null could
 * not be read: its claim stays. Claims that came from a direct request are
 * not the tracker's and stay as they are.
 */
export function reconcile(state: SchedulerState, refreshed: ReadonlyMap<IssueId, Issue | null>, now: number): SchedulerEvent[] {
  const events: SchedulerEvent[] = [];
  for (const claim of state.claims.values()) {
    if (claim.source === "request" || claim.phase === "stopping") continue;
    const issue = refreshed.get(claim.issueId);
    if (issue === null) continue;
    const reason = toReasonToStop(issue, state);
    if (reason !== null) events.push(toLetGo(claim, reason, now));
    else if (issue) events.push(...toKept(claim, issue, now));
  }
  return events;
}

function toReasonToStop(issue: Issue | undefined, state: SchedulerState): string | null {
  if (!issue) return "the tracker no longer lists it";
  const issueState = normalizeState(issue.state);
  if (state.settings.terminalStates.includes(issueState)) return `it is ${issue.state}`;
  if (!state.settings.activeStates.includes(issueState)) return `its state ${issue.state} is not an active one`;
  const unroutable = toUnroutable(issue, state.settings);
  if (!unroutable) return null;
  return unroutable.code === "label-missing" ? `the label ${unroutable.label} was removed` : "the tracker no longer offers it";
}

function toLetGo(claim: Claim, reason: string, at: number): SchedulerEvent {
  const { issueId } = claim;
  return claim.phase === "running" ? { type: "claim.stopping", issueId, reason, at } : { type: "claim.released", issueId, reason };
}

function toKept(claim: Claim, issue: Issue, now: number): SchedulerEvent[] {
  const issueState = normalizeState(issue.state);
  const events: SchedulerEvent[] = [];
  if (issueState !== claim.issueState) events.push({ type: "claim.refreshed", issueId: claim.issueId, issueState });
  const waitsForTracker = claim.phase === "settled" || claim.phase === "parked";
  if (waitsForTracker && now - claim.since >= REMIND_AFTER_MS) events.push({ type: "claim.reminded", issueId: claim.issueId, at: now });
  return events;
}

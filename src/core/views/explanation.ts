// Why an issue is, or is not, being worked on: every rule that the scheduler would ask, with what it answers now.
import { type Issue, normalizeState } from "../issue.ts";
import { keepStartable, listTakenBranches, selectNext } from "../scheduler/select-next.ts";
import type { SchedulerSettings } from "../scheduler/settings.ts";
import { getSlots } from "../scheduler/slots.ts";
import { sortCandidates } from "../scheduler/sort-candidates.ts";
import { toOpenBlockers, toUnroutable } from "../scheduler/standing.ts";
import type { Claim, SchedulerState } from "../scheduler/state.ts";

export interface Check {
  /** The rule's name, stable, for programs. */
  readonly rule: "state" | "routing" | "blockers" | "claim" | "dispatch" | "slots" | "host" | "state-slots" | "rank";
  readonly holds: boolean;
  readonly detail: string;
}

export interface Explanation {
  readonly identifier: string;
  readonly title: string;
  /** The first rule that stands in the way; null when it is being worked on or would be next. */
  readonly rule: Check["rule"] | null;
  readonly verdict: string;
  readonly checks: readonly Check[];
}

/**
 * @param candidates everything the tracker lists in active states, for the position in the queue
 * @param now milliseconds since the epoch
 */
export function explain(issue: Issue, candidates: readonly Issue[], state: SchedulerState, now: number): Explanation {
  const claim = state.claims.get(issue.id);
  const checks = [
    checkState(issue, state),
    checkRouting(issue, state),
    checkBlockers(issue, candidates, state),
    checkClaim(issue, state, now),
    ...(isHeld(claim) ? [] : checkRoom(issue, candidates, state, now)),
  ];
  const obstacle = checks.find((check) => !check.holds) ?? null;
  const atWork = claim?.phase === "running";
  return {
    identifier: issue.identifier,
    title: issue.title,
    rule: atWork ? null : (obstacle?.rule ?? null),
    verdict: atWork ? `is being worked on: ${claimWords(claim, now)}` : obstacle ? `is not being worked on: ${obstacle.detail}` : "is next",
    checks,
  };
}

/** Candidates that could start now or as soon as there is room, best first. */
export function toQueue(candidates: readonly Issue[], state: SchedulerState, now: number): Issue[] {
  return sortCandidates(keepStartable(candidates, state, now), { now, priorityAgingMs: state.settings.priorityAgingMs });
}

function isHeld(claim: Claim | undefined): boolean {
  return claim !== undefined && claim.phase !== "retrying";
}

function checkState(issue: Issue, { settings }: SchedulerState): Check {
  const current = normalizeState(issue.state);
  if (settings.terminalStates.includes(current)) return no("state", `its state ${issue.state} counts as finished`);
  const active = settings.activeStates.join(", ");
  if (!settings.activeStates.includes(current)) return no("state", `its state ${issue.state} is not one of the active states (${active})`);
  return yes("state", `its state ${issue.state} is an active one`);
}

function checkRouting(issue: Issue, { settings }: SchedulerState): Check {
  const unroutable = toUnroutable(issue, settings);
  if (!unroutable) return yes("routing", "the tracker offers it, with every required label");
  return unroutable.code === "label-missing"
    ? no("routing", `it lacks the required label ${JSON.stringify(unroutable.label)}`)
    : no("routing", issue.withheld ?? "the tracker does not offer it for work");
}

function checkBlockers(issue: Issue, candidates: readonly Issue[], { settings }: SchedulerState): Check {
  if (issue.blockedBy.length === 0) return yes("blockers", "nothing blocks it");
  const open = toOpenBlockers(issue, settings);
  if (open.length === 0) return yes("blockers", "everything it waited for is finished");
  const names = open.map(({ identifier, state: blockerState }) => `${identifier ?? "unknown"} (${blockerState ?? "state unknown"})`);
  const circle = findCircle(issue, candidates, settings);
  return no("blockers", `it waits for ${names.join(", ")}${circle ? `, in a circle: ${circle.join(" waits for ")}` : ""}`);
}

/** The first circle of open blockers that an issue waits for, by identifiers, the first one again at the end; null when there is none. */
function findCircle(issue: Issue, candidates: readonly Issue[], settings: SchedulerSettings): readonly string[] | null {
  const known = new Map(candidates.flatMap((each) => [[each.id, each] as const, [each.identifier, each] as const]));
  const path = new Set<string>();
  const harmless = new Set<string>();
  function follow(each: Issue): readonly string[] | null {
    const { identifier } = each;
    if (path.has(identifier)) return [...[...path].slice([...path].indexOf(identifier)), identifier];
    if (harmless.has(identifier)) return null;
    path.add(identifier);
    for (const blocker of toOpenBlockers(each, settings)) {
      const next = known.get(blocker.id ?? blocker.identifier ?? "");
      const circle = next && follow(next);
      if (circle) return circle;
    }
    path.delete(identifier);
    harmless.add(identifier);
    return null;
  }
  return follow(issue);
}

function checkClaim(issue: Issue, state: SchedulerState, now: number): Check {
  const { claims, requests } = state;
  const claim = claims.get(issue.id);
  if (requests.has(issue.id)) return no("claim", "a person asked for a run of it, which waits for a slot");
  const isElsewhere = claim === undefined || claim.phase === "retrying";
  if (isElsewhere && issue.branchName !== null && listTakenBranches(state).has(issue.branchName)) {
    return no("claim", "a run that was asked for works on its branch, or is to");
  }
  if (!claim) return yes("claim", "nothing holds it");
  const words = claimWords(claim, now);
  const free = claim.phase === "retrying" && (claim.dueAt ?? 0) <= now;
  return free || claim.phase === "running" ? yes("claim", words) : no("claim", words);
}

function claimWords(claim: Claim, now: number): string {
  const since = toDuration(now - claim.since);
  switch (claim.phase) {
    case "running":
      return `run ${claim.runId} has held it for ${since}`;
    case "stopping":
      return `run ${claim.runId} is being stopped: ${claim.reason}`;
    case "retrying": {
      const wait = (claim.dueAt ?? 0) - now;
      const when = wait > 0 ? `is tried again in ${toDuration(wait)}` : "is due to be tried again";
      return `it ${when} (${claim.failures} failed so far: ${claim.reason})`;
    }
    case "settled":
      return `run ${claim.runId} completed it; the tracker has not said so yet`;
    case "parked":
      return `it waits for a person: ${claim.reason}`;
  }
}

function checkRoom(issue: Issue, candidates: readonly Issue[], state: SchedulerState, now: number): Check[] {
  const slots = getSlots(state);
  const own = slots.byState.get(normalizeState(issue.state));
  const index = toQueue(candidates, state, now).findIndex(({ id }) => id === issue.id);
  const rank = index < 0 ? "it has no place in the queue" : `it is number ${state.requests.size + index + 1} in the queue`;
  const selected = selectNext(state, candidates, now).issues.some(({ id }) => id === issue.id);
  return [
    state.halted ? no("dispatch", `all dispatch is halted: ${state.halted.reason}`) : yes("dispatch", "dispatch is on"),
    checkSlots(slots.total, state.settings.maxConcurrentAgents),
    ...(state.isCrowdedOut ? [no("host", "it waits for a free place on this server")] : []),
    own === 0
      ? no("state-slots", `every slot for the state ${issue.state} is taken`)
      : yes("state-slots", `no limit for the state ${issue.state} is reached`),
    selected ? yes("rank", rank) : no("rank", rank),
  ];
}

function checkSlots(free: number, limit: number): Check {
  if (limit === 1) return free > 0 ? yes("slots", "the only slot is free") : no("slots", "the only slot is taken");
  return free > 0
    ? yes("slots", `${free} of ${limit} slots ${free === 1 ? "is" : "are"} free`)
    : no("slots", `all ${limit} slots are taken`);
}

function yes(rule: Check["rule"], detail: string): Check {
  return { rule, holds: true, detail };
}

function no(rule: Check["rule"], detail: string): Check {
  return { rule, holds: false, detail };
}

/** `850 ms`, `12 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function toDuration(ms: number): string {
  const clamped = Math.max(0, Math.round(ms));
  if (clamped < 1000) return `${clamped} ms`;
  const seconds = Math.floor(clamped / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return joinUnits(Math.floor(seconds / 60), "min", seconds % 60, "s");
  if (seconds < 86_400) return joinUnits(Math.floor(seconds / 3600), "h", Math.floor((seconds % 3600) / 60), "min");
  return joinUnits(Math.floor(seconds / 86_400), "d", Math.floor((seconds % 86_400) / 3600), "h");
}

function joinUnits(major: number, majorUnit: string, minor: number, minorUnit: string): string {
  return minor === 0 ? `${major} ${majorUnit}` : `${major} ${majorUnit} ${minor} ${minorUnit}`;
}

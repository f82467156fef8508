// evolve + react: what an event makes of the state, and which effects follow. Pure; the given state is never mutated.
import { assertNever } from "../errors.ts";
import type { IssueId, RunId } from "../ids.ts";
import { normalizeState } from "../issue.ts";
import type { SchedulerEffect, SchedulerEvent } from "./events.ts";
import type { Claim, RunRequest, SchedulerState } from "./state.ts";

/** What was said longer ago than this is not told any more. */
const WORDS_KEPT_MS = 7 * 24 * 3600 * 1000;

export interface Applied {
  readonly state: SchedulerState;
  readonly effects: readonly SchedulerEffect[];
}

export function applyEvent(state: SchedulerState, event: SchedulerEvent): Applied {
  return applyEvents(state, [event]);
}

/** Folds a whole decision. Each collection is copied at most once, so that a tick that starts n runs costs O(n), not O(n²). */
export function applyEvents(state: SchedulerState, events: readonly SchedulerEvent[]): Applied {
  const draft: Draft = { ...state, copied: { claims: false, requests: false } };
  const effects: SchedulerEffect[] = [];
  for (const event of events) {
    evolve(draft, event);
    effects.push(...react(draft, event));
  }
  const { copied: _, ...next } = draft;
  return { state: events.length === 0 ? state : next, effects };
}

/** A state under construction: a map in it is a private copy once `copied` says so. */
interface Draft {
  settings: SchedulerState["settings"];
  claims: ReadonlyMap<IssueId, Claim>;
  requests: SchedulerState["requests"];
  halted: SchedulerState["halted"];
  isCrowdedOut?: boolean;
  pauses: SchedulerState["pauses"];
  lastWords: SchedulerState["lastWords"];
  readonly copied: { claims: boolean; requests: boolean };
}

function ownClaims(draft: Draft): Map<IssueId, Claim> {
  if (!draft.copied.claims) draft.claims = new Map(draft.claims);
  draft.copied.claims = true;
  return draft.claims as Map<IssueId, Claim>;
}

function ownRequests(draft: Draft): Map<IssueId, RunRequest> {
  if (!draft.copied.requests) draft.requests = new Map(draft.requests);
  draft.copied.requests = true;
  return draft.requests as Map<IssueId, RunRequest>;
}

function evolve(draft: Draft, event: SchedulerEvent): void {
  switch (event.type) {
    case "scheduler.configured":
      draft.settings = event.settings;
      return;
    case "scheduler.halted":
      draft.halted = event.halt;
      return;
    case "scheduler.resumed":
      draft.halted = null;
      return;
    case "scheduler.crowded-out":
      draft.isCrowdedOut = true;
      return;
    case "scheduler.given-room":
      draft.isCrowdedOut = false;
      return;
    case "thread.paused":
      draft.pauses = new Map(draft.pauses).set(event.thread, event.pause);
      return;
    case "thread.resumed":
      draft.pauses = new Map([...draft.pauses].filter(([thread]) => thread !== event.thread));
      return;
    case "pause.decided": {
      const isKept = ([, saidAt]: readonly [unknown, number]) => saidAt > event.saidAt - WORDS_KEPT_MS;
      draft.lastWords = new Map([...draft.lastWords].filter(isKept)).set(event.thread, event.saidAt);
      return;
    }
    case "run.requested": {
      const { issue, runId, thread } = event;
      ownRequests(draft).set(issue.id, { issue, runId, ...(thread !== undefined && { thread }) });
      return;
    }
    case "run.withdrawn":
      ownRequests(draft).delete(event.issueId);
      return;
    case "issue.claimed":
      if (event.source === "request") ownRequests(draft).delete(event.issue.id);
      ownClaims(draft).set(event.issue.id, toRunningClaim(draft.claims.get(event.issue.id), event));
      return;
    case "claim.refreshed":
      change(draft, event.issueId, { issueState: event.issueState });
      return;
    case "claim.stopping":
      change(draft, event.issueId, { phase: "stopping", reason: event.reason, since: event.at });
      return;
    case "claim.retry-scheduled": {
      const { failures = 0, waits = 0 } = draft.claims.get(event.issueId) ?? {};
      const counted = event.counts ? { failures: failures + 1 } : { waits: waits + 1 };
      change(draft, event.issueId, { ...counted, phase: "retrying", dueAt: event.dueAt, reason: event.error, since: event.at });
      return;
    }
    case "claim.settled":
      change(draft, event.issueId, { phase: "settled", reason: null, since: event.at });
      return;
    case "claim.parked":
      change(draft, event.issueId, { phase: "parked", reason: event.reason, since: event.at });
      return;
    case "claim.reminded":
      change(draft, event.issueId, { since: event.at });
      return;
    case "claim.released":
      ownClaims(draft).delete(event.issueId);
      return;
    default:
      assertNever(event);
  }
}

function change(draft: Draft, issueId: IssueId, patch: Partial<Claim>): void {
  const claim = draft.claims.get(issueId);
  if (claim) ownClaims(draft).set(issueId, { ...claim, ...patch });
}

function toRunningClaim(before: Claim | undefined, event: Extract<SchedulerEvent, { type: "issue.claimed" }>): Claim {
  return {
    issueId: event.issue.id,
    identifier: event.issue.identifier,
    issueState: normalizeState(event.issue.state),
    phase: "running",
    runId: event.runId,
    ...(event.issue.branchName === null ? {} : { branch: event.issue.branchName }),
    source: event.source,
    sessions: (before?.sessions ?? 0) + 1,
    waits: before?.waits ?? 0,
    failures: before?.failures ?? 0,
    dueAt: null,
    reason: null,
    since: event.at,
  };
}

function react(state: Draft, event: SchedulerEvent): readonly SchedulerEffect[] {
  switch (event.type) {
    case "issue.claimed": {
      const { runId, issue, source, attempt, lastError } = event;
      return [{ type: "run.create", key: `run:${runId}`, dueAt: 0, runId, issue, source, attempt, lastError }];
    }
    case "claim.stopping": {
      const runId = state.claims.get(event.issueId)?.runId;
      return runId ? [{ type: "run.stop", key: `stop:${runId}`, dueAt: 0, runId, reason: event.reason }] : [];
    }
    case "claim.retry-scheduled": {
      const runId = state.claims.get(event.issueId)?.runId;
      if (!runId) return [];
      const wake: SchedulerEffect = { type: "scheduler.wake", key: `wake:${runId}`, dueAt: event.dueAt, issueId: event.issueId };
      return [wake, toReport(runId, "retry")];
    }
    case "claim.settled":
    case "claim.parked": {
      const claim = state.claims.get(event.issueId);
      return claim ? [toReport(claim.runId, claim.phase)] : [];
    }
    case "claim.reminded": {
      const runId = state.claims.get(event.issueId)?.runId;
      return runId ? [toReport(runId, `again:${event.at}`)] : [];
    }
    default:
      return [];
  }
}

function toReport(runId: RunId, occasion: string): SchedulerEffect {
  return { type: "tracker.report", key: `report:${runId}:${occasion}`, dueAt: 0, runId };
}

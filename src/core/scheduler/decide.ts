// What the scheduler is told, and what it makes of it: events, or nothing. Pure; times and fresh ids arrive as facts.
import { assertNever } from "../errors.ts";
import type { IssueId, RunId } from "../ids.ts";
import type { Issue } from "../issue.ts";
import { applyEvents } from "./apply-event.ts";
import type { SchedulerEvent } from "./events.ts";
import { reconcile } from "./reconcile.ts";
import { calculateRetryDelay, spreadDelay } from "./retry-delay.ts";
import { type Next, selectNext } from "./select-next.ts";
import { type SchedulerSettings, toSettings } from "./settings.ts";
import { type Claim, holdsSlot, type SchedulerState } from "./state.ts";

export type SchedulerCommand =
  | { readonly type: "scheduler.configure"; readonly settings: Partial<SchedulerSettings> }
  | {
      readonly type: "scheduler.tick";
      /** Issues in active states; null when the tracker could not be read: then only direct requests start. */
      readonly candidates: readonly Issue[] | null;
      /** The claimed issues as they are now; null, for one or for all of them, where they could not be read: such a claim stays. */
      readonly refreshed: ReadonlyMap<IssueId, Issue | null> | null;
      /** Only this run is to begin, slots and halts aside: a person waits for it, and nobody else is at work. */
      readonly only?: RunId;
      /** How many runs may begin on this host, besides what the settings allow. Absent: any number. */
      readonly places?: number;
    }
  | { readonly type: "scheduler.report-exit"; readonly exit: RunExit }
  | { readonly type: "scheduler.request-run"; readonly issue: Issue; readonly runId: RunId; readonly thread?: number }
  /** A person wants nothing more to begin. */
  | { readonly type: "scheduler.pause"; readonly by: string; readonly reason: string; readonly saidAt: number }
  /** @param person also what a person paused; absent: nobody wants it */
  | { readonly type: "scheduler.resume"; readonly person?: { readonly saidAt: number } }
  /** The same for what waits in one thread. */
  | { readonly type: "thread.pause"; readonly thread: number; readonly by: string; readonly reason: string; readonly saidAt: number }
  | { readonly type: "thread.resume"; readonly thread: number; readonly saidAt: number };

/** How a run ended, in the scheduler's terms. */
export interface RunExit {
  readonly issueId: IssueId;
  readonly runId: RunId;
  readonly outcome: "completed" | "failed" | "cancelled";
  /**
   * - `work`: the run's own doing; counts as a failure.
   * - `quota`: the provider's limit is used up; waits and counts as nothing.
   * - `setup`: no run of this agent can fare better (missing program, refused credentials); halts dispatch.
   * - `person`: someone cancelled it.
   * - `scheduler`: we stopped it ourselves.
   */
  readonly cause: "work" | "quota" | "setup" | "person" | "scheduler" | null;
  readonly message: string;
  readonly retryAfterMs: number | null;
}

export interface SchedulerFacts {
  readonly now: number;
  newRunId(): RunId;
}

/** Long enough for most providers' windows to move on, when they do not say. */
const QUOTA_WAIT_MS = 15 * 60_000;
/** A provider that says "at once" all the same gets this much rest: it has just refused. */
const MIN_QUOTA_WAIT_MS = 10_000;

export function decide(command: SchedulerCommand, state: SchedulerState, facts: SchedulerFacts): SchedulerEvent[] {
  switch (command.type) {
    case "scheduler.configure": {
      const settings = toSettings(command.settings);
      return JSON.stringify(settings) === JSON.stringify(state.settings) ? [] : [{ type: "scheduler.configured", settings }];
    }
    case "scheduler.tick":
      return decideTick(command, state, facts);
    case "scheduler.report-exit":
      return decideExit(command.exit, state, facts.now);
    case "scheduler.request-run": {
      const { issue, runId, thread } = command;
      const known = state.requests.has(issue.id) || state.claims.has(issue.id);
      return known ? [] : [{ type: "run.requested", issue, runId, ...(thread !== undefined && { thread }), at: facts.now }];
    }
    case "scheduler.pause": {
      const { by, reason, saidAt } = command;
      const halt = { reason, by, at: facts.now };
      return decideByWord({ thread: null, saidAt }, state, state.halted?.by === undefined ? [{ type: "scheduler.halted", halt }] : []);
    }
    case "scheduler.resume":
      if (command.person === undefined) return state.halted && state.halted.by === undefined ? [{ type: "scheduler.resumed" }] : [];
      return decideByWord({ thread: null, ...command.person }, state, state.halted ? [{ type: "scheduler.resumed" }] : []);
    case "thread.pause": {
      const { thread, by, reason } = command;
      const pause = { by, reason, at: facts.now };
      return decideByWord(command, state, state.pauses.has(thread) ? [] : [{ type: "thread.paused", thread, pause }]);
    }
    case "thread.resume": {
      const { thread } = command;
      return decideByWord(command, state, state.pauses.has(thread) ? [{ type: "thread.resumed", thread }] : []);
    }
    default:
      return assertNever(command);
  }
}

/** Of what people say about a pause the last word holds, in whatever order it is told. */
function decideByWord(
  { thread, saidAt }: { readonly thread: number | null; readonly saidAt: number },
  { lastWords }: SchedulerState,
  events: SchedulerEvent[],
): SchedulerEvent[] {
  const last = lastWords.get(thread) ?? Number.NEGATIVE_INFINITY;
  if (saidAt < last) return [];
  return saidAt === last ? events : [...events, { type: "pause.decided", thread, saidAt }];
}

/** Reconcile first, then fill the slots that are free after it (Symphony 8.1, rule S6). */
function decideTick(
  { candidates, refreshed, only, places }: Extract<SchedulerCommand, { type: "scheduler.tick" }>,
  state: SchedulerState,
  facts: SchedulerFacts,
): SchedulerEvent[] {
  if (only !== undefined) {
    const request = [...state.requests.values()].find(({ runId }) => runId === only);
    return request ? [toClaimed(request.issue, only, "request", undefined, facts.now)] : [];
  }
  const reconciled = refreshed ? reconcile(state, refreshed, facts.now) : [];
  const after = applyEvents(state, reconciled).state;
  if (after.halted) return [...reconciled, ...toCrowding(after, false)];
  // The list may have been read before the tracker moved on what was just let go of: such an issue waits for the next look.
  const isLetGo = ({ id }: Issue) => state.claims.has(id) && !after.claims.has(id);
  const listed = candidates && reconciled.length > 0 ? candidates.filter((issue) => !isLetGo(issue)) : (candidates ?? []);
  const wanted = selectNext(after, listed, facts.now);
  const { requests, issues } = places === undefined ? wanted : keepFirst(wanted, places);
  const isCrowdedOut = requests.length + issues.length < wanted.requests.length + wanted.issues.length;
  return [
    ...reconciled,
    ...toCrowding(after, isCrowdedOut),
    ...requests.map(({ issue, runId }) => toClaimed(issue, runId, "request", undefined, facts.now)),
    ...issues.map((issue) => toClaimed(issue, facts.newRunId(), "tracker", after.claims.get(issue.id), facts.now)),
  ];
}

function keepFirst({ requests, issues }: Next, places: number): Next {
  return { requests: requests.slice(0, places), issues: issues.slice(0, Math.max(0, places - requests.length)) };
}

function toCrowding(state: SchedulerState, isCrowdedOut: boolean): SchedulerEvent[] {
  if (isCrowdedOut === (state.isCrowdedOut ?? false)) return [];
  return [{ type: isCrowdedOut ? "scheduler.crowded-out" : "scheduler.given-room" }];
}

/** The next run goes on where the last one's branch stands, though the branch of an issue that got another title would be called otherwise now. */
function toClaimed(named: Issue, runId: RunId, source: Claim["source"], before: Claim | undefined, at: number): SchedulerEvent {
  const issue = before?.branch === undefined ? named : { ...named, branchName: before.branch };
  return { type: "issue.claimed", issue, runId, source, attempt: before?.sessions ?? null, lastError: before?.reason ?? null, at };
}

function decideExit(exit: RunExit, state: SchedulerState, now: number): SchedulerEvent[] {
  if (state.requests.get(exit.issueId)?.runId === exit.runId) return [{ type: "run.withdrawn", issueId: exit.issueId }];
  const claim = state.claims.get(exit.issueId);
  if (!claim || claim.runId !== exit.runId || !holdsSlot(claim)) return [];
  const next = toNextPhase(claim, exit, state.settings, now);
  return exit.cause === "setup" && state.halted?.by === undefined
    ? [{ type: "scheduler.halted", halt: { reason: exit.message, at: now } }, next]
    : [next];
}

function toNextPhase(claim: Claim, exit: RunExit, settings: SchedulerSettings, at: number): SchedulerEvent {
  const { issueId } = claim;
  if (claim.source === "request") return { type: "claim.released", issueId, reason: `its run ${exit.outcome}` };
  if (exit.outcome === "completed") return { type: "claim.settled", issueId, at };
  if (claim.phase === "stopping") return { type: "claim.released", issueId, reason: claim.reason ?? "it was stopped" };
  if (exit.outcome === "cancelled") return { type: "claim.parked", issueId, reason: `cancelled: ${exit.message}`, at };
  if (exit.cause === "setup") return { type: "claim.retry-scheduled", issueId, counts: false, dueAt: at, error: exit.message, at };
  if (exit.cause === "quota") {
    const dueAt = at + Math.max(exit.retryAfterMs ?? QUOTA_WAIT_MS, MIN_QUOTA_WAIT_MS);
    return { type: "claim.retry-scheduled", issueId, counts: false, dueAt, error: exit.message, at };
  }
  return toRetryOrPark(claim, exit, settings, at);
}

function toRetryOrPark(claim: Claim, { message }: RunExit, settings: SchedulerSettings, at: number): SchedulerEvent {
  const { issueId } = claim;
  const failures = claim.failures + 1;
  if (failures >= settings.maxFailures) {
    return {
      type: "claim.parked",
      issueId,
      reason: `${failures} ${failures === 1 ? "run" : "runs"} failed in a row; the last one: ${message}`,
      at,
    };
  }
  const sessions = claim.sessions - claim.waits;
  if (sessions >= settings.maxSessions) {
    return { type: "claim.parked", issueId, reason: `${sessions} runs are the limit; the last one: ${message}`, at };
  }
  const cap = settings.maxRetryBackoffMs;
  const delay = spreadDelay(calculateRetryDelay(failures, "failure", cap), `${issueId}:${failures}`, cap);
  return { type: "claim.retry-scheduled", issueId, counts: true, dueAt: at + delay, error: message, at };
}

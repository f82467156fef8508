// What the scheduler remembers: its settings, and one claim for each issue it holds. Finished work leaves no trace here.
import type { IssueId, RunId } from "../ids.ts";
import type { Issue } from "../issue.ts";
import { type SchedulerSettings, toSettings } from "./settings.ts";

/**
 * - `running`: a run is under way and holds a slot.
 * - `stopping`: the run was told to stop and still holds its slot.
 * - `retrying`: waits for `dueAt`, then competes in the ranking like any other issue.
 * - `settled`: done; held until the tracker says so too, so that it is not done twice.
 * - `parked`: waits for a person.
 */
export type ClaimPhase = "running" | "stopping" | "retrying" | "settled" | "parked";

/** The scheduler's hold on an issue. Only the first two phases take a slot. */
export interface Claim {
  readonly issueId: IssueId;
  readonly identifier: string;
  /** The issue's state as last seen, normalized; per-state limits count it. */
  readonly issueState: string;
  readonly phase: ClaimPhase;
  /** The current run, or the last one. */
  readonly runId: RunId;
  /** The branch that the work was to go to from the start; absent: one of its own. */
  readonly branch?: string;
  /** Where the issue comes from: the tracker lists it, or a person asked for a run directly. */
  readonly source: "tracker" | "request";
  /** Runs started under this claim. */
  readonly sessions: number;
  /** Those of them that a used-up quota or a broken setup cut short: no bound counts them. */
  readonly waits: number;
  /** Runs failed in a row. */
  readonly failures: number;
  /** For `retrying`. */
  readonly dueAt: number | null;
  /** Why it stops, retries or is parked, in one line. */
  readonly reason: string | null;
  /** When it entered its phase; for `settled` and `parked`, when the tracker was last told. */
  readonly since: number;
}

/** All dispatch is off: no other run would fare better until a person has acted, or a person wants it so. */
export interface Halt {
  readonly reason: string;
  readonly at: number;
  /** Who paused it: only a person resumes it. Absent: the scheduler halted by itself, until the next start. */
  readonly by?: string;
}

/** What waits in one thread does not begin until a person resumes it. */
export interface Pause {
  readonly by: string;
  /** May be empty. */
  readonly reason: string;
  readonly at: number;
}

/** A run that exists already and waits to be admitted. */
export interface RunRequest {
  readonly issue: Issue;
  readonly runId: RunId;
  /** Number of the issue or pull request where it was asked for; absent: elsewhere. */
  readonly thread?: number;
}

export interface SchedulerState {
  readonly settings: SchedulerSettings;
  readonly claims: ReadonlyMap<IssueId, Claim>;
  /** Runs that people asked for and that wait for a slot, in order of arrival; they go before the tracker's candidates. */
  readonly requests: ReadonlyMap<IssueId, RunRequest>;
  readonly halted: Halt | null;
  /** Something waits for others on the same host alone: here there is room. Absent: nothing does. */
  readonly isCrowdedOut?: boolean;
  /** By the thread's number. */
  readonly pauses: ReadonlyMap<number, Pause>;
  /** When somebody last said that work is to pause, or to go on; by the thread's number, null for everywhere. Of the last days. */
  readonly lastWords: ReadonlyMap<number | null, number>;
}

export function createEmptyState(settings: Partial<SchedulerSettings> = {}): SchedulerState {
  return { settings: toSettings(settings), claims: new Map(), requests: new Map(), halted: null, pauses: new Map(), lastWords: new Map() };
}

/** Its thread is paused; what halts everything is not asked here. */
export function isPaused({ thread }: Pick<RunRequest, "thread">, { pauses }: Pick<SchedulerState, "pauses">): boolean {
  return thread !== undefined && pauses.has(thread);
}

export function holdsSlot(claim: Claim): boolean {
  return claim.phase === "running" || claim.phase === "stopping";
}

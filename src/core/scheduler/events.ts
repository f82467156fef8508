// What happened to the scheduler, in the past tense, and what follows from it. All of it is JSON: it is stored as it stands.
import type { IssueId, RunId } from "../ids.ts";
import type { Issue } from "../issue.ts";
import type { SchedulerSettings } from "./settings.ts";
import type { Claim, Halt, Pause } from "./state.ts";

export type SchedulerEvent =
  | { readonly type: "scheduler.configured"; readonly settings: SchedulerSettings }
  | { readonly type: "scheduler.halted"; readonly halt: Halt }
  | { readonly type: "scheduler.resumed" }
  /** More would begin, were there a free place on the host. */
  | { readonly type: "scheduler.crowded-out" }
  | { readonly type: "scheduler.given-room" }
  | { readonly type: "thread.paused"; readonly thread: number; readonly pause: Pause }
  | { readonly type: "thread.resumed"; readonly thread: number }
  /** Somebody said that work is to pause, or to go on; what was said before counts no more. Null: everywhere. */
  | { readonly type: "pause.decided"; readonly thread: number | null; readonly saidAt: number }
  /** A person asked for a run on something that no tracker lists. */
  | {
      readonly type: "run.requested";
      readonly issue: Issue;
      readonly runId: RunId;
      /** Where it was asked for; absent: in no thread. */
      readonly thread?: number;
      readonly at: number;
    }
  | { readonly type: "run.withdrawn"; readonly issueId: IssueId }
  /** A run is to begin: the first one of a claim, or the next one after a failure. */
  | {
      readonly type: "issue.claimed";
      readonly issue: Issue;
      readonly runId: RunId;
      readonly source: Claim["source"];
      /** Null on the first run, then 1, 2 … */
      readonly attempt: number | null;
      /** What went wrong last time, for the agent. */
      readonly lastError: string | null;
      readonly at: number;
    }
  | { readonly type: "claim.refreshed"; readonly issueId: IssueId; readonly issueState: string }
  | { readonly type: "claim.stopping"; readonly issueId: IssueId; readonly reason: string; readonly at: number }
  | {
      readonly type: "claim.retry-scheduled";
      readonly issueId: IssueId;
      /** Counts towards the bounds; false for a used-up quota and the like. */
      readonly counts: boolean;
      readonly dueAt: number;
      readonly error: string;
      readonly at: number;
    }
  | { readonly type: "claim.settled"; readonly issueId: IssueId; readonly at: number }
  | { readonly type: "claim.parked"; readonly issueId: IssueId; readonly reason: string; readonly at: number }
  /** The tracker still shows a settled or parked issue as open: it is told again. */
  | { readonly type: "claim.reminded"; readonly issueId: IssueId; readonly at: number }
  | { readonly type: "claim.released"; readonly issueId: IssueId; readonly reason: string };

/** Begin a run for an issue. */
export interface DispatchEffect {
  readonly type: "run.create";
  readonly key: string;
  readonly dueAt: number;
  readonly runId: RunId;
  readonly issue: Issue;
  readonly source: Claim["source"];
  readonly attempt: number | null;
  readonly lastError: string | null;
}

/** Stop a run that should not go on. */
export interface StopEffect {
  readonly type: "run.stop";
  readonly key: string;
  readonly dueAt: number;
  readonly runId: RunId;
  readonly reason: string;
}

/** Look at the queue again when a retry becomes due. */
export interface ScheduleRetryEffect {
  readonly type: "scheduler.wake";
  readonly key: string;
  readonly dueAt: number;
  readonly issueId: IssueId;
}

/** Tell the tracker where the work on an issue stands now. */
export interface ReportEffect {
  readonly type: "tracker.report";
  readonly key: string;
  readonly dueAt: number;
  readonly runId: RunId;
}

export type SchedulerEffect = DispatchEffect | StopEffect | ScheduleRetryEffect | ReportEffect;

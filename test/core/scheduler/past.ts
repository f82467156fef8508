// Short words for what may have happened to a scheduler before a test begins. The run of issue `a` is `run-a`.
import { toIssueId, toRunId } from "../../../src/core/ids.ts";
import type { Issue } from "../../../src/core/issue.ts";
import type { RunExit, SchedulerCommand } from "../../../src/core/scheduler/decide.ts";
import type { SchedulerEvent } from "../../../src/core/scheduler/events.ts";
import { NOW } from "../../support/given.ts";
import { anIssue } from "../an-issue.ts";

export function claimed(id: string, state = "planned", source: "tracker" | "request" = "tracker"): SchedulerEvent {
  const issue = anIssue(id, { state });
  return { type: "issue.claimed", issue, runId: toRunId(`run-${id}`), source, attempt: null, lastError: null, at: NOW };
}

export function retrying(id: string, dueAt: number, counts = true): SchedulerEvent[] {
  return [claimed(id), { type: "claim.retry-scheduled", issueId: toIssueId(id), counts, dueAt, error: "it broke", at: NOW }];
}

export function stopping(id: string): SchedulerEvent[] {
  return [claimed(id), { type: "claim.stopping", issueId: toIssueId(id), reason: "it is done", at: NOW }];
}

export function settled(id: string): SchedulerEvent[] {
  return [claimed(id), { type: "claim.settled", issueId: toIssueId(id), at: NOW }];
}

export function parked(id: string): SchedulerEvent[] {
  return [claimed(id), { type: "claim.parked", issueId: toIssueId(id), reason: "it is stuck", at: NOW }];
}

export function requested(id: string, different: Partial<Issue> = {}, thread?: number): SchedulerEvent {
  const about = { issue: anIssue(id, different), runId: toRunId(`run-${id}`), at: NOW };
  return { type: "run.requested", ...about, ...(thread !== undefined && { thread }) };
}

export function halted(reason = "no agent"): SchedulerEvent {
  return { type: "scheduler.halted", halt: { reason, at: NOW } };
}

/** By ann, for a release. @param thread null: everywhere */
export function paused(thread: number | null): SchedulerEvent {
  const pause = { reason: "release", by: "ann", at: NOW };
  return thread === null ? { type: "scheduler.halted", halt: pause } : { type: "thread.paused", thread, pause };
}

/** A look at the tracker: what it lists, and how it shows what is claimed (by default as listed). */
export function tick(candidates: readonly Issue[] | null, refreshed: readonly Issue[] | null = candidates): SchedulerCommand {
  return { type: "scheduler.tick", candidates, refreshed: refreshed && new Map(refreshed.map((issue) => [issue.id, issue])) };
}

/** The end of `run-<id>`: unless said otherwise it failed by its own doing. */
export function exit(id: string, different: Partial<RunExit> = {}): SchedulerCommand {
  const failed = { outcome: "failed", cause: "work", message: "it broke", retryAfterMs: null } as const;
  return { type: "scheduler.report-exit", exit: { issueId: toIssueId(id), runId: toRunId(`run-${id}`), ...failed, ...different } };
}

/** What was claimed, in order, by issue. */
export function claimsIn(events: readonly SchedulerEvent[]): string[] {
  return events.flatMap((event) => (event.type === "issue.claimed" ? [event.issue.id] : []));
}

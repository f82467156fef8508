// A tracker whose issues are threads in which people ask for work too. What somebody asked for there comes first: while such a run waits or
// is under way, and once one has gone well, the tracker leaves the issue alone. Why the tracker itself withholds one is remembered for
// whoever asks in the thread. Changes nothing about issues that the tracker has begun.
import { type Issue, toThreadNumber } from "../../core/issue.ts";
import type { RunSummary } from "../../core/views/run-summary.ts";
import type { Tracker } from "../../trackers/tracker.ts";

/** What is known of a thread's runs. */
export interface ThreadRuns {
  /** Of the newest. */
  readonly branch: string;
  /** Whether one that was asked for there waits, is under way, or went well. */
  readonly isTaken: boolean;
}

export interface Threads {
  /** By the number of the thread; none for a thread without runs. */
  loadRuns(): Promise<ReadonlyMap<number, ThreadRuns>>;
  remark(thread: number, text: string): Promise<void>;
}

export function createThreadTracker(tracker: Tracker, { loadRuns, remark }: Threads): Tracker {
  /** What was remarked last where the last list withheld an issue: never more than a list has. */
  const remarked = new Map<number, string>();

  /** Once for each reason: a list is read again and again. */
  async function remarkOn(issues: readonly Issue[], isWhole: boolean): Promise<void> {
    const withheld = new Set<number>();
    for (const issue of issues) {
      const thread = toThreadNumber(issue);
      if (thread === null || issue.withheld === undefined) continue;
      withheld.add(thread);
      if (remarked.get(thread) === issue.withheld) continue;
      await remark(thread, issue.withheld);
      remarked.set(thread, issue.withheld);
    }
    if (isWhole) for (const thread of remarked.keys()) if (!withheld.has(thread)) remarked.delete(thread);
  }

  return {
    ...tracker,
    async fetchIssuesByStates(states, asker) {
      const { issues, problems } = await tracker.fetchIssuesByStates(states, asker);
      // A person may have asked for others.
      await remarkOn(issues, asker !== "person");
      if (issues.length === 0) return { issues, problems };
      const runs = await loadRuns();
      return { issues: issues.map((issue) => toThreaded(issue, runs.get(Number(issue.nativeRef?.["number"])))), problems };
    },
  };
}

function toThreaded(issue: Issue, runs: ThreadRuns | undefined): Issue {
  if (runs === undefined) return issue;
  // A title that has changed since makes no other branch.
  return { ...issue, branchName: runs.branch, dispatchable: issue.dispatchable && !runs.isTaken };
}

/** @param summaries the newest first */
export function toThreadRuns(summaries: readonly RunSummary[]): ReadonlyMap<number, ThreadRuns> {
  const found = new Map<number, ThreadRuns>();
  for (const { task, identifier, status } of summaries) {
    if (!task?.origin) continue;
    const { thread, branch } = task.origin;
    if (thread === null) continue;
    // The tracker's own are called by the issue's number, those that somebody asked for by themselves.
    const takes = identifier !== `#${thread}` && status !== "failed" && status !== "cancelled";
    const newer = found.get(thread);
    found.set(thread, { branch: newer?.branch ?? branch, isTaken: takes || newer?.isTaken === true });
  }
  return found;
}

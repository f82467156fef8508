// Tells the tracker where the work on an issue stands: the state as it is now, not the event that led here, so that reports may
// come late, twice or out of turn and the last word is right.
import { type IssueId, type RunId, runStream, schedulerStream } from "../core/ids.ts";
import { toReportFacts } from "../core/views/issue-report.ts";
import type { ProgressScope } from "../rendering/scopes.ts";
import type { Tracker } from "../trackers/tracker.ts";
import type { PerformContext } from "./context.ts";

/** Reports of one issue go one after the other: an older reading must not be written after a newer one. */
const turns = new WeakMap<Tracker, Map<IssueId, Promise<void>>>();

/** @returns true when the work is over for now: the tracker has news that the queue should be looked at for */
export async function performReport(context: PerformContext, runId: RunId): Promise<boolean> {
  const run = await context.runs.load(runStream(runId));
  const { tracker } = context.current();
  return run?.source === "tracker" ? await inTurn(tracker, run.issue.id, () => report(context, tracker, runId)) : false;
}

async function report({ runs, scheduler, project, loadRenderer }: PerformContext, tracker: Tracker, runId: RunId): Promise<boolean> {
  const [run, state] = await Promise.all([runs.load(runStream(runId)), scheduler.load(schedulerStream(project))]);
  const facts = run && toReportFacts(run, state.claims.get(run.issue.id));
  if (!facts) return false;
  const { phase, step, attempt, branch, commit, reason } = facts;
  const scope: ProgressScope = { phase, step, attempt, reason };
  const summary = (await loadRenderer()).template("progress/roadmap").render({ ...scope });
  await tracker.report({ issueId: facts.issueId, runId, phase, summary, branch, commit });
  return phase === "completed" || phase === "needs-person";
}

async function inTurn<T>(tracker: Tracker, issue: IssueId, act: () => Promise<T>): Promise<T> {
  const queue = turns.get(tracker) ?? new Map<IssueId, Promise<void>>();
  turns.set(tracker, queue);
  const mine = (queue.get(issue) ?? Promise.resolve()).then(act);
  const settled = mine.then(ignore, ignore);
  queue.set(issue, settled);
  try {
    return await mine;
  } finally {
    if (queue.get(issue) === settled) queue.delete(issue);
  }
}

function ignore(): void {}

// One look at the queue: read the tracker, tell the scheduler. May run at any moment; only ever dispatches a command (invariant 6).
import { schedulerStream } from "../core/ids.ts";
import type { Issue } from "../core/issue.ts";
import type { SchedulerState } from "../core/scheduler/state.ts";
import type { PerformContext } from "./context.ts";

export interface Look {
  /** What the tracker listed; null when it could not be read. */
  readonly candidates: readonly Issue[] | null;
  /** Entries that do not hold, and a tracker that could not be read, in words for people. */
  readonly troubles: readonly string[];
}

/** @param dispatches false: the tracker is not asked, so that only direct requests start and no claim is touched */
export async function reconcileOnce(
  context: Pick<PerformContext, "scheduler" | "project" | "tracker">,
  dispatches: boolean,
): Promise<Look> {
  const { scheduler, project } = context;
  const stream = schedulerStream(project);
  const nothing = { candidates: null, refreshed: null, troubles: [] };
  const { candidates, refreshed, troubles } = dispatches ? await readTracker(context, await scheduler.load(stream)) : nothing;
  await scheduler.dispatch(stream, { type: "scheduler.tick", candidates, refreshed });
  return { candidates, troubles };
}

async function readTracker({ tracker }: Pick<PerformContext, "tracker">, state: SchedulerState) {
  const claimed = [...state.claims.values()].filter(({ source }) => source === "tracker").map(({ issueId }) => issueId);
  const [listed, known] = await Promise.allSettled([
    tracker.fetchIssuesByStates(state.settings.activeStates),
    tracker.fetchIssuesByIds(claimed),
  ]);
  const failures = [listed, known].filter((read) => read.status === "rejected").map(({ reason }) => toWords(reason));
  const problems = listed.status === "fulfilled" ? listed.value.problems : [];
  return {
    candidates: listed.status === "fulfilled" ? listed.value.issues : null,
    refreshed: known.status === "fulfilled" ? new Map(known.value.map((issue) => [issue.id, issue])) : null,
    troubles: [...new Set(failures), ...problems.map(({ file, line, message }) => `${file}:${line}: ${message}`)],
  };
}

function toWords(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}

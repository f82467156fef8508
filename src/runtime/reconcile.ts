// One look at the queue: read the tracker, tell the scheduler. May run at any moment; only ever dispatches a command (invariant 6).
import { YardmasterError } from "../core/errors.ts";
import { type IssueId, type RunId, schedulerStream } from "../core/ids.ts";
import type { Issue } from "../core/issue.ts";
import type { SchedulerState } from "../core/scheduler/state.ts";
import type { Tracker } from "../trackers/tracker.ts";
import type { PerformContext } from "./context.ts";
import type { Look } from "./deps.ts";

/**
 * @param only this run alone is to begin: the tracker is not asked, and no claim is touched
 * @param watchLease begins to watch; its answer says whether this worker was never given up since
 * @param places how many runs may begin on the host; left out: any number
 * @returns null when it was given up while it read: nothing was told to the scheduler
 */
export async function reconcileOnce(
  context: Pick<PerformContext, "scheduler" | "project" | "current">,
  only: RunId | null,
  watchLease: () => () => Promise<boolean>,
  places?: number,
): Promise<Look | null> {
  const { scheduler, project } = context;
  const stream = schedulerStream(project);
  if (only !== null) {
    await scheduler.dispatch(stream, { type: "scheduler.tick", candidates: null, refreshed: null, only });
    return { candidates: null, troubles: [] };
  }
  const isStillOurs = watchLease();
  const { candidates, refreshed, troubles } = await readTracker(context.current().tracker, await scheduler.load(stream));
  // Frozen in the middle of reading, we may have been replaced: a run that began since is in no list of ours, and would look gone.
  if (!(await isStillOurs())) return null;
  const command = { type: "scheduler.tick", candidates, refreshed, ...(places === undefined ? {} : { places }) } as const;
  await scheduler.dispatch(stream, command);
  return { candidates, troubles };
}

async function readTracker(tracker: Tracker, state: SchedulerState) {
  const claimed = [...state.claims.values()].filter(({ source }) => source === "tracker").map(({ issueId }) => issueId);
  const [listed, known] = await Promise.allSettled([tracker.fetchIssuesByStates(state.settings.activeStates), refresh(tracker, claimed)]);
  const failures = [listed, known].filter((read) => read.status === "rejected").map(({ reason }) => toWords(reason));
  const problems = listed.status === "fulfilled" ? listed.value.problems.filter(({ severity }) => severity === "error") : [];
  return {
    candidates: listed.status === "fulfilled" ? listed.value.issues : null,
    refreshed: known.status === "fulfilled" ? known.value.issues : null,
    troubles: [
      ...new Set([...failures, ...(known.status === "fulfilled" ? known.value.troubles : [])]),
      ...problems.map(({ file, line, message }) => `${file}:${line}: ${message}`),
    ],
  };
}

interface Refreshed {
  readonly issues: ReadonlyMap<IssueId, Issue | null>;
  readonly troubles: readonly string[];
}

/** One malformed entry fails the read of all; asked for one by one, it keeps only its own claim waiting. */
async function refresh(tracker: Tracker, ids: readonly IssueId[]): Promise<Refreshed> {
  try {
    return { issues: new Map((await tracker.fetchIssuesByIds(ids)).map((issue) => [issue.id, issue])), troubles: [] };
  } catch (error) {
    if (!isMalformed(error)) throw error;
  }
  const troubles: string[] = [];
  const read = await Promise.all(
    ids.map(async (id): Promise<readonly [IssueId, Issue | null | undefined]> => {
      try {
        return [id, (await tracker.fetchIssuesByIds([id]))[0]];
      } catch (error) {
        if (!isMalformed(error)) throw error;
        troubles.push(toWords(error));
        return [id, null];
      }
    }),
  );
  return { issues: new Map(read.flatMap(([id, issue]) => (issue === undefined ? [] : [[id, issue] as const]))), troubles };
}

function isMalformed(error: unknown): boolean {
  return error instanceof YardmasterError && error.code === "tracker.invalid";
}

function toWords(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}

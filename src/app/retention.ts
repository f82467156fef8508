// What is forgotten, and when: runs long ended with their logs, and the scheduler's events that its snapshot has made superfluous.
// Branches and the roadmap keep what came of the work; nothing of a run that has not ended is touched.
import { runStream, schedulerStream, toRunId } from "../core/ids.ts";
import { RUNS } from "../core/views/run-summary.ts";
import type { OpenParts } from "./open-yard.ts";

const DAY_MS = 24 * 3600 * 1000;
/** An ended run can be looked into for this long. */
export const KEEP_RUNS_MS = 90 * DAY_MS;
/** So many of the scheduler's latest events stay readable beside its snapshot. */
const KEEP_EVENTS = 10_000;
const ENDED = ["completed", "failed", "cancelled"];
const MOST_RUNS = 100_000;

/** @returns how many runs were forgotten */
export async function forgetOld({
  store,
  logs,
  repository,
  clock,
}: Pick<OpenParts, "store" | "logs" | "repository" | "clock">): Promise<number> {
  const ended = await store.listDocuments({ collection: RUNS, tags: ENDED, limit: MOST_RUNS });
  const old = ended.filter(({ at }) => at < clock.now() - KEEP_RUNS_MS).map(({ id }) => toRunId(id));
  for (const run of old) await logs.remove(run);
  const scheduler = schedulerStream(repository.key);
  const snapshot = await store.loadSnapshot(scheduler);
  const version = (snapshot?.version ?? 0) - KEEP_EVENTS;
  await store.forget({
    streams: old.map(runStream),
    documents: old.map((id) => ({ collection: RUNS, id })),
    ...(version > 0 && { before: { stream: scheduler, version } }),
  });
  return old.length;
}

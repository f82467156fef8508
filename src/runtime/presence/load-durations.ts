// How long runs took that ended lately, which an estimate is made from.
import { RUNS } from "../../core/views/run-summary.ts";
import type { Store } from "../../store/store.ts";

const LATEST = 20;

/** In milliseconds. @throws store.* */
export async function loadDurations(store: Pick<Store, "listDocuments">): Promise<readonly number[]> {
  const ended = await store.listDocuments({ collection: RUNS, tags: ["completed", "failed"], limit: LATEST });
  return ended.flatMap(({ body: { startedAt, endedAt } }) =>
    typeof startedAt === "number" && typeof endedAt === "number" ? [endedAt - startedAt] : [],
  );
}

// A run by its id or by a beginning of it that no other run's id has.
import { YardmasterError } from "../../core/errors.ts";
import { type RunId, toRunId } from "../../core/ids.ts";
import { RUNS } from "../../core/views/run-summary.ts";
import type { Store } from "../../store/store.ts";

/** @throws run.not-found, run.ambiguous */
export async function findRunId(store: Store, idOrPrefix: string): Promise<RunId> {
  const found = await store.listDocuments({ collection: RUNS, idPrefix: idOrPrefix, limit: 5 });
  const exact = found.find(({ id }) => id === idOrPrefix) ?? (found.length === 1 ? found[0] : undefined);
  if (exact) return toRunId(exact.id);
  if (found.length === 0) {
    const hint = "`yardmaster task list` shows the newest with their ids";
    throw new YardmasterError("run.not-found", `task not found: ${idOrPrefix}`, { hint });
  }
  const names = found.map(({ id }) => id).join(", ");
  const hint = "give more of the id; `yardmaster task list` tells which is which";
  throw new YardmasterError("run.ambiguous", `multiple tasks match prefix '${idOrPrefix}': [${names}]`, { hint });
}

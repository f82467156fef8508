// Forgets what is kept of conversations in threads where none of it changed for long.
import type { Store } from "../../store/store.ts";
import { HEARD } from "./heard-sayings.ts";
import { REMARKS } from "./remarks.ts";
import { STOPS } from "./stop-words.ts";

/** The comment that showed something last, by thread and what it showed. */
export const SHOWINGS = "thread-showings";
const MOST_THREADS = 100_000;
/** Forgotten in one transaction. */
const BATCH = 200;

/** @param limit milliseconds since the epoch */
export async function forgetThreads(store: Store, limit: number): Promise<void> {
  for (const collection of [HEARD, REMARKS, SHOWINGS, STOPS]) {
    const found = await store.listDocuments({ collection, limit: MOST_THREADS });
    const old = found.filter(({ at }) => at < limit).map(({ id }) => ({ collection, id }));
    for (let from = 0; from < old.length; from += BATCH) await store.forget({ streams: [], documents: old.slice(from, from + BATCH) });
  }
}

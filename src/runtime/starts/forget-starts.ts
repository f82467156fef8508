// Forgets what started in threads where nothing has been asked for long, and of the others what a snapshot covers.
import { startStream } from "../../core/ids.ts";
import { START_MEMORY_MS } from "../../core/starts/state.ts";
import type { Store } from "../../store/store.ts";

/** The documents that name the threads which were asked about, each as of the last time. */
export const STARTS = "starts";
/** So many are looked at in one go. */
const MOST_THREADS = 100_000;

/** @param now milliseconds since the epoch */
export async function forgetStarts(store: Store, now: number): Promise<void> {
  for (const { id, at } of await store.listDocuments({ collection: STARTS, limit: MOST_THREADS })) {
    const stream = startStream(id);
    if (now - at >= START_MEMORY_MS) {
      await store.forget({ streams: [stream], documents: [{ collection: STARTS, id }] });
      continue;
    }
    const version = (await store.loadSnapshot(stream))?.version ?? 0;
    if (version > 0) await store.forget({ streams: [], documents: [], before: { stream, version } });
  }
}

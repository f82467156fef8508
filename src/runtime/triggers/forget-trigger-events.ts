// Forgets old events of triggers that their snapshots have made superfluous. What a trigger knows is not touched.
import { triggerStream } from "../../core/ids.ts";
import type { Store } from "../../store/store.ts";
import { TRIGGERS } from "./trigger-stream.ts";

/** So many of a trigger's latest events stay readable. */
const KEEP_EVENTS = 1_000;
const MOST_TRIGGERS = 10_000;

export async function forgetTriggerEvents(store: Store): Promise<void> {
  for (const { id } of await store.listDocuments({ collection: TRIGGERS, limit: MOST_TRIGGERS })) {
    const [project = "", name = ""] = id.split("/");
    const stream = triggerStream(project, name);
    const version = ((await store.loadSnapshot(stream))?.version ?? 0) - KEEP_EVENTS;
    if (version > 0) await store.forget({ streams: [], documents: [], before: { stream, version } });
  }
}

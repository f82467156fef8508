// Forgets deliveries that were settled days ago. What waits to be handled is kept however old it is.
import type { DeliveryEvent, ReceivedDelivery } from "../../core/deliveries/events.ts";
import type { StreamId } from "../../core/ids.ts";
import type { Clock } from "../../std/clock.ts";
import { nextTurn } from "../../std/next-turn.ts";
import type { Store, StoredEvent } from "../../store/store.ts";
import { DELIVERIES, DELIVERY_BODIES, TIMELESS, toDeliveryDocumentId } from "./delivery-stream.ts";

const DAY_MS = 24 * 3600 * 1000;
/**
 * A day longer than GitHub delivers again, so that a GUID and a body are known whenever they can come. A delivery that tells of something
 * older than this is not taken.
 */
export const DELIVERIES_KEPT_MS = 4 * DAY_MS;
/** What names no time cannot be seen to be old. People do it: there is little of it. */
const TIMELESS_KEPT_MS = 365 * DAY_MS;
const MOST_TIMELESS = 100_000;
/** Events read at once, and so the most streams that one transaction forgets. */
const BATCH = 200;

/** The answer remembers how far it looked: what was settled earlier than that is gone already. */
export function createDeliveryForgetter({ store, clock }: { readonly store: Store; readonly clock: Clock }): () => Promise<number> {
  let position = 0;

  async function isOver(stream: StreamId, settled: StoredEvent): Promise<ReceivedDelivery | null> {
    const events = await store.read(stream, 0);
    // It may have been delivered once more after it was given up; then a later event settles it.
    if (events.at(-1)?.version !== settled.version) return null;
    const first = events[0]?.data as DeliveryEvent | undefined;
    return first?.type === "delivery.received" ? first.received : null;
  }

  async function forget(settled: readonly StoredEvent[]): Promise<number> {
    const over: { readonly stream: StreamId; readonly received: ReceivedDelivery }[] = [];
    for (const event of settled) {
      const received = await isOver(event.stream, event);
      if (received !== null) over.push({ stream: event.stream, received });
    }
    if (over.length === 0) return 0;
    await store.forget({
      streams: over.map(({ stream }) => stream),
      documents: over.flatMap(({ received: { key, guid, digest, isTimeless = false } }) => [
        { collection: DELIVERIES, id: toDeliveryDocumentId(key, guid) },
        ...(digest === null || isTimeless ? [] : [{ collection: DELIVERY_BODIES, id: digest }]),
      ]),
    });
    return over.length;
  }

  async function forgetTimeless(): Promise<void> {
    const limit = clock.now() - TIMELESS_KEPT_MS;
    const kept = await store.listDocuments({ collection: DELIVERY_BODIES, tags: [TIMELESS], limit: MOST_TIMELESS });
    const old = kept.filter(({ at }) => at < limit).slice(-BATCH);
    if (old.length > 0) await store.forget({ streams: [], documents: old.map(({ id }) => ({ collection: DELIVERY_BODIES, id })) });
  }

  return async () => {
    await forgetTimeless();
    const limit = clock.now() - DELIVERIES_KEPT_MS;
    let forgotten = 0;
    for (;;) {
      const events = await store.readFeed(position, BATCH);
      const old = events.filter(({ at }) => at < limit);
      forgotten += await forget(old.filter(isSettling));
      position = old.at(-1)?.position ?? position;
      if (old.length < BATCH) return forgotten;
      await nextTurn();
    }
  };
}

function isSettling({ stream, data: { type } }: StoredEvent): boolean {
  return stream.startsWith("delivery/") && type !== "delivery.received";
}

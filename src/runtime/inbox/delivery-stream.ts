// The streams of deliveries, one for each, fitted to the dispatcher; and the records by which they are found again.
import { type DeliveryCommand, decideDelivery } from "../../core/deliveries/decide.ts";
import type { DeliveryEffect, DeliveryEvent } from "../../core/deliveries/events.ts";
import { applyDeliveryEvent, type DeliveryState } from "../../core/deliveries/state.ts";
import type { Clock } from "../../std/clock.ts";
import type { Document, Store } from "../../store/store.ts";
import type { Aggregate } from "../aggregate.ts";
import { createStream, type Stream } from "../dispatch.ts";

/** Deliveries by key and GUID, tagged with their status, in the order of their arrival. */
export const DELIVERIES = "deliveries";
/** The GUID under which a body first came, by the body's digest. */
export const DELIVERY_BODIES = "delivery-bodies";
/** The tag of those that are kept for longer than their delivery. */
export const TIMELESS = "timeless";

export type DeliveryStream = Stream<DeliveryState | null, DeliveryCommand, DeliveryEvent>;

export function createDeliveryStream(store: Store, clock: Clock): DeliveryStream {
  return createStream(toAggregate(clock), { store, onEffects() {} });
}

/** The key comes first, so that what happened in one thread is a range. */
export function toDeliveryDocumentId(key: string, guid: string): string {
  return `${key}/${guid}`;
}

function toAggregate(clock: Clock): Aggregate<DeliveryState | null, DeliveryCommand, DeliveryEvent> {
  return {
    initial: null,
    decide: (command, state) => ({ events: decideDelivery(command, state, { now: clock.now() }) }),
    apply(before, events) {
      let state = before;
      const effects: DeliveryEffect[] = [];
      for (const event of events) {
        const applied = applyDeliveryEvent(state, event);
        state = applied.state;
        effects.push(...applied.effects);
      }
      // What was ignored as it came in is over.
      return { state, effects: state?.status === "pending" ? effects : [] };
    },
    toDocuments: (state, events) => (state === null ? [] : toDocuments(state, events)),
    snapshot: null,
  };
}

function toDocuments({ received, status, note, settledAt, rounds }: DeliveryState, events: readonly DeliveryEvent[]): readonly Document[] {
  const { arrival, ...named } = received;
  const { key, guid, digest, isTimeless = false } = received;
  const id = toDeliveryDocumentId(key, guid);
  const record = { collection: DELIVERIES, id, tag: status, at: arrival, body: { ...named, note, settledAt, rounds } };
  const isNew = rounds === 1 && events.some(({ type }) => type === "delivery.received");
  if (digest === null || !isNew) return [record];
  return [record, { collection: DELIVERY_BODIES, id: digest, tag: isTimeless ? TIMELESS : "body", at: arrival, body: { guid } }];
}

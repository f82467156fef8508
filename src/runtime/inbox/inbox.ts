// The durable inbox: what a forge delivers is stored before it is answered, and handled afterwards, one key's deliveries in the order of
// their arrival. Interprets no message.
import type { DeliveryMessage } from "../../core/deliveries/events.ts";
import { toHandleKey } from "../../core/deliveries/state.ts";
import { YardmasterError } from "../../core/errors.ts";
import { deliveryStream, type EffectId, toEffectId, type WorkerId } from "../../core/ids.ts";
import type { Engine, PerformEffect } from "../../engine/engine.ts";
import type { Clock } from "../../std/clock.ts";
import type { Store } from "../../store/store.ts";
import type { AbortReason, InFlight } from "../context.ts";
import type { Log } from "../deps.ts";
import { createWorker } from "../worker.ts";
import { type DeliveryRecord, toDeliveryRecord } from "./delivery-record.ts";
import { createDeliveryStream, DELIVERIES, DELIVERY_BODIES } from "./delivery-stream.ts";
import { createDeliveryForgetter } from "./forget-deliveries.ts";
import { createLanes, type LanePlace } from "./lanes.ts";
import { createPerformDelivery, type HandleDelivery } from "./perform-delivery.ts";

export interface InboxDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** This process, as the store knows it, and what it says of itself: host, process id, start. */
  readonly worker: WorkerId;
  readonly info: Readonly<Record<string, unknown>>;
  isDead(info: Readonly<Record<string, unknown>>): boolean;
  readonly handle: HandleDelivery;
  /** The engine looks at the inbox's outbox, which shows it the heads of the lanes only. */
  createEngine(perform: PerformEffect, outbox: InboxOutbox): Engine;
  /** What may wait to be handled. More is refused: the forge keeps it, and a sweep brings it. @defaultValue 100 000 */
  readonly mostPending?: number;
}

export interface InboxOutbox {
  dueEffects(limit: number): Promise<readonly EffectId[]>;
  nextDueAt(): Promise<number | null>;
  /** Never calls: whatever changes is announced. */
  onChange(listener: () => void): () => void;
}

export interface IncomingDelivery {
  readonly guid: string;
  readonly event: string;
  readonly key: string;
  /** Whose it is: owners take turns. */
  readonly owner: string;
  /** It stops work, and goes before what begins it. */
  readonly isUrgent: boolean;
  /** Of the body, so that it is known when it comes under another GUID, which nothing signs. */
  readonly digest: string;
  /** It names no time by which it could be seen to be old: its digest is kept for a year. */
  readonly isTimeless: boolean;
  /** Somebody may honestly do the same again where nothing came of it. */
  readonly isRepeatable: boolean;
  readonly message: DeliveryMessage;
  /** Why nothing is to be done for it; null: it is to be handled. */
  readonly ignored: string | null;
}

export type Acceptance = { readonly outcome: "accepted" | "duplicate" } | { readonly outcome: "ignored"; readonly reason: string };

export interface Inbox {
  /** Stored and synced when it resolves. The same GUID again changes nothing, unless its handling was given up. @throws inbox.full, store.* */
  accept(delivery: IncomingDelivery): Promise<Acceptance>;
  has(guid: string): Promise<boolean>;
  find(guid: string): Promise<DeliveryRecord | null>;
  /** What was understood of it; null: it is not here, or was settled as it came in. */
  loadMessage(guid: string): Promise<DeliveryMessage | null>;
  /** What arrived for a key, newest first: why something happened, or did not. */
  list(query: { readonly key: string; readonly limit: number }): Promise<readonly DeliveryRecord[]>;
  /** Begins to handle, what waited first. */
  start(): Promise<void>;
  /**
   * Takes nothing new into hand, waits `graceMs` for what is under way, then hands it back.
   *
   * @param onHandBack called when nothing is waited for any more: what fails from then on is handled after the next start
   */
  stop(graceMs: number, onHandBack?: () => void): Promise<void>;
  /** Forgets what was settled more than four days ago. @returns how many deliveries */
  forgetOld(): Promise<number>;
  /** Accepted and not settled. */
  readonly pending: number;
}

const MOST_PENDING = 100_000;
/** To the engine, which may not begin them at once: whose turn it is decides when. */
const MOST_ANNOUNCED = 16;

/** Reads what waits; accepts at once, handles from `start` on. One process at a time has an inbox open. */
export async function openInbox(deps: InboxDeps): Promise<Inbox> {
  const { store, clock, log, mostPending = MOST_PENDING } = deps;
  const stream = createDeliveryStream(store, clock);
  const lanes = createLanes();
  const inFlight: InFlight = new Map();
  const handBack = new AbortController();
  const worker = createWorker({ ...deps, inFlight, endStraysOf: async () => 0 });
  const performDelivery = createPerformDelivery({ ...deps, stream, inFlight, handBack: handBack.signal });
  const engine = deps.createEngine(perform, {
    dueEffects: async (limit) => lanes.listDue(clock.now(), limit),
    nextDueAt: async () => lanes.nextDueAt(clock.now()),
    onChange: () => () => {},
  });
  const forgetOld = createDeliveryForgetter({ store, clock });
  /** Digests of bodies that are being stored, with their GUIDs. */
  const inHand = new Map<string, string>();
  let lastArrival = await loadPending();

  /** @returns the latest arrival there ever was */
  async function loadPending(): Promise<number> {
    const waiting = await store.listDocuments({ collection: DELIVERIES, tags: ["pending"], limit: 10 * mostPending });
    for (const { key, guid, owner = key, isUrgent = false, rounds } of waiting.map(toDeliveryRecord).reverse()) {
      lanes.store(lanes.enter({ key, guid, owner, isUrgent }), toHandleEffect(guid, rounds));
    }
    const [newest] = await store.listDocuments({ collection: DELIVERIES, limit: 1 });
    return newest?.at ?? 0;
  }

  function announceDue(): void {
    engine.announce(lanes.listDue(clock.now(), MOST_ANNOUNCED).map((id) => ({ id, dueAt: 0 })));
  }

  async function perform(effect: EffectId): Promise<void> {
    // The engine may have been told of it before another took its place.
    const place = lanes.begin(effect);
    if (place === null) return;
    const performed = await performDelivery({ effect, guid: place.guid });
    if (performed.outcome === "settled") lanes.leave(place);
    else {
      lanes.putBack(place, performed.dueAt);
      engine.announce([{ id: effect, dueAt: performed.dueAt }]);
    }
    announceDue();
  }

  /** The GUID under which the same body came before; null: it is new. */
  async function findTwin({ digest, guid, isRepeatable }: IncomingDelivery): Promise<string | null> {
    const first = (await store.getDocument(DELIVERY_BODIES, digest))?.body["guid"];
    if (typeof first !== "string" || first === guid) return null;
    return isRepeatable && (await cameToNothing(first)) ? null : first;
  }

  async function cameToNothing(guid: string): Promise<boolean> {
    const status = (await stream.load(deliveryStream(guid)))?.status;
    return status === "ignored" || status === "failed";
  }

  async function take(delivery: IncomingDelivery, arrival: number, place: LanePlace): Promise<Acceptance> {
    const { guid, event, key, owner, isUrgent, isTimeless, digest, message } = delivery;
    const holder = inHand.get(digest) ?? guid;
    inHand.set(digest, holder);
    try {
      const twin = holder === guid ? await findTwin(delivery) : holder;
      const ignored = twin === null ? delivery.ignored : `it says the same as delivery ${twin}, under another id`;
      const received = { guid, event, key, owner, isUrgent, isTimeless, arrival, digest: twin === null ? digest : null };
      const kept = ignored === null ? message : {};
      const told = await stream.dispatch(deliveryStream(guid), { type: "delivery.receive", received, message: kept, ignored });
      if (told.outcome !== "done" || told.events.length === 0) return { outcome: "duplicate" };
      if (ignored !== null) return { outcome: "ignored", reason: ignored };
      lanes.store(place, toHandleEffect(guid, told.state?.rounds ?? 1));
      return { outcome: "accepted" };
    } finally {
      if (inHand.get(digest) === guid) inHand.delete(digest);
    }
  }

  return {
    async accept(delivery) {
      if (delivery.ignored === null && lanes.size >= mostPending) {
        throw new YardmasterError("inbox.full", `taking delivery ${delivery.guid}: ${lanes.size} wait to be handled`);
      }
      lastArrival = Math.max(clock.now(), lastArrival + 1);
      const place = lanes.enter(delivery);
      try {
        return await take(delivery, lastArrival, place);
      } finally {
        if (place.effect === null) lanes.leave(place);
        announceDue();
      }
    },
    has: async (guid) => (await stream.load(deliveryStream(guid))) !== null,
    async find(guid) {
      const state = await stream.load(deliveryStream(guid));
      if (state === null) return null;
      const { received, status, note, settledAt, rounds } = state;
      const { key, event, arrival, digest } = received;
      return { guid, key, event, arrival, digest, status, note, settledAt, rounds };
    },
    async loadMessage(guid) {
      const message = (await stream.load(deliveryStream(guid)))?.message;
      return message === undefined || Object.keys(message).length === 0 ? null : message;
    },
    async list({ key, limit }) {
      const found = await store.listDocuments({ collection: DELIVERIES, idPrefix: `${key}/`, limit });
      return found.map(toDeliveryRecord);
    },
    async start() {
      await worker.start();
      await engine.start();
      if (lanes.size > 0) log.info({ deliveries: lanes.size }, "handling what was delivered before");
    },
    async stop(graceMs, onHandBack = () => {}) {
      const cancelGrace = clock.after(graceMs, () => {
        handBack.abort();
        for (const controller of inFlight.values()) controller.abort("hand-back" satisfies AbortReason);
        onHandBack();
      });
      await engine.stop();
      cancelGrace();
      if (!handBack.signal.aborted) onHandBack();
      handBack.abort();
      await worker.stop();
    },
    forgetOld,
    get pending() {
      return lanes.size;
    },
  };
}

function toHandleEffect(guid: string, rounds: number): EffectId {
  return toEffectId(deliveryStream(guid), toHandleKey(rounds));
}

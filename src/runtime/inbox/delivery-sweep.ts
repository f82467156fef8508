// Looks through what the forge remembers of its deliveries, and asks again for what never arrived: a server that was down misses nothing.
// What comes of it enters by the door like every delivery.
import {
  type DeliveryAttempt,
  decideSweep,
  type FailedDelivery,
  findFailedDeliveries,
  NEVER_SWEPT,
  type SweepState,
  toSweepStart,
} from "../../core/deliveries/sweep.ts";
import { YardmasterError } from "../../core/errors.ts";
import type { Clock } from "../../std/clock.ts";
import type { Store } from "../../store/store.ts";
import type { Log } from "../deps.ts";
import type { FreshnessWatch } from "./freshness-watch.ts";
import type { Inbox } from "./inbox.ts";

/** What a forge remembers of its deliveries. */
export interface DeliveryLog {
  /** A page of attempts, newest first; the first one without a cursor. */
  list(cursor: string | null): Promise<{ readonly attempts: readonly DeliveryAttempt[]; readonly next: string | null }>;
  /** Has it delivered once more, under its GUID. @throws forge.refused for one that cannot be, forge.unavailable */
  redeliver(attempt: number): Promise<void>;
}

export interface DeliverySweepDeps {
  readonly deliveries: DeliveryLog;
  readonly inbox: Pick<Inbox, "has">;
  readonly freshness: Pick<FreshnessWatch, "find">;
  readonly store: Pick<Store, "getDocument" | "putDocument">;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Swept {
  readonly attempts: number;
  readonly asked: number;
}

export interface DeliverySweep {
  /** Looks once. Rejects with what the forge threw; then the next look begins where this one did. */
  sweep(): Promise<Swept>;
  /** Looks now, and then again and again; what goes wrong is logged. */
  start(): void;
  /** Waits for a look under way. */
  stop(): Promise<void>;
}

const EVERY_MS = 5 * 60_000;
/** The forge is asked for no more at once; the rest waits for the next look. */
const MOST_ASKS = 100;
/** Of a hundred attempts each. */
const MOST_PAGES = 300;
const CURSOR = { collection: "delivery-sweep", id: "cursor" };

export function createDeliverySweep({ deliveries, inbox, freshness, store, clock, log }: DeliverySweepDeps): DeliverySweep {
  let underWay: Promise<void> = Promise.resolve();
  let cancelNext: () => void = () => {};
  let stopped = false;

  async function readBack(start: number): Promise<readonly DeliveryAttempt[]> {
    const attempts: DeliveryAttempt[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const { attempts: listed, next } = await deliveries.list(cursor);
      attempts.push(...listed.filter(({ at }) => at >= start));
      if (next === null || listed.some(({ at }) => at < start)) return attempts;
      cursor = next;
    }
    log.warn({ attempts: attempts.length }, "there are more deliveries than are looked through; the oldest are left out");
    return attempts;
  }

  async function findMissing(attempts: readonly DeliveryAttempt[]): Promise<readonly FailedDelivery[]> {
    const missing: FailedDelivery[] = [];
    for (const failed of findFailedDeliveries(attempts)) if (!(await inbox.has(failed.guid))) missing.push(failed);
    return missing;
  }

  async function sweep(): Promise<Swept> {
    const now = clock.now();
    const before = ((await store.getDocument(CURSOR.collection, CURSOR.id))?.body as SweepState | undefined) ?? NEVER_SWEPT;
    const attempts = await readBack(toSweepStart(before, now));
    const missing = await findMissing(attempts);
    const newest = missing.at(-1);
    if (newest !== undefined) freshness.find(newest.firstAt);
    const { ask, lost } = decideSweep(missing, before, { now, most: MOST_ASKS });
    let asked = 0;
    try {
      for (const failed of ask) {
        await redeliver(failed);
        asked += 1;
      }
    } finally {
      const { state } = decideSweep(missing, before, { now, most: asked });
      await store.putDocument({ ...CURSOR, tag: "cursor", at: now, body: { ...state } });
    }
    if (asked > 0) log.info({ deliveries: asked }, "deliveries that never arrived are asked for again");
    if (lost.length > 0) log.warn({ deliveries: lost.length, guids: lost.slice(0, 10).map(({ guid }) => guid) }, "deliveries are lost");
    return { attempts: attempts.length, asked };
  }

  /** One that the forge will not deliver counts as asked for, and must not stand in the way of the others. */
  async function redeliver({ attempt, guid }: FailedDelivery): Promise<void> {
    try {
      await deliveries.redeliver(attempt);
    } catch (error) {
      if (!(error instanceof YardmasterError) || error.retryable) throw error;
      log.warn({ guid, err: error }, "asking for a delivery again");
    }
  }

  async function sweepAndGoOn(): Promise<void> {
    try {
      await sweep();
    } catch (error) {
      log.warn({ err: error }, "looking for deliveries that never arrived");
    }
    if (stopped) return;
    cancelNext = clock.after(EVERY_MS, () => {
      underWay = sweepAndGoOn();
    });
  }

  return {
    sweep,
    start() {
      underWay = sweepAndGoOn();
    },
    async stop() {
      stopped = true;
      cancelNext();
      await underWay;
    },
  };
}

// Looks through what the forge remembers of its deliveries, and fetches what never arrived: a server that was down, or that the forge cannot
// reach, misses nothing. What comes of it enters the inbox like every delivery; how often is looked is for others.
import {
  type DeliveryAttempt,
  decideSweep,
  endSweep,
  type FailedDelivery,
  type FetchOutcome,
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
  /**
   * Fetches what was to be delivered and takes it in, under its GUID, as if it had come by itself.
   *
   * @throws forge.refused for one that cannot be had, forge.unavailable, inbox.full
   */
  take(delivery: Pick<FailedDelivery, "guid" | "attempt">): Promise<void>;
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
  readonly taken: number;
  /** Missing still, and to be fetched by the next look. */
  readonly left: number;
}

export interface DeliverySweep {
  /** Looks once. Rejects with what the forge threw; then the next look begins where this one did. */
  sweep(): Promise<Swept>;
}

/** The forge is asked for no more in one look; the rest waits for the next one. */
const MOST_FETCHES = 250;
/** So many in a row that cannot be had are no accident. */
const MOST_FAILURES = 3;
/** Of a hundred attempts each. */
const MOST_PAGES = 300;
const CURSOR = { collection: "delivery-sweep", id: "cursor" };

export function createDeliverySweep({ deliveries, inbox, freshness, store, clock, log }: DeliverySweepDeps): DeliverySweep {
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

  /** One that cannot be had must not stand in the way of the others. Adds to the outcomes. @throws when the forge is not well */
  async function takeAll(wanted: readonly FailedDelivery[], outcomes: Map<string, FetchOutcome>): Promise<void> {
    let failures = 0;
    for (const delivery of wanted) {
      const outcome = await take(delivery);
      outcomes.set(delivery.guid, outcome.is);
      failures = outcome.is === "failed" ? failures + 1 : 0;
      if (outcome.is === "failed" && failures >= MOST_FAILURES) throw outcome.error;
    }
  }

  async function take(delivery: FailedDelivery): Promise<{ readonly is: FetchOutcome; readonly error?: unknown }> {
    try {
      await deliveries.take(delivery);
      return { is: "taken" };
    } catch (error) {
      if (error instanceof YardmasterError && error.code === "inbox.full") throw error;
      log.warn({ guid: delivery.guid, err: error }, "fetching a delivery that never arrived");
      return { is: error instanceof YardmasterError && !error.retryable ? "refused" : "failed", error };
    }
  }

  return {
    async sweep() {
      const now = clock.now();
      const before = ((await store.getDocument(CURSOR.collection, CURSOR.id))?.body as SweepState | undefined) ?? NEVER_SWEPT;
      const attempts = await readBack(toSweepStart(before, now));
      const missing = await findMissing(attempts);
      const newest = missing.at(-1);
      if (newest !== undefined) freshness.find(newest.firstAt);
      const wanted = decideSweep(missing, before, now);
      const outcomes = new Map<string, FetchOutcome>();
      try {
        await takeAll(wanted.slice(0, MOST_FETCHES), outcomes);
      } finally {
        const { state, lost } = endSweep(missing, before, outcomes, now);
        await store.putDocument({ ...CURSOR, tag: "cursor", at: now, body: { ...state } });
        if (lost.length > 0) log.warn({ deliveries: lost.length, guids: lost.slice(0, 10).map(({ guid }) => guid) }, "deliveries are lost");
      }
      const taken = [...outcomes.values()].filter((outcome) => outcome === "taken").length;
      if (taken > 0) log.info({ deliveries: taken }, "deliveries that never arrived were fetched");
      return { attempts: attempts.length, taken, left: Math.max(0, wanted.length - MOST_FETCHES) };
    },
  };
}

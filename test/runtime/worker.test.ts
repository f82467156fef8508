// A worker's lease: renewed for all who ask, and lost for all who had it.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type EffectId, toWorkerId } from "../../src/core/ids.ts";
import { createWorker, type Worker } from "../../src/runtime/worker.ts";
import type { Store } from "../../src/store/store.ts";
import { createHandClock } from "../../src/testing/hand-clock.ts";
import { createStores, type Stores } from "./counter.ts";

const WORKER = toWorkerId("wrk_test");
let clock: ReturnType<typeof createHandClock>;
let stores: Stores;
let store: Store;
let worker: Worker;
let renewals: number;
let warnings: string[];
let inFlight: Map<EffectId, AbortController>;

beforeEach(async () => {
  clock = createHandClock(1_000_000);
  stores = createStores(clock);
  store = await stores.open();
  renewals = 0;
  warnings = [];
  inFlight = new Map();
  const counted: Store = {
    ...store,
    renewWorker(...given) {
      renewals += 1;
      return store.renewWorker(...given);
    },
  };
  const log = {
    info() {},
    warn: (_: unknown, message: string) => warnings.push(message),
    error: (_: unknown, message: string) => warnings.push(message),
  };
  worker = createWorker({
    store: counted,
    clock,
    log,
    worker: WORKER,
    info: {},
    inFlight,
    isDead: () => false,
    endStraysOf: async () => 0,
  });
  await worker.start();
});
afterEach(async () => {
  await worker.stop();
  await stores.dispose();
});

describe("a worker's lease", () => {
  it("is renewed once for all who ask at the same time, and again for who asks later", async () => {
    const watches = Array.from({ length: 100 }, () => worker.watchLease());
    expect(new Set(await Promise.all(watches.map((isStillOurs) => isStillOurs())))).toEqual(new Set([true]));
    expect(renewals).toBe(1);
    expect(await watches[0]?.()).toBe(true);
    expect(renewals).toBe(2);
  });

  it("that was lost is lost for all who watched it, and taken anew once", async () => {
    const controller = new AbortController();
    inFlight.set("run/1#step" as EffectId, controller);
    const watches = Array.from({ length: 3 }, () => worker.watchLease());
    await store.retireWorker(WORKER);
    expect(await Promise.all(watches.map((isStillOurs) => isStillOurs()))).toEqual([false, false, false]);
    expect(warnings).toEqual(["the worker's lease ran out; its work is given up"]);
    expect(controller.signal.reason).toBe("fenced");
    expect(await worker.watchLease()()).toBe(true);
  });
});

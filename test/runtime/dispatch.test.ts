// The one way in which anything changes: load, decide, append, and again when someone else was first.
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type StreamId, toWorkerId } from "../../src/core/ids.ts";
import { createStream, type DispatchDeps } from "../../src/runtime/dispatch.ts";
import type { Store } from "../../src/store/store.ts";
import { createHandClock } from "../../src/testing/hand-clock.ts";
import { counter, createStores, type Stores } from "./counter.ts";

const STREAM = "counter/1" as StreamId;
const WORKER = toWorkerId("wrk_test");
let stores: Stores;
let store: Store;

beforeEach(async () => {
  stores = createStores(createHandClock(1_000_000));
  store = await stores.open();
});
afterEach(() => stores.dispose());

function open(given: Store = store, deps: Partial<DispatchDeps> = {}, schema: string | null = null) {
  return createStream(counter(schema), { store: given, onEffects() {}, ...deps });
}

async function claimTell(total: number) {
  await store.registerWorker(WORKER, 60_000, {});
  const claim = await store.claim(`${STREAM}#tell:${total}` as never, WORKER);
  if (!claim) throw new Error("the effect could not be claimed");
  return claim;
}

describe("dispatch", () => {
  it("commits events, effects and documents together, and answers with what became of it", async () => {
    const told: unknown[] = [];
    const stream = createStream(counter(), { store, onEffects: (effects) => told.push(effects) }, (state) => told.push(state));
    expect(await stream.dispatch(STREAM, { by: 3 })).toEqual({ outcome: "done", state: 3, events: [{ type: "counted", by: 3 }] });
    expect(told).toEqual([3, [{ id: `${STREAM}#tell:3`, dueAt: 0, data: { type: "tell" } }]]);
    expect(await store.dueEffects(10)).toEqual([`${STREAM}#tell:3`]);
    expect((await store.getDocument("counters", "counter"))?.body).toEqual({ state: 3 });
  });

  it("decides again when someone else was first", async () => {
    const [one, other] = [open(), open(await stores.open())];
    await one.dispatch(STREAM, { by: 1 });
    await other.dispatch(STREAM, { by: 2 });
    expect(await one.dispatch(STREAM, { by: 4, limit: 7 })).toMatchObject({ outcome: "done", state: 7 });
    expect(await other.dispatch(STREAM, { by: 1, limit: 7 })).toEqual({ outcome: "refused", code: "too-much" });
  });

  it("asks a cached no again of the latest state", async () => {
    const [one, other] = [open(), open(await stores.open())];
    await one.dispatch(STREAM, { by: 5 });
    expect(await one.dispatch(STREAM, { by: 1, limit: 5 })).toEqual({ outcome: "refused", code: "too-much" });
    await other.dispatch(STREAM, { by: -3 });
    expect(await one.dispatch(STREAM, { by: 1, limit: 5 })).toMatchObject({ outcome: "done", state: 3 });
  });

  it("loads what others have committed", async () => {
    const [one, other] = [open(), open(await stores.open())];
    await one.dispatch(STREAM, { by: 5 });
    await other.dispatch(STREAM, { by: 1 });
    expect(await one.load(STREAM)).toBe(6);
  });

  it("keeps in memory what goes on, and of what is over the latest", async () => {
    const read: string[] = [];
    const watched: Store = {
      ...store,
      read(id, from) {
        if (from === 0) read.push(id);
        return store.read(id, from);
      },
    };
    const stream = createStream({ ...counter(), isOver: (state) => state >= 10 }, { store: watched, onEffects() {} });
    const named = (name: string) => `counter/${name}` as StreamId;
    await stream.dispatch(named("open"), { by: 1 });
    for (let index = 0; index < 201; index += 1) await stream.dispatch(named(`over-${index}`), { by: 10 });
    read.length = 0;
    for (const name of ["open", "over-200", "over-0"]) await stream.load(named(name));
    expect(read).toEqual([named("over-0")]);
  });

  it("writes nothing under a stale claim, with events or without", async () => {
    const stream = open();
    await stream.dispatch(STREAM, { by: 1 });
    const stale = await claimTell(1);
    await store.retireWorker(WORKER);
    const current = await claimTell(1);
    for (const by of [1, 0]) {
      expect(await stream.dispatch(STREAM, { by }, { under: stale, completes: true })).toEqual({ outcome: "fenced" });
    }
    expect(await stream.load(STREAM)).toBe(1);
    expect(await store.complete(current)).toBe(true);
  });

  it("completes the effect it answers, whatever was decided", async () => {
    const stream = open();
    for (const [index, command] of [{ by: 1 }, { by: 0 }, { by: 1, limit: 0 }].entries()) {
      await stream.dispatch(STREAM, { by: 10 });
      const claim = await claimTell((await stream.load(STREAM)) ?? 0);
      const before = (await store.status()).pendingEffects;
      const told = await stream.dispatch(STREAM, command, { under: claim, completes: true });
      expect(told.outcome).toBe(["done", "done", "refused"][index]);
      expect((await store.status()).pendingEffects).toBe(before - (index === 0 ? 0 : 1));
      expect(await store.complete(claim)).toBe(false);
    }
  });

  it("decides commands of one stream one after the other, in the order they came", async () => {
    const stream = open();
    const told = await Promise.all([1, 2, 3, 4].map((by) => stream.dispatch(STREAM, { by })));
    expect(told.map((each) => (each.outcome === "done" ? each.state : null))).toEqual([1, 3, 6, 10]);
  });

  it("holds no command up with an answer that changes nothing", async () => {
    let letStore = () => {};
    const stored = new Promise<void>((resolve) => {
      letStore = resolve;
    });
    const slow: Store = {
      ...store,
      async complete(claim) {
        await stored;
        return await store.complete(claim);
      },
    };
    const stream = open(slow);
    await stream.dispatch(STREAM, { by: 1 });
    const answer = stream.dispatch(STREAM, { by: 0 }, { under: await claimTell(1), completes: true });
    expect(await stream.dispatch(STREAM, { by: 2 })).toMatchObject({ state: 3 });
    letStore();
    expect(await answer).toEqual({ outcome: "done", state: 1, events: [] });
  });

  it("goes on after a command that failed", async () => {
    let fails = true;
    const flaky: Store = {
      ...store,
      append: (batch) => (fails ? Promise.reject(new Error("the disk is gone")) : store.append(batch)),
    };
    const stream = open(flaky);
    await expect(stream.dispatch(STREAM, { by: 1 })).rejects.toThrow("the disk is gone");
    fails = false;
    expect(await stream.dispatch(STREAM, { by: 1 })).toMatchObject({ state: 1 });
  });

  it("loses no update between two dispatchers on one store", async () => {
    const moves = fc.array(fc.tuple(fc.constantFrom(0, 1), fc.integer({ min: 1, max: 9 }), fc.boolean()), { maxLength: 30 });
    let round = 0;
    const streams = [open(), open(await stores.open())];
    await fc.assert(
      fc.asyncProperty(moves, async (sequence) => {
        round += 1;
        const id = `counter/${round}-many` as StreamId;
        const pending: Promise<unknown>[] = [];
        for (const [who, by, waits] of sequence) {
          const told = streams[who]?.dispatch(id, { by });
          if (told) pending.push(told);
          if (waits) await told;
        }
        await Promise.all(pending);
        const events = await store.read(id, 0);
        const expected = sequence.reduce((sum, [, by]) => sum + by, 0);
        expect(events.map(({ version }) => version)).toEqual(sequence.map((_, index) => index + 1));
        expect(await Promise.all(streams.map((stream) => stream.load(id)))).toEqual([expected, expected]);
      }),
      { numRuns: 40 },
    );
  });
});

describe("a snapshot", () => {
  async function count(times: number, deps: Partial<DispatchDeps> = {}): Promise<void> {
    const stream = open(store, deps, "counter/1");
    for (let time = 0; time < times; time += 1) await stream.dispatch(STREAM, { by: 1 });
  }

  it("saves reading what it covers", async () => {
    await count(25);
    const read: number[] = [];
    const watched: Store = {
      ...store,
      read(stream, after) {
        read.push(after);
        return store.read(stream, after);
      },
    };
    expect(await open(watched, {}, "counter/1").load(STREAM)).toBe(25);
    expect(read).toEqual([20]);
  });

  it("of an unknown schema is passed over", async () => {
    await count(25);
    await store.saveSnapshot(STREAM, { version: 25, schema: "counter/2", state: { total: 1_000 } });
    expect(await open(store, {}, "counter/1").load(STREAM)).toBe(25);
  });

  it("that cannot be kept harms no commit, and is tried again", async () => {
    let fails = true;
    const flaky: Store = {
      ...store,
      saveSnapshot: (stream, snapshot) => (fails ? Promise.reject(new Error("the disk is full")) : store.saveSnapshot(stream, snapshot)),
    };
    const errors: unknown[] = [];
    const announced: unknown[] = [];
    const stream = open(
      flaky,
      { onSnapshotError: (error) => errors.push(error), onEffects: (each) => announced.push(...each) },
      "counter/1",
    );
    for (let time = 0; time < 10; time += 1) expect(await stream.dispatch(STREAM, { by: 1 })).toMatchObject({ outcome: "done" });
    expect([errors.length, announced.length]).toEqual([1, 10]);
    fails = false;
    await stream.dispatch(STREAM, { by: 1 });
    expect((await store.loadSnapshot(STREAM))?.version).toBe(11);
  });
});

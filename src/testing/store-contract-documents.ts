// Contract cases about documents, the status, changes and closing.
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import type { Store } from "../store/store.ts";
import {
  batch,
  document,
  effect,
  effectId,
  event,
  type StoreCase,
  start,
  streamA,
  streamB,
  TTL_MS,
  worker,
} from "./store-contract-fixture.ts";

const DEADLINE_MS = 5000;

async function ids(store: Store, query: Omit<Parameters<Store["listDocuments"]>[0], "collection">): Promise<readonly string[]> {
  return (await store.listDocuments({ collection: "runs", ...query })).map(({ id }) => id);
}

export const documentCases: readonly StoreCase[] = [
  {
    name: "puts a document, replaces it, and finds it by its id",
    async run({ store }) {
      assert.equal(await store.getDocument("runs", "a"), null);
      await store.putDocument(document("a", { body: { title: "first" } }));
      await store.putDocument(document("a", { tag: "done", at: 2, body: { title: "second", deep: [{}] } }));
      await store.putDocument(document("a", { collection: "others" }));
      const stored = { collection: "runs", id: "a", tag: "done", at: 2, body: { title: "second", deep: [{}] } };
      assert.deepEqual(await store.getDocument("runs", "a"), stored);
      assert.deepEqual(await store.listDocuments({ collection: "runs", limit: 5 }), [stored]);
    },
  },
  {
    name: "takes a document away with the commit that says so, and with no other",
    async run({ store }) {
      await store.append(batch({ events: [event("one")], documents: [document("a"), document("b")] }));
      const gone = { collection: "runs", id: "a", body: null };
      assert.equal((await store.append(batch({ events: [event("late")], documents: [gone] }))).outcome, "conflict");
      assert.deepEqual(await ids(store, { limit: 5 }), ["b", "a"]);
      await store.append(batch({ expectedVersion: 1, events: [event("two")], documents: [gone, { ...gone, id: "none" }] }));
      assert.deepEqual(await ids(store, { limit: 5 }), ["b"]);
    },
  },
  {
    name: "lists documents newest first, narrowed by tags and by a prefix of the id",
    async run({ store }) {
      const rows = [
        document("ab1", { at: 1, tag: "done" }),
        document("ab2", { at: 3, tag: "running" }),
        document("AB3", { at: 2, tag: "running" }),
        document("b_%", { at: 5, tag: "failed" }),
        document("ab4", { at: 4, tag: "done" }),
        document("ab5", { at: 9, collection: "others" }),
      ];
      await Promise.all(rows.map((row) => store.putDocument(row)));
      assert.deepEqual(await ids(store, { limit: 10 }), ["b_%", "ab4", "ab2", "AB3", "ab1"]);
      assert.deepEqual(await ids(store, { limit: 2 }), ["b_%", "ab4"]);
      assert.deepEqual(await ids(store, { limit: 10, tags: ["done"] }), ["ab4", "ab1"]);
      assert.deepEqual(await ids(store, { limit: 10, tags: ["done", "running"] }), ["ab4", "ab2", "AB3", "ab1"]);
      assert.deepEqual(await ids(store, { limit: 3, tags: ["done", "running"] }), ["ab4", "ab2", "AB3"]);
      assert.deepEqual(await ids(store, { limit: 10, tags: [] }), []);
      assert.deepEqual(await ids(store, { limit: 10, idPrefix: "ab" }), ["ab4", "ab2", "ab1"]);
      assert.deepEqual(await ids(store, { limit: 10, idPrefix: "ab", tags: ["running"] }), ["ab2"]);
      assert.deepEqual(await ids(store, { limit: 10, idPrefix: "b_" }), ["b_%"]);
      assert.deepEqual(await ids(store, { limit: 10, idPrefix: "a_" }), []);
      assert.deepEqual(await store.countDocuments("runs"), { done: 2, running: 2, failed: 1 });
      assert.deepEqual(await store.countDocuments("none"), {});
    },
  },
];

export const processCases: readonly StoreCase[] = [
  {
    name: "tells how much it holds and where, and keeps it when it is opened again",
    async run({ store, openAnother }) {
      await store.append(batch({ events: [event("one"), event("two")], effects: [effect("x")] }));
      const { location, schemaVersion, events, pendingEffects, bytes } = await store.status();
      assert.ok(location.length > 0 && schemaVersion >= 1 && bytes > 0);
      assert.deepEqual([events, pendingEffects], [2, 1]);
      await store.registerWorker(worker, TTL_MS, {});
      const claim = await store.claim(effectId("x"), worker);
      await store.close();
      const again = await openAnother();
      assert.deepEqual(
        (await again.read(streamA, 0)).map(({ data }) => data.type),
        ["one", "two"],
      );
      assert.ok(claim !== null);
      assert.equal(await again.complete(claim), true);
    },
  },
  {
    name: "names every step to its schema",
    async run({ store }) {
      const steps = await store.schemaSteps();
      assert.deepEqual(
        steps.map(({ version }) => version),
        steps.map((_, index) => index + 1),
      );
      assert.equal(steps.at(-1)?.version, (await store.status()).schemaVersion);
      assert.ok(steps.every(({ name, applied }) => name !== "" && applied));
    },
  },
  {
    name: "gives the room of what was forgotten back, beside others, and keeps the rest",
    async run({ store, openAnother }) {
      const other = await openAnother();
      const long = Array.from({ length: 200 }, () => ({ type: "run.started", text: "x".repeat(5000) }));
      await store.append(batch({ events: long }));
      await other.append(batch({ stream: streamB, events: [event("run.started")] }));
      await store.forget({ streams: [streamA], documents: [] });
      const { bytes } = await store.status();
      const underWay = store.append(batch({ stream: streamB, expectedVersion: 1, events: [event("run.completed")] }));
      await store.compact();
      assert.equal((await underWay).outcome, "appended");
      assert.ok((await store.status()).bytes < bytes - 500_000);
      assert.equal((await other.read(streamB, 0)).length, 2);
      assert.equal((await other.append(batch({ events: [event("run.started")] }))).outcome, "appended");
    },
  },
  {
    name: "tells listeners of its own commits, until they stop listening",
    async run({ store }) {
      const heard: string[] = [];
      const stopFirst = store.onChange(() => heard.push("first"));
      store.onChange(() => heard.push("second"));
      await start(store);
      assert.deepEqual(heard.sort(), ["first", "second"]);
      stopFirst();
      heard.length = 0;
      await store.append(batch({ expectedVersion: 1, events: [event("two")] }));
      assert.deepEqual(heard, ["second"]);
    },
  },
  {
    name: "tells listeners of commits made through another handle",
    async run({ store, openAnother, advance }) {
      const other = await openAnother();
      let heard = 0;
      store.onChange(() => {
        heard += 1;
      });
      await start(other);
      const deadline = Date.now() + DEADLINE_MS;
      while (heard === 0 && Date.now() < deadline) {
        advance(1000);
        await delay(2);
      }
      assert.ok(heard > 0);
    },
  },
  {
    name: "does not tell listeners of writes that found nothing to do",
    async run({ store }) {
      await start(store);
      let heard = 0;
      store.onChange(() => {
        heard += 1;
      });
      assert.equal(await store.claim(effectId("no such"), worker), null);
      assert.equal((await start(store)).outcome, "conflict");
      assert.equal(heard, 0);
    },
  },
  {
    name: "finishes the writes under way when it is closed, and refuses everything after",
    async run({ store, openAnother }) {
      const other = await openAnother();
      const underWay = start(store);
      await store.close();
      assert.equal((await underWay).outcome, "appended");
      assert.equal((await other.read(streamA, 0)).length, 1);
      await assert.rejects(store.read(streamA, 0), { code: "store.closed" });
      await assert.rejects(start(store), { code: "store.closed" });
      await assert.rejects(store.status(), { code: "store.closed" });
      await store.close();
    },
  },
];

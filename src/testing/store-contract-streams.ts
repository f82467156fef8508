// Contract cases about event streams: versions, the feed, snapshots, forgetting.
import assert from "node:assert/strict";
import { batch, document, effect, effectId, event, type StoreCase, start, streamA, streamB } from "./store-contract-fixture.ts";

export const streamCases: readonly StoreCase[] = [
  {
    name: "appends events with versions 1, 2, 3 … and reads them back in order",
    async run({ store, now }) {
      const first = await store.append(batch({ events: [event("one"), { type: "two", deep: { list: [1, null, "x"] } }] }));
      assert.deepEqual(first, { outcome: "appended", version: 2 });
      assert.deepEqual(await store.append(batch({ expectedVersion: 2, events: [event("three")] })), { outcome: "appended", version: 3 });
      const events = await store.read(streamA, 0);
      assert.deepEqual(
        events.map(({ version, stream, at, data }) => ({ version, stream, at, data })),
        [
          { version: 1, stream: streamA, at: now(), data: { type: "one" } },
          { version: 2, stream: streamA, at: now(), data: { type: "two", deep: { list: [1, null, "x"] } } },
          { version: 3, stream: streamA, at: now(), data: { type: "three" } },
        ],
      );
      assert.deepEqual(
        (await store.read(streamA, 2)).map(({ version }) => version),
        [3],
      );
      assert.deepEqual(await store.read(streamA, 3), []);
      assert.deepEqual(await store.read(streamB, 0), []);
    },
  },
  {
    name: "answers a conflict with the stream's version and writes nothing when another writer was first",
    async run({ store }) {
      await start(store);
      const late = batch({ events: [event("late")], effects: [effect("late")], documents: [document("late")] });
      assert.deepEqual(await store.append(late), { outcome: "conflict", version: 1 });
      assert.deepEqual(await store.append({ ...late, expectedVersion: 7 }), { outcome: "conflict", version: 1 });
      assert.equal((await store.read(streamA, 0)).length, 1);
      assert.deepEqual(await store.dueEffects(10), []);
      assert.equal(await store.getDocument("runs", "late"), null);
    },
  },
  {
    name: "lets exactly one of several writers of one turn append at the same version",
    async run({ store }) {
      const outcomes = await Promise.all(["a", "b", "c"].map((type) => store.append(batch({ events: [event(type)] }))));
      assert.deepEqual(
        outcomes.map(({ outcome }) => outcome),
        ["appended", "conflict", "conflict"],
      );
      assert.deepEqual(
        (await store.read(streamA, 0)).map(({ data }) => data.type),
        ["a"],
      );
    },
  },
  {
    name: "sees through a second handle what the first has acknowledged",
    async run({ store, openAnother }) {
      const other = await openAnother();
      await start(store);
      assert.equal((await other.read(streamA, 0)).length, 1);
      assert.deepEqual(await other.append(batch({ events: [event("late")] })), { outcome: "conflict", version: 1 });
      assert.deepEqual(await other.append(batch({ expectedVersion: 1, events: [event("next")] })), { outcome: "appended", version: 2 });
      assert.equal((await store.read(streamA, 0)).length, 2);
    },
  },
  {
    name: "stores what was passed, even when the caller changes it before the commit",
    async run({ store }) {
      const changing = { type: "as-passed" };
      const appended = store.append(batch({ events: [changing] }));
      changing.type = "as-changed";
      await appended;
      assert.equal((await store.read(streamA, 0))[0]?.data.type, "as-passed");
    },
  },
  {
    name: "fails the write that cannot be stored and leaves the others of its turn alone",
    async run({ store }) {
      const circular: Record<string, unknown> = {};
      circular["self"] = circular;
      const [good, bad, alsoGood] = await Promise.allSettled([
        store.append(batch({ events: [event("good")] })),
        store.append(batch({ stream: streamB, events: [{ type: "bad", circular }] })),
        store.putDocument(document("good")),
      ]);
      assert.deepEqual([good.status, bad.status, alsoGood.status], ["fulfilled", "rejected", "fulfilled"]);
      assert.equal((await store.read(streamA, 0)).length, 1);
      assert.equal((await store.read(streamB, 0)).length, 0);
    },
  },
  {
    name: "gives the feed of all streams in order of commit, in pieces",
    async run({ store }) {
      assert.equal(await store.feedPosition(), 0);
      await store.append(batch({ events: [event("a1"), event("a2")] }));
      await store.append(batch({ stream: streamB, events: [event("b1")], effects: [effect("between")] }));
      await store.append(batch({ expectedVersion: 2, events: [event("a3")] }));
      const feed = await store.readFeed(0, 10);
      assert.deepEqual(
        feed.map(({ data }) => data.type),
        ["a1", "a2", "b1", "a3"],
      );
      const positions = feed.map(({ position }) => position);
      assert.deepEqual(
        positions,
        [...positions].sort((a, b) => a - b),
      );
      assert.equal(new Set(positions).size, 4);
      assert.equal(await store.feedPosition(), positions[3]);
      const [first, second] = await store.readFeed(0, 2);
      assert.deepEqual([first?.data.type, second?.data.type], ["a1", "a2"]);
      assert.deepEqual(
        (await store.readFeed(second?.position ?? 0, 10)).map(({ data }) => data.type),
        ["b1", "a3"],
      );
    },
  },
  {
    name: "never gives a position twice, even after the newest events were forgotten",
    async run({ store }) {
      await start(store);
      const before = await store.feedPosition();
      await store.forget({ streams: [streamA], documents: [] });
      await store.append(batch({ stream: streamB, events: [event("later")] }));
      assert.ok((await store.feedPosition()) > before);
      assert.deepEqual(
        (await store.readFeed(before, 10)).map(({ data }) => data.type),
        ["later"],
      );
    },
  },
  {
    name: "keeps the newest snapshot and ignores an older one",
    async run({ store }) {
      assert.equal(await store.loadSnapshot(streamA), null);
      await store.saveSnapshot(streamA, { version: 5, schema: "s1", state: { five: true } });
      await store.saveSnapshot(streamA, { version: 3, schema: "s1", state: { three: true } });
      assert.deepEqual(await store.loadSnapshot(streamA), { version: 5, schema: "s1", state: { five: true } });
      await store.saveSnapshot(streamA, { version: 5, schema: "s2", state: ["again"] });
      assert.deepEqual(await store.loadSnapshot(streamA), { version: 5, schema: "s2", state: ["again"] });
    },
  },
  {
    name: "forgets streams with their snapshots and documents, and nothing else",
    async run({ store }) {
      for (const stream of [streamA, streamB]) {
        await store.append(batch({ stream, events: [event("one")], documents: [document(stream), document(`list of ${stream}`)] }));
        await store.saveSnapshot(stream, { version: 1, schema: "s", state: {} });
      }
      await store.forget({ streams: [streamA], documents: [{ collection: "runs", id: `list of ${streamA}` }] });
      assert.deepEqual(await store.read(streamA, 0), []);
      assert.equal(await store.loadSnapshot(streamA), null);
      assert.equal((await store.read(streamB, 0)).length, 1);
      assert.notEqual(await store.loadSnapshot(streamB), null);
      const left = await store.listDocuments({ collection: "runs", limit: 10 });
      assert.deepEqual(left.map(({ id }) => id).sort(), [`list of ${streamB}`, streamB].sort());
      assert.deepEqual(await start(store), { outcome: "appended", version: 1 });
    },
  },
  {
    name: "forgets the events of a stream that goes on only as far as its snapshot covers them",
    async run({ store }) {
      const forgetUpTo = (version: number) => store.forget({ streams: [], documents: [], before: { stream: streamA, version } });
      const versions = async () => (await store.read(streamA, 0)).map(({ version }) => version);
      await store.append(batch({ events: ["one", "two", "three"].map(event) }));
      await forgetUpTo(3);
      assert.deepEqual(await versions(), [1, 2, 3]);
      await store.saveSnapshot(streamA, { version: 2, schema: "s", state: {} });
      await forgetUpTo(3);
      assert.deepEqual(await versions(), [3]);
      await store.saveSnapshot(streamA, { version: 3, schema: "s", state: {} });
      await forgetUpTo(3);
      assert.deepEqual(await versions(), []);
      assert.deepEqual(await store.append(batch({ events: [event("anew")] })), { outcome: "conflict", version: 3 });
      assert.deepEqual(await store.append(batch({ expectedVersion: 3, events: [event("four")] })), { outcome: "appended", version: 4 });
      assert.deepEqual(await versions(), [4]);
    },
  },
  {
    name: "returns hostile and large text as it came",
    async run({ store, openAnother }) {
      const hostile = `'"; drop table events; -- \\ \u0000 \u{1F69C} \u202E %_ $1 ? :x \uD800 \n\r\t é`;
      const stream = `run/'"; -- \u{1F69C} %_?` as typeof streamA;
      const id = effectId(`${stream}#"';%`);
      const large = "€".repeat(350_000);
      await store.append(
        batch({
          stream,
          events: [{ type: "hostile", [hostile]: hostile, large }],
          effects: [{ id, dueAt: 0, data: { type: "hostile", hostile } }],
          documents: [document("it's \u{1F69C}", { tag: "o'tag", collection: 'c"c', body: { hostile } })],
        }),
      );
      const other = await openAnother();
      assert.deepEqual((await other.read(stream, 0))[0]?.data, { type: "hostile", [hostile]: hostile, large });
      assert.deepEqual(await other.dueEffects(1), [id]);
      assert.deepEqual((await other.getDocument('c"c', "it's \u{1F69C}"))?.body, { hostile });
      assert.deepEqual(await other.countDocuments('c"c'), { "o'tag": 1 });
    },
  },
  {
    name: "refuses an id with a NUL character rather than cut it short",
    async run({ store }) {
      const stream = `${streamA}\0 and more` as typeof streamA;
      const refused = [
        store.append(batch({ stream, events: [event("one")] })),
        store.append(batch({ events: [event("one")], effects: [effect("cut\0off")] })),
        store.putDocument(document("cut\0off")),
      ];
      const results = await Promise.allSettled([...refused, store.putDocument(document("kept"))]);
      assert.deepEqual(
        results.map(({ status }) => status),
        ["rejected", "rejected", "rejected", "fulfilled"],
      );
      assert.deepEqual(await store.read(streamA, 0), []);
      assert.equal(await store.getDocument("runs", "cut"), null);
    },
  },
];

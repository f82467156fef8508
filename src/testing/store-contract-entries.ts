// Contract cases about what workflows remember: keys, order, and what a shelf keeps.
import assert from "node:assert/strict";
import type { EntryRetention, EntryShelf, Store } from "../store/store.ts";
import type { StoreCase } from "./store-contract-fixture.ts";

const SHELF: EntryShelf = { project: "site", store: "context" };
const ALL = { limit: 100, offset: 0 };
const FOREVER: EntryRetention = { maxEntries: null, ttlMs: null };

const keep = (given: Partial<EntryRetention>): EntryRetention => ({ ...FOREVER, ...given });

function put(
  store: Store,
  key: string,
  given: { readonly retention?: EntryRetention; readonly shelf?: EntryShelf; readonly value?: string } = {},
) {
  const { retention = FOREVER, shelf = SHELF, value = `of ${key}` } = given;
  return store.putEntry(shelf, { key, value, taskId: null }, retention);
}

async function keys(store: Store, retention: EntryRetention = FOREVER, page = ALL): Promise<readonly string[]> {
  return (await store.listEntries(SHELF, page, retention)).map(({ key }) => key);
}

export const entryCases: readonly StoreCase[] = [
  {
    name: "puts an entry, replaces it, finds it and deletes it",
    async run({ store, now, advance }) {
      assert.equal(await store.getEntry(SHELF, "plan", FOREVER), null);
      const first = await store.putEntry(SHELF, { key: "plan", value: '{"a": 1}\n ü\u{1f600}', taskId: "run_1" }, FOREVER);
      assert.deepEqual(first, { key: "plan", value: '{"a": 1}\n ü\u{1f600}', taskId: "run_1", updatedAt: now() });
      assert.deepEqual(await store.getEntry(SHELF, "plan", FOREVER), first);
      advance(5);
      const second = await store.putEntry(SHELF, { key: "plan", value: "", taskId: null }, FOREVER);
      assert.deepEqual(second, { key: "plan", value: "", taskId: null, updatedAt: now() });
      assert.deepEqual(await store.listEntries(SHELF, ALL, FOREVER), [second]);
      assert.equal(await store.deleteEntry(SHELF, "plan", FOREVER), true);
      assert.equal(await store.deleteEntry(SHELF, "plan", FOREVER), false);
      assert.equal(await store.getEntry(SHELF, "plan", FOREVER), null);
    },
  },
  {
    name: "keeps the entries of projects and stores apart",
    async run({ store }) {
      const shelves: readonly EntryShelf[] = [SHELF, { project: "site", store: "other" }, { project: "other", store: "context" }];
      for (const [index, shelf] of shelves.entries())
        await put(store, "k", { shelf, value: String(index), retention: keep({ maxEntries: 1 }) });
      const values = await Promise.all(shelves.map(async (shelf) => (await store.getEntry(shelf, "k", FOREVER))?.value));
      assert.deepEqual(values, ["0", "1", "2"]);
      assert.equal(await store.deleteEntry({ project: "site", store: "none" }, "k", FOREVER), false);
      assert.equal(await store.pruneEntries({ project: "site", store: "none" }, keep({ maxEntries: 1, ttlMs: 1 })), 0);
    },
  },
  {
    name: "lists entries by key, a page at a time",
    async run({ store }) {
      for (const key of ["b", "\u{1f600}", "B", "a/2", "\ufffd", "a", "a%"]) await put(store, key);
      const inOrder = ["B", "a", "a%", "a/2", "b", "\ufffd", "\u{1f600}"];
      assert.deepEqual(await keys(store), inOrder);
      assert.deepEqual(await keys(store, FOREVER, { limit: 2, offset: 0 }), inOrder.slice(0, 2));
      assert.deepEqual(await keys(store, FOREVER, { limit: 3, offset: 5 }), inOrder.slice(5));
      assert.deepEqual(await keys(store, FOREVER, { limit: 3, offset: 7 }), []);
    },
  },
  {
    name: "keeps no more entries than a shelf may have, those put last",
    async run({ store }) {
      const retention = keep({ maxEntries: 3 });
      for (const key of ["e", "d", "c"]) await put(store, key, { retention });
      await put(store, "e", { retention });
      await put(store, "b", { retention });
      assert.deepEqual(await keys(store), ["b", "c", "e"]);
      assert.equal(await store.getEntry(SHELF, "d", FOREVER), null);
    },
  },
  {
    name: "answers only what counts, also before anything was removed",
    async run({ store }) {
      for (const key of ["c", "b", "a"]) await put(store, key);
      const retention = keep({ maxEntries: 2 });
      assert.deepEqual(await keys(store, retention), ["a", "b"]);
      assert.equal(await store.getEntry(SHELF, "c", retention), null);
      assert.equal((await store.getEntry(SHELF, "b", retention))?.value, "of b");
      assert.equal(await store.deleteEntry(SHELF, "c", retention), false);
      assert.deepEqual(await keys(store), ["a", "b"]);
    },
  },
  {
    name: "passes over what has aged out, and removes it with the next put",
    async run({ store, advance }) {
      const retention = keep({ ttlMs: 1000 });
      await put(store, "old", { retention });
      advance(999);
      await put(store, "young", { retention });
      assert.deepEqual(await keys(store, retention), ["old", "young"]);
      advance(1);
      assert.deepEqual(await keys(store, retention), ["young"]);
      assert.equal(await store.getEntry(SHELF, "old", retention), null);
      assert.deepEqual(await keys(store), ["old", "young"]);
      await put(store, "new", { retention });
      assert.deepEqual(await keys(store), ["new", "young"]);
    },
  },
  {
    name: "counts what has aged out among no newest ones",
    async run({ store, advance }) {
      await put(store, "a");
      await put(store, "b");
      advance(1000);
      await put(store, "c");
      const retention = keep({ ttlMs: 1000, maxEntries: 2 });
      assert.deepEqual(await keys(store, retention), ["c"]);
      assert.equal(await store.pruneEntries(SHELF, retention), 2);
      assert.equal(await store.pruneEntries(SHELF, retention), 0);
      assert.deepEqual(await keys(store), ["c"]);
    },
  },
  {
    name: "keeps entries when it is opened again, and shows them to other processes",
    async run({ store, openAnother }) {
      const other = await openAnother();
      await put(store, "k", { value: "one" });
      assert.equal((await other.getEntry(SHELF, "k", FOREVER))?.value, "one");
      await Promise.all([put(store, "k", { value: "two" }), put(other, "l", { value: "three" })]);
      await store.close();
      assert.deepEqual(
        (await (await openAnother()).listEntries(SHELF, ALL, FOREVER)).map(({ value }) => value),
        ["two", "three"],
      );
    },
  },
];

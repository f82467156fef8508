// What every store does that keeps entries itself, as a door sees it: run against the providers, here and through HTTP.
import { expect, it } from "vitest";
import type { Entry, EntryControl, EntryPlace } from "../../../src/runtime/control/entries.ts";
import type { EntryFixture, Spec } from "./an-entry-control.ts";

const CONTEXT: EntryPlace = { project: "default", store: "context" };
const ALL = { limit: 100, offset: 0 };

export const HOSTILE_KEYS: readonly string[] = [
  "../../etc/passwd",
  "..",
  ".",
  "/",
  "a/b",
  ".lock",
  "a.json",
  "-rf",
  "$(touch hit)",
  "`touch hit`",
  "'; touch hit; '",
  "%2e%2e",
  "~",
  "ü\u{1f600} \u202e",
  "__proto__",
  " ",
  "k".repeat(512),
  "\u{1f600}".repeat(512),
];

export interface EntryContractOptions {
  readonly provider: string;
  open(): Promise<EntryFixture>;
}

export function entryContract({ provider, open }: EntryContractOptions): void {
  const retained = (retention: Spec): Spec => ({ provider, retention });

  async function openStore(spec: Spec = {}) {
    const fixture = await open();
    fixture.declare("context", { provider, ...spec });
    const put = (key: string, value = `of ${key}`, place = CONTEXT) => fixture.entries.put({ ...place, key, value, taskId: null });
    const value = async (key: string, place = CONTEXT) => (await fixture.entries.get({ ...place, key }))?.value ?? null;
    const keys = async (page = ALL) => (await fixture.entries.list({ ...CONTEXT, ...page })).map((entry) => entry.key);
    return { ...fixture, put, value, keys };
  }

  it("gives back exactly what was put, until it is deleted", async () => {
    const { entries, now } = await openStore();
    expect(await entries.get({ ...CONTEXT, key: "k" })).toBe(null);
    for (const value of [
      "my_value",
      '{"a": [1, 2]}',
      "",
      "\n",
      " two\nlines\r\n",
      "ü\u{1f600}\u2028\u202e\u001b[31m",
      "null",
      '"quoted"',
    ]) {
      const entry: Entry = { key: "k", value, taskId: "run_1", updatedAt: expect.any(Number) as number };
      expect(await entries.put({ ...CONTEXT, key: "k", value, taskId: "run_1" })).toEqual(entry);
      expect(await entries.get({ ...CONTEXT, key: "k" })).toEqual(entry);
    }
    expect((await entries.get({ ...CONTEXT, key: "k" }))?.updatedAt).toBeGreaterThanOrEqual(now());
    expect(await entries.delete({ ...CONTEXT, key: "k" })).toBe(true);
    expect(await entries.delete({ ...CONTEXT, key: "k" })).toBe(false);
    expect(await entries.get({ ...CONTEXT, key: "k" })).toBe(null);
  });

  it("keeps a value of one mebibyte", async () => {
    const { put, value } = await openStore();
    const large = "x".repeat(1024 * 1024);
    await put("k", large);
    expect(await value("k")).toBe(large);
  });

  it("takes any text for a key, and lists each as it was put", async () => {
    const { put, value, keys, entries } = await openStore();
    for (const key of HOSTILE_KEYS) await put(key);
    for (const key of HOSTILE_KEYS) expect(await value(key)).toBe(`of ${key}`);
    expect(new Set(await keys())).toEqual(new Set(HOSTILE_KEYS));
    for (const key of HOSTILE_KEYS) expect(await entries.delete({ ...CONTEXT, key })).toBe(true);
    expect(await keys()).toEqual([]);
  });

  it("keeps projects and stores apart, whatever they are called", async () => {
    const { put, value, declare } = await openStore();
    const places = [
      CONTEXT,
      { project: "../context", store: "context" },
      { project: "context", store: "../default" },
      { project: "a", store: "b" },
    ];
    declare("../default", { provider });
    declare("b", { provider });
    for (const [index, place] of places.entries()) await put("k", String(index), place);
    expect(await Promise.all(places.map((place) => value("k", place)))).toEqual(["0", "1", "2", "3"]);
  });

  it("lists by key, a page at a time", async () => {
    const { put, keys } = await openStore();
    for (const key of ["b", "\u{1f600}", "B", "a/2", "\ufffd", "a", "a%"]) await put(key);
    const inOrder = ["B", "a", "a%", "a/2", "b", "\ufffd", "\u{1f600}"];
    expect(await keys()).toEqual(inOrder);
    expect(await keys({ limit: 3, offset: 2 })).toEqual(inOrder.slice(2, 5));
    expect(await keys({ limit: 3, offset: 7 })).toEqual([]);
  });

  it("lists nothing in a store that nothing was put into", async () => {
    const { entries, keys } = await openStore();
    expect(await keys()).toEqual([]);
    expect(await entries.prune(CONTEXT)).toBe(0);
    expect(await entries.delete({ ...CONTEXT, key: "k" })).toBe(false);
  });

  it("keeps no more entries than it may, those that were put last", async () => {
    const { put, keys } = await openStore({ retention: { max_entries: 3 } });
    for (const key of ["e", "d", "c", "e", "b"]) await put(key);
    expect(await keys()).toEqual(["b", "c", "e"]);
  });

  it("does not answer what has aged out, and forgets it with the next put", async () => {
    const { put, value, keys, advance, declare } = await openStore({ retention: { ttl_seconds: 86_400 } });
    await put("old");
    advance(86_399_000);
    await put("young");
    expect(await value("old")).toBe("of old");
    advance(1_500);
    expect([await value("old"), await keys()]).toEqual([null, ["young"]]);
    await put("new");
    declare("context", { provider });
    expect(await keys()).toEqual(["new", "young"]);
  });

  it("holds to a retention that was declared later, and prunes to it", async () => {
    const { entries, put, value, keys, advance, declare } = await openStore();
    for (const key of ["d", "c", "b", "a"]) await put(key);
    declare("context", retained({ max_entries: 2 }));
    expect([await value("c"), await keys()]).toEqual([null, ["a", "b"]]);
    expect(await entries.delete({ ...CONTEXT, key: "d" })).toBe(false);
    expect(await entries.prune(CONTEXT)).toBe(1);
    expect(await entries.prune(CONTEXT)).toBe(0);
    advance(10_000);
    declare("context", retained({ ttl_seconds: 1 }));
    expect([await value("a"), await keys()]).toEqual([null, []]);
    expect(await entries.prune(CONTEXT)).toBe(2);
    declare("context", { provider });
    expect(await keys()).toEqual([]);
  });

  it("loses nothing when many put at once", async () => {
    const { put, keys } = await openStore({ retention: { max_entries: 30 } });
    const all = Array.from({ length: 30 }, (_, index) => `k${String(index).padStart(2, "0")}`);
    await Promise.all(all.map((key) => put(key)));
    expect(await keys()).toEqual(all);
  });

  it.each<[string, (entries: EntryControl) => Promise<unknown>]>([
    ["the key cannot be empty", (entries) => entries.get({ ...CONTEXT, key: "" })],
    ["the key has more than 512 characters", (entries) => entries.get({ ...CONTEXT, key: "k".repeat(513) })],
    ["the key cannot contain control characters", (entries) => entries.put({ ...CONTEXT, key: "a\nb", value: "", taskId: null })],
    ["the key cannot contain control characters", (entries) => entries.put({ ...CONTEXT, key: "a\u0000b", value: "", taskId: null })],
    ["the key cannot contain control characters", (entries) => entries.put({ ...CONTEXT, key: "a\ud800b", value: "", taskId: null })],
    ["the store's name cannot be empty", (entries) => entries.list({ ...CONTEXT, ...ALL, store: "" })],
    ["the store's name has more than 253 characters", (entries) => entries.list({ ...CONTEXT, ...ALL, store: "s".repeat(254) })],
    ["the project's name cannot be empty", (entries) => entries.prune({ ...CONTEXT, project: "" })],
    ["the task's id cannot contain control characters", (entries) => entries.put({ ...CONTEXT, key: "k", value: "", taskId: "\u0007" })],
    [
      "the value of 'k' is larger than 1048576 bytes",
      (entries) => entries.put({ ...CONTEXT, key: "k", value: "ü".repeat(524_289), taskId: null }),
    ],
    ["the value of 'k' cannot contain NUL", (entries) => entries.put({ ...CONTEXT, key: "k", value: "a\u0000", taskId: null })],
    [
      "the value of 'k' cannot contain NUL characters or halves",
      (entries) => entries.put({ ...CONTEXT, key: "k", value: "\udc00", taskId: null }),
    ],
    ["a list has from 1 to 10000 entries", (entries) => entries.list({ ...CONTEXT, limit: 0, offset: 0 })],
    ["a list has from 1 to 10000 entries", (entries) => entries.list({ ...CONTEXT, limit: 1e9, offset: 0 })],
    ["a list begins at a whole number", (entries) => entries.list({ ...CONTEXT, limit: 1, offset: -1 })],
    ["a list begins at a whole number", (entries) => entries.list({ ...CONTEXT, limit: 1, offset: 0.5 })],
  ])("refuses in words: %s", async (message, ask) => {
    const { entries } = await openStore();
    await expect(ask(entries)).rejects.toMatchObject({ code: "entry.invalid", message: expect.stringContaining(message) });
  });
}

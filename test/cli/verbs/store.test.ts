// The verbs of `store` on real entries: what is put is got, and each says in one line what it did.
import { describe, expect, it } from "vitest";
import type { World } from "../../../src/cli/world.ts";
import { createFakeControl } from "../../http/control/a-control.ts";
import { openEntries } from "../../runtime/entries/an-entry-control.ts";
import { runCli } from "../fake-world.ts";

async function openStores() {
  const fixture = await openEntries();
  let closed = 0;
  const openControl: World["openControl"] = async () => ({
    ...createFakeControl({ entries: fixture.entries }),
    repository: "/srv/site",
    dataDirectory: "/state/site",
    server: null,
    warnings: [],
    async close() {
      closed += 1;
    },
  });
  const store = (argv: readonly string[], given: Parameters<typeof runCli>[1] = {}) =>
    runCli(["store", ...argv], { openControl, ...given });
  return { ...fixture, store, closed: () => closed };
}

const GUIDE = {
  schema: { type: "object", properties: { value: { type: "string" } } },
  retention: { max_entries: 1000, ttl_seconds: 86_400 },
};

describe("store", () => {
  it("does what the guide shows, on the guide's store", async () => {
    const { store, declare, closed } = await openStores();
    declare("context", GUIDE);
    expect(await store(["put", "context", "my_key", "my_value"])).toEqual({ exit: 0, out: "stored key 'my_key' in 'context'\n", err: "" });
    expect(await store(["get", "context", "my_key"])).toEqual({ exit: 0, out: "my_value\n", err: "" });
    expect((await store(["list", "context"])).out).toMatchInlineSnapshot(`
      "KEY     VALUE     UPDATED                   TASK
      my_key  my_value  2026-11-20T00:00:00.000Z
      "
    `);
    expect(await store(["delete", "context", "my_key"])).toEqual({ exit: 0, out: "deleted key 'my_key' from 'context'\n", err: "" });
    expect(await store(["get", "context", "my_key"])).toEqual({ exit: 1, out: "", err: "key 'my_key' not found\n" });
    expect(await store(["delete", "context", "my_key"])).toEqual({ exit: 1, out: "", err: "key 'my_key' not found\n" });
    expect((await store(["ls", "context"])).out).toBe("No entries.\n");
    expect(closed()).toBe(7);
  });

  it("writes to the project that workflows write to, unless it is told another", async () => {
    const { store, entries } = await openStores();
    await store(["put", "context", "k", "default's"]);
    await store(["put", "context", "k", "web's", "-p", "web"]);
    expect((await entries.get({ project: "default", store: "context", key: "k" }))?.value).toBe("default's");
    expect((await store(["get", "context", "k", "--project", "web"])).out).toBe("web's\n");
  });

  it("reads a value from standard input, and gives back the same text", async () => {
    const { store } = await openStores();
    const text = '{\n  "a": "ü"\n}\n';
    expect((await store(["put", "context", "report", "-", "-t", "run_1"], { readStdin: async () => text })).exit).toBe(0);
    expect((await store(["get", "context", "report"])).out).toBe(text);
    await store(["put", "context", "offset", "--", "-5"]);
    expect((await store(["get", "context", "offset"])).out).toBe("-5\n");
    await store(["put", "context", "empty", ""]);
    expect((await store(["get", "context", "empty"])).out).toBe("\n");
  });

  it("keeps from a terminal what it would obey, and nothing from a pipe", async () => {
    const { store, entries } = await openStores();
    const hostile = "\u001b[2Jgone\u202e";
    await entries.put({ project: "default", store: "context", key: hostile.replace("\u001b", ""), value: hostile, taskId: null });
    const key = hostile.replace("\u001b", "");
    expect((await store(["get", "context", key])).out).toBe(`${hostile}\n`);
    expect((await store(["get", "context", key], { screen: { interactive: true } })).out).toBe("gone\n");
    const { out } = await store(["list", "context"]);
    expect([out.includes("\u001b"), out.includes("\u202e")]).toEqual([false, false]);
    expect((await store(["list", "context", "-o", "json"])).out).toContain("\\u001b[2Jgone\\u202e");
    expect((await store(["put", "context", "\u202ek", "v"])).out).toBe("stored key 'k' in 'context'\n");
    expect((await store(["get", "context", "\u202enone"])).err).toBe("key 'none' not found\n");
  });

  it("lists for programs, a page at a time", async () => {
    const { store } = await openStores();
    for (const key of ["c", "a", "b"]) await store(["put", "context", key, `of ${key}`, "-t", "run_1"]);
    const { out, err } = await store(["list", "context", "-l", "2", "--offset", "1", "-o", "json"]);
    const entry = { updated_at: "2026-11-20T00:00:00.000Z", task_id: "run_1" };
    expect(JSON.parse(out)).toEqual([
      { key: "b", value: "of b", ...entry },
      { key: "c", value: "of c", ...entry },
    ]);
    expect(err).toBe("These are 2; --offset 3 shows what comes next.\n");
    expect((await store(["list", "context", "-o", "yaml", "--limit", "1"])).out).toBe(
      "- key: a\n  value: of a\n  updated_at: 2026-11-20T00:00:00.000Z\n  task_id: run_1\n",
    );
  });

  it("cuts long values in a table only", async () => {
    const { store } = await openStores();
    await store(["put", "context", "k", "x".repeat(5_000)]);
    expect((await store(["list", "context"])).out.length).toBeLessThan(1_000);
    expect(JSON.parse((await store(["list", "context", "-o", "json"])).out)[0].value).toHaveLength(5_000);
  });

  it("prunes, and says how much", async () => {
    const { store, declare } = await openStores();
    for (const key of ["a", "b", "c"]) await store(["put", "context", key, "v"]);
    expect(await store(["prune", "context"])).toEqual({ exit: 0, out: "pruned store 'context': 0 entries removed\n", err: "" });
    declare("context", { retention: { max_entries: 2 } });
    expect((await store(["prune", "context"])).out).toBe("pruned store 'context': 1 entry removed\n");
  });

  it("refuses what the store's schema does not take, and what cannot be a key", async () => {
    const { store, declare } = await openStores();
    declare("context", GUIDE);
    expect(await store(["put", "context", "k", '{"value": 1}'])).toEqual({
      exit: 2,
      out: "",
      err: "Error: schema validation failed at $.value: expected string, got integer\n",
    });
    declare("context", { schema: { type: "array" } });
    expect((await store(["put", "context", "k", "plain"])).err).toContain("invalid JSON value for store put");
    expect(await store(["get", "context", "a\nb"])).toMatchObject({ exit: 2, err: "Error: the key cannot contain control characters\n" });
    expect((await store(["get", "context", ""])).exit).toBe(2);
    expect((await store(["list", "context", "--limit", "0"])).exit).toBe(2);
    expect((await store(["list", "context", "--limit", "10001"])).exit).toBe(2);
    expect((await store(["put", "context", "k"])).exit).toBe(2);
  });

  it("tells what a store's own command said", async () => {
    const { store, declare } = await openStores();
    const commands = { get: "echo 'no such \u001b[2J table' >&2; exit 4", put: "true", delete: "true", list: "true" };
    declare("context", { provider: "command", commands });
    expect(await store(["get", "context", "k"])).toEqual({
      exit: 1,
      out: "",
      err: "Error: running the command 'get' of the store 'context': it exited with 4: no such  table\n",
    });
  });
});

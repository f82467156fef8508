// The store as a whole: its size and that of what lies beside it, how it came to its schema, and a smaller file.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createDatabaseControl } from "../../src/runtime/database-control.ts";
import { createEventControl } from "../../src/runtime/events/event-control.ts";
import { aMemory } from "./events/a-memory.ts";

async function aControl({ served = false, bytes = null }: { readonly served?: boolean; readonly bytes?: number | null } = {}) {
  const memory = await aMemory();
  const { store, retention, directory, archives } = memory;
  const status = async () => ({ ...(await store.status()), ...(bytes === null ? {} : { bytes }) });
  const control = createDatabaseControl({
    store: { ...store, status },
    events: createEventControl({ store, retention }),
    logs: join(directory, "logs"),
    archives,
    isServed: async () => served,
  });
  return { ...memory, control };
}

describe("the status", () => {
  it("tells sizes with what is still in the log, of logs and of archives", async () => {
    const { control, add, archives, directory } = await aControl();
    await add("run_a");
    mkdirSync(archives, { recursive: true });
    writeFileSync(join(archives, "one.jsonl.gz"), "12345");
    expect(await control.status({})).toEqual({
      path: join(directory, "store.db"),
      schema_version: expect.any(Number),
      pending_migrations: 0,
      events: 1,
      pending_effects: 0,
      db_size_bytes: expect.any(Number),
      logs_size_bytes: "printed".length,
      archive_size_bytes: 5,
    });
    expect((await control.status({})).db_size_bytes).toBeGreaterThan(1000);
  });

  it("of a fresh store is there before logs and archives are", async () => {
    const { control } = await aControl();
    expect(await control.status({})).toMatchObject({ events: 0, logs_size_bytes: 0, archive_size_bytes: 0 });
  });
});

it("the steps to the schema have names", async () => {
  const { control } = await aControl();
  expect((await control.migrations({}))[0]).toEqual({ version: 1, name: "initial", applied: true });
});

describe("compacting", () => {
  it("frees what was forgotten", async () => {
    const { control, add } = await aControl();
    await add("run_old", { endedDaysAgo: 31, events: Array.from({ length: 200 }, () => ({ type: "x", text: "y".repeat(5000) })) });
    expect(await control.cleanup({ olderThanDays: 30, dryRun: false })).toMatchObject({ tasks: 1, events: 200 });
    const { before_bytes, after_bytes, freed_bytes } = await control.vacuum({});
    expect(freed_bytes).toBeGreaterThan(500_000);
    expect(before_bytes - after_bytes).toBe(freed_bytes);
    expect((await control.vacuum({})).freed_bytes).toBe(0);
  });

  it("is left alone where a server would wait for long", async () => {
    const { control } = await aControl({ served: true, bytes: 2 ** 30 });
    await expect(control.vacuum({})).rejects.toMatchObject({ code: "store.busy", hint: "stop the server first" });
    const small = await aControl({ served: true });
    expect((await small.control.vacuum({})).after_bytes).toBeGreaterThan(0);
    const alone = await aControl({ bytes: 2 ** 30 });
    expect((await alone.control.vacuum({})).before_bytes).toBe(2 ** 30);
  });
});

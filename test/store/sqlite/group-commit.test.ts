// Writes that share a commit: one that fails, listeners and timers.
import { join } from "node:path";
import Libsql from "libsql";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StreamId } from "../../../src/core/ids.ts";
import { openSqliteStore } from "../../../src/store/sqlite/index.ts";
import type { Append, Store } from "../../../src/store/store.ts";
import { createManualClock, type ManualClock, temporaryDirectory } from "../../support/store-fixture.ts";

let directory: ReturnType<typeof temporaryDirectory>;
let clock: ManualClock;
let warnings: string[];
let store: Store;
/** A second connection, to do to the file what the store never would. */
let raw: Libsql.Database;

beforeEach(async () => {
  directory = temporaryDirectory();
  clock = createManualClock();
  warnings = [];
  const file = join(directory.path, "store.db");
  store = await openSqliteStore({ file, clock, warn: (message) => warnings.push(message) });
  raw = new Libsql(file);
});
afterEach(async () => {
  await store.close();
  raw.close();
  directory.dispose();
});

function start(stream: string): Append {
  const effect = { id: `${stream}#1` as Append["cancel"][number], dueAt: 0, data: { type: "effect" } };
  return {
    stream: stream as StreamId,
    expectedVersion: 0,
    events: [{ type: "one" }, { type: "two" }],
    effects: [effect],
    cancel: [],
    documents: [],
    under: null,
    completes: false,
  };
}

describe("the SQLite store's group commit", () => {
  it("commits the writes of one turn together and those of another apart", async () => {
    const commits: number[] = [];
    store.onChange(() => commits.push(1));
    await Promise.all(["run/1", "run/2", "run/3"].map((stream) => store.append(start(stream))));
    expect(commits).toHaveLength(1);
    await store.append(start("run/4"));
    await store.append(start("run/5"));
    expect(commits).toHaveLength(3);
  });

  it("rolls back what a failing write had written and keeps the others of its turn", async () => {
    raw.exec(
      "create trigger fail before insert on events when new.stream = 'run/bad' and new.version = 2 begin select raise(abort, 'planted'); end",
    );
    const results = await Promise.allSettled(["run/1", "run/bad", "run/2"].map((stream) => store.append(start(stream))));
    expect(results).toMatchObject([
      { status: "fulfilled", value: { outcome: "appended", version: 2 } },
      { status: "rejected", reason: { code: "store.unavailable", message: expect.stringMatching(/appending to run\/bad in .*: planted/) } },
      { status: "fulfilled", value: { outcome: "appended", version: 2 } },
    ]);
    expect(await store.status()).toMatchObject({ events: 4, pendingEffects: 2 });
    const positions = (await store.readFeed(0, 10)).map(({ position }) => position);
    expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
  });

  it("acknowledges nobody when the commit itself fails, and goes on afterwards", async () => {
    // A deferred foreign key is checked at the commit and nowhere before.
    raw.exec("create table parent (id text primary key)");
    raw.exec("create table child (id text references parent deferrable initially deferred)");
    raw.exec("create trigger fail after insert on events when new.stream = 'run/bad' begin insert into child values ('orphan'); end");
    const results = await Promise.allSettled(["run/1", "run/bad"].map((stream) => store.append(start(stream))));
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(await store.status()).toMatchObject({ events: 0, pendingEffects: 0 });
    expect(await store.append(start("run/1"))).toEqual({ outcome: "appended", version: 2 });
  });
});

describe("the SQLite store's listeners", () => {
  it("cost no timer while nobody listens", async () => {
    expect(clock.timers()).toBe(0);
    const stop = store.onChange(() => {});
    const stopOther = store.onChange(() => {});
    clock.advance(1000);
    expect(clock.timers()).toBe(1);
    stop();
    stop();
    expect(clock.timers()).toBe(1);
    stopOther();
    expect(clock.timers()).toBe(0);
    store.onChange(() => {});
    await store.close();
    expect(clock.timers()).toBe(0);
  });

  it("may throw without harm to the commit or to each other", async () => {
    let heard = 0;
    store.onChange(() => {
      throw new Error("planted");
    });
    store.onChange(() => {
      heard += 1;
    });
    expect(await store.append(start("run/1"))).toEqual({ outcome: "appended", version: 2 });
    expect(heard).toBe(1);
    expect(warnings).toEqual([expect.stringContaining("planted")]);
  });
});

// A lock that does not come: as long as the store waits for it, which is seconds.
import { join } from "node:path";
import Libsql from "libsql";
import { expect, it } from "vitest";
import type { StreamId } from "../../../../src/core/ids.ts";
import { openSqliteStore } from "../../../../src/store/sqlite/index.ts";
import { createManualClock, temporaryDirectory } from "../../../support/store-fixture.ts";

it("gives up with store.busy when another process keeps the store locked, and writes again when it lets go", async () => {
  const directory = temporaryDirectory();
  const file = join(directory.path, "store.db");
  const store = await openSqliteStore({ file, clock: createManualClock() });
  const start = (name: string) =>
    store.append({
      stream: `run/${name}` as StreamId,
      expectedVersion: 0,
      events: [{ type: "one" }],
      effects: [],
      cancel: [],
      documents: [],
      under: null,
      completes: false,
    });

  const other = new Libsql(file);
  other.exec("begin immediate");
  const busy = { status: "rejected", reason: { code: "store.busy", retryable: true } };
  expect(await Promise.allSettled([start("1"), start("2")])).toMatchObject([busy, busy]);
  expect(await store.readFeed(0, 10)).toEqual([]);
  other.exec("rollback");
  expect(await start("1")).toEqual({ outcome: "appended", version: 1 });

  await store.close();
  other.close();
  directory.dispose();
});

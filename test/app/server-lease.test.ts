// One server for each data directory.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SERVER_LEASE } from "../../src/app/open-yard.ts";
import { acquireServerLease } from "../../src/app/server-lease.ts";
import { YardmasterError } from "../../src/core/errors.ts";
import { toWorkerId } from "../../src/core/ids.ts";
import { processIdentity } from "../../src/std/process-identity.ts";
import { openSqliteStore } from "../../src/store/sqlite/index.ts";
import type { Store } from "../../src/store/store.ts";
import { createHandClock, type HandClock } from "../../src/testing/hand-clock.ts";

const [ONE, OTHER] = [toWorkerId("wrk_one"), toWorkerId("wrk_other")];
let directory: string;
let clock: HandClock;
let store: Store;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "yardmaster-lease-"));
  clock = createHandClock(1_000_000);
  store = await openSqliteStore({ file: join(directory, "store.db"), clock });
});
afterEach(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 1_000) {
    clock.advance(1_000);
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A process of this machine that is no more. */
function deadIdentity() {
  return { ...processIdentity(), pid: spawnSync("true").pid };
}

describe("the server's lease", () => {
  it("is refused to a second server, and names the first one's process", async () => {
    const lease = await acquireServerLease(store, ONE, clock);
    await expect(acquireServerLease(store, OTHER, clock)).rejects.toMatchObject({
      code: "app.already-running",
      message: expect.stringContaining(`process ${process.pid} on `),
    });
    await lease.release();
    await (await acquireServerLease(store, OTHER, clock)).release();
  });

  it("is kept for as long as the server lives", async () => {
    const lease = await acquireServerLease(store, ONE, clock);
    await pass(120_000);
    expect(await store.readLease(SERVER_LEASE)).toMatchObject({ holder: ONE, expired: false });
    await lease.release();
  });

  it("of a dead process is taken over at once", async () => {
    await store.acquireLease(SERVER_LEASE, OTHER, 15_000, deadIdentity());
    const lease = await acquireServerLease(store, ONE, clock);
    expect(await store.readLease(SERVER_LEASE)).toMatchObject({ holder: ONE });
    await lease.release();
  });

  it("of a process that cannot be seen from here is taken over when it has run out", async () => {
    await store.acquireLease(SERVER_LEASE, OTHER, 15_000, { ...processIdentity(), host: "elsewhere" });
    await expect(acquireServerLease(store, ONE, clock)).rejects.toMatchObject({ message: expect.stringContaining("on elsewhere") });
    await pass(16_000);
    await (await acquireServerLease(store, ONE, clock)).release();
  });

  it("says when it is lost", async () => {
    const lease = await acquireServerLease(store, ONE, clock);
    await store.releaseLease(SERVER_LEASE, ONE);
    await store.acquireLease(SERVER_LEASE, OTHER, 60_000, {});
    const lost = expect(lease.lost).rejects.toMatchObject({ code: "app.already-running" });
    await pass(5_000);
    await lost;
    await lease.release();
    expect(await store.readLease(SERVER_LEASE)).toMatchObject({ holder: OTHER });
  });

  it("survives a store that refuses for a while", async () => {
    let refuses = true;
    const flaky: Store = {
      ...store,
      renewLease: (...args) => (refuses ? Promise.reject(new YardmasterError("store.busy", "renewing")) : store.renewLease(...args)),
    };
    const lease = await acquireServerLease(flaky, ONE, clock);
    await pass(10_000);
    refuses = false;
    await pass(60_000);
    expect(await store.readLease(SERVER_LEASE)).toMatchObject({ holder: ONE, expired: false });
    await lease.release();
  });

  it("leaves no timer behind, also when it is given back while being renewed", async () => {
    let finish = () => {};
    const slow: Store = {
      ...store,
      renewLease: () =>
        new Promise((_, reject) => {
          finish = () => reject(new YardmasterError("store.closed", "renewing"));
        }),
    };
    const lease = await acquireServerLease(slow, ONE, clock);
    await pass(5_000);
    await lease.release();
    finish();
    await pass(1_000);
    expect(clock.waiting).toBe(0);
  });
});

// One server for each data directory.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SERVER_LEASE } from "../../src/app/open-yard.ts";
import { acquireServerLease } from "../../src/app/server-lease.ts";
import { openFileWatch } from "../../src/app/watch-file.ts";
import { YardmasterError } from "../../src/core/errors.ts";
import { toWorkerId, type WorkerId } from "../../src/core/ids.ts";
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

function take(worker: WorkerId, from: Store = store) {
  return acquireServerLease({ store: from, worker, clock, checkFile: async () => {} });
}

/** A process of this machine that is no more. */
function deadIdentity() {
  return { ...processIdentity(), pid: spawnSync("true").pid };
}

describe("the server's lease", () => {
  it("is refused to a second server, and names the first one's process", async () => {
    const lease = await take(ONE);
    await expect(take(OTHER)).rejects.toMatchObject({
      code: "app.already-running",
      message: expect.stringContaining(`process ${process.pid} on `),
    });
    await lease.release();
    await (await take(OTHER)).release();
  });

  it("is kept for as long as the server lives", async () => {
    const lease = await take(ONE);
    await pass(120_000);
    expect(await store.readLease(SERVER_LEASE)).toMatchObject({ holder: ONE, expired: false });
    await lease.release();
  });

  it("of a dead process is taken over at once", async () => {
    await store.acquireLease(SERVER_LEASE, OTHER, 15_000, deadIdentity());
    const lease = await take(ONE);
    expect(await store.readLease(SERVER_LEASE)).toMatchObject({ holder: ONE });
    await lease.release();
  });

  it("of a process that cannot be seen from here is taken over when it has run out", async () => {
    await store.acquireLease(SERVER_LEASE, OTHER, 15_000, { ...processIdentity(), host: "elsewhere" });
    await expect(take(ONE)).rejects.toMatchObject({ message: expect.stringContaining("on elsewhere") });
    await pass(16_000);
    await (await take(ONE)).release();
  });

  it("says when it is lost", async () => {
    const lease = await take(ONE);
    await store.releaseLease(SERVER_LEASE, ONE);
    await store.acquireLease(SERVER_LEASE, OTHER, 60_000, {});
    const lost = expect(lease.lost).rejects.toMatchObject({ code: "app.already-running" });
    await pass(5_000);
    await lost;
    await lease.release();
    expect(await store.readLease(SERVER_LEASE)).toMatchObject({ holder: OTHER });
  });

  it.each([
    ["removed", (file: string) => rmSync(file)],
    ["replaced", (file: string) => copyFileSync(file, `${file}.other`)],
  ] as const)("is lost when the store's file is %s", async (how, act) => {
    const file = join(directory, "store.db");
    const lease = await acquireServerLease({ store, worker: ONE, clock, checkFile: await openFileWatch(file) });
    await pass(10_000);
    act(file);
    if (how === "replaced") renameSync(`${file}.other`, file);
    const lost = expect(lease.lost).rejects.toMatchObject({
      code: "store.replaced",
      message: `${file} was ${how} while a server worked with it`,
    });
    await pass(5_000);
    await lost;
    await lease.release();
  });

  it("survives a store that refuses for a while", async () => {
    let refuses = true;
    const flaky: Store = {
      ...store,
      renewLease: (...args) => (refuses ? Promise.reject(new YardmasterError("store.busy", "renewing")) : store.renewLease(...args)),
    };
    const lease = await take(ONE, flaky);
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
    const lease = await take(ONE, slow);
    await pass(5_000);
    await lease.release();
    finish();
    await pass(1_000);
    expect(clock.waiting).toBe(0);
  });
});

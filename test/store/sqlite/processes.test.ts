// Several real processes on one file: opened at once, killed while they commit, frozen while another takes over.
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type StreamId, toEffectId, toWorkerId } from "../../../src/core/ids.ts";
import { systemClock } from "../../../src/std/clock.ts";
import { openSqliteStore } from "../../../src/store/sqlite/index.ts";
import type { Store } from "../../../src/store/store.ts";
import type { RoomBuild } from "../../support/room-build.ts";
import { temporaryDirectory } from "../../support/store-fixture.ts";
import { killTwoWriters } from "../../support/store-kill.ts";
import { buildStore, type StoreProcess, startStoreProcess } from "../../support/store-process.ts";

let build: RoomBuild;
let directory: ReturnType<typeof temporaryDirectory>;
let file: string;
let processes: StoreProcess[] = [];

beforeAll(async () => {
  build = await buildStore();
});
afterAll(() => build.dispose());
beforeEach(() => {
  directory = temporaryDirectory();
  file = join(directory.path, "store.db");
});
afterEach(async () => {
  await Promise.all(processes.map((process) => process.kill()));
  processes = [];
  directory.dispose();
});

async function start(): Promise<StoreProcess> {
  const started = await startStoreProcess(build);
  processes.push(started);
  return started;
}

const open = (): Promise<Store> => openSqliteStore({ file, clock: systemClock });

describe("several processes on one SQLite store", () => {
  it("all succeed when they open a store that does not exist yet at the same moment", async () => {
    const openers = await Promise.all(Array.from({ length: 4 }, start));
    for (let round = 0; round < 10; round++) {
      file = join(directory.path, String(round), "store.db");
      const answers = await Promise.all(openers.map((opener) => opener.ask("open", { file })));
      expect(answers).toEqual([null, null, null, null]);
      const appended = await Promise.all(
        openers.map((opener, index) => opener.ask("append", { stream: `run/${index}`, expectedVersion: 0 })),
      );
      expect(appended).toEqual(openers.map(() => ({ outcome: "appended", version: 1 })));
    }
  });

  it("let one of two writers append at the same version", async () => {
    const writers = await Promise.all([start(), start()]);
    await Promise.all(writers.map((writer) => writer.ask("open", { file })));
    for (let version = 0; version < 50; version++) {
      const answers = await Promise.all(writers.map((writer) => writer.ask("append", { stream: "run/shared", expectedVersion: version })));
      expect(answers.map((answer) => (answer as { outcome: string }).outcome).sort()).toEqual(["appended", "conflict"]);
    }
  });

  it("lose nothing that was acknowledged when two writers are killed while they commit", async () => {
    for (let round = 0; round < 3; round++) await killTwoWriters(build, file, 20 + 5 * round);
  });

  it("refuse the late result of a worker that was frozen while another took over", async () => {
    const store = await open();
    const stream = "run/frozen" as StreamId;
    const effect = toEffectId(stream, "turn");
    const data = { type: "agent.start-turn" };
    const nothing = { cancel: [], documents: [], under: null, completes: false };
    await store.append({
      ...nothing,
      stream,
      expectedVersion: 0,
      events: [{ type: "run.started" }],
      effects: [{ id: effect, dueAt: 0, data }],
    });
    const frozen = await start();
    await frozen.ask("open", { file });
    expect(await frozen.ask("claim", { effect, worker: "frozen", ttlMs: 200 })).toMatchObject({ effect });

    frozen.signal("SIGSTOP");
    await vi.waitUntil(async () => (await store.reapWorkers()).includes(effect), { timeout: 5000, interval: 20 });
    const other = toWorkerId("other");
    await store.registerWorker(other, 60_000, {});
    const claim = await store.claim(effect, other);
    frozen.tell("complete", { stream, expectedVersion: 1 });
    frozen.signal("SIGCONT");

    expect(await frozen.next()).toEqual({ outcome: "fenced" });
    expect(await store.read(stream, 1)).toEqual([]);
    expect(claim !== null && (await store.complete(claim))).toBe(true);
    await store.close();
  });

  it("hear of each other's commits", async () => {
    const store = await open();
    let heard = 0;
    store.onChange(() => {
      heard += 1;
    });
    const other = await start();
    await other.ask("open", { file });
    await other.ask("append", { stream: "run/other", expectedVersion: 0 });
    await vi.waitUntil(() => heard > 0, { timeout: 5000, interval: 10 });
    await store.close();
  });

  it("are not kept alive by an open store or by listening to it", async () => {
    const listening = await start();
    await listening.ask("open", { file });
    await listening.ask("listen");
    await listening.ask("append", { stream: "run/1", expectedVersion: 0 });
    expect(await listening.end()).toBe(0);
  });
});

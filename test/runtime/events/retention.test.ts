// Forgetting: only what ended long ago goes, with everything of it, and never before it is in an archive that was asked for.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { runStream, schedulerStream, toRunId } from "../../../src/core/ids.ts";
import { RUNS } from "../../../src/core/views/run-summary.ts";
import { createRetention, KEEP_MOST_RUNS, KEEP_RUNS_MS } from "../../../src/runtime/events/retention.ts";
import type { Store } from "../../../src/store/store.ts";
import { anIssue } from "../../core/an-issue.ts";
import { aMemory, days, NOW } from "./a-memory.ts";

const QUEUED = { type: "run.queued", title: "漢字\nand a line" };

function readArchive(file: string): readonly Record<string, unknown>[] {
  const lines = gunzipSync(readFileSync(file)).toString().split("\n");
  expect(lines.pop()).toBe("");
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe("what is old", () => {
  it("is what ended longer ago, not what began longer ago, and never what has not ended", async () => {
    const { add, left, retention, store, logs } = await aMemory();
    const old = await add("run_old", { endedDaysAgo: 31 });
    await add("run_young", { endedDaysAgo: 29, status: "failed" });
    await add("run_long", { endedDaysAgo: 1, createdDaysAgo: 400, status: "cancelled" });
    await add("run_stuck", { status: "running", createdDaysAgo: 400 });
    expect(await retention.measure(days(30))).toEqual({ tasks: 1, events: 1, archive: null });
    expect(await retention.forget(days(30), { archive: false })).toEqual({ tasks: 1, events: 1, archive: null });
    expect(await left()).toEqual(["run_long", "run_stuck", "run_young"]);
    expect(await store.read(runStream(old), 0)).toEqual([]);
    expect(await logs.list(old)).toEqual([]);
    expect((await store.read(runStream(toRunId("run_long")), 0)).length).toBe(1);
  });

  it("is nothing that the scheduler still waits for", async () => {
    const { add, left, retention, store } = await aMemory();
    await add("run_held", { endedDaysAgo: 9, status: "cancelled" });
    const requested = { type: "run.requested", issue: anIssue("R-1"), runId: "run_held", at: 0 };
    const nothing = { effects: [], cancel: [], documents: [], under: null, completes: false };
    await store.append({ ...nothing, stream: schedulerStream("here"), expectedVersion: 0, events: [requested] });
    expect(await retention.forget(0, { archive: false })).toMatchObject({ tasks: 0 });
    expect(await left()).toEqual(["run_held"]);
  });

  it("for a server alone is what ended ninety days ago", async () => {
    const { add, left, retention } = await aMemory();
    await add("run_old", { endedDaysAgo: KEEP_RUNS_MS / days(1) + 1 });
    await add("run_young", { endedDaysAgo: KEEP_RUNS_MS / days(1) - 1 });
    expect(await retention.forgetOld()).toBe(1);
    expect(await left()).toEqual(["run_young"]);
  });

  it("for a server alone is also what ended before the last ten thousand that were asked for", async () => {
    const { retention, store } = await aMemory();
    const nothing = { events: [{ type: "run.queued" }], effects: [], cancel: [], under: null, completes: false, expectedVersion: 0 };
    const add = async (n: number) => {
      const id = `run_${String(n).padStart(5, "0")}`;
      const document = { collection: RUNS, id, tag: n === 1 ? "running" : "completed", at: NOW - 60_000 + n, body: { endedAt: NOW } };
      await store.append({ ...nothing, stream: runStream(toRunId(id)), documents: [document] });
    };
    await Promise.all(Array.from({ length: KEEP_MOST_RUNS + 4 }, (_, n) => add(n)));
    expect(await retention.forgetOld()).toBe(3);
    expect((await store.listDocuments({ collection: RUNS, limit: 20_000 })).length).toBe(KEEP_MOST_RUNS + 1);
    expect(await store.getDocument(RUNS, "run_00001")).not.toBeNull();
    expect(await store.getDocument(RUNS, "run_00003")).toBeNull();
    expect(await store.getDocument(RUNS, "run_00004")).not.toBeNull();
  });

  it("goes in batches", async () => {
    const { add, left, retention } = await aMemory();
    for (let n = 0; n < 450; n += 1) await add(`run_${n}`, { endedDaysAgo: 2 });
    expect(await retention.forget(days(1), { archive: false })).toMatchObject({ tasks: 450 });
    expect(await left()).toEqual([]);
  });
});

describe("an archive", () => {
  it("has every event as it was, for the owner's eyes, and forgets nothing by itself", async () => {
    const { add, left, retention, archives } = await aMemory();
    await add("run_a", { endedDaysAgo: 31, events: [QUEUED, { type: "run.completed" }] });
    await add("run_b", { endedDaysAgo: 1 });
    const { archive, ...counts } = await retention.archive(days(30));
    expect(counts).toEqual({ tasks: 1, events: 2 });
    expect(dirname(archive ?? "")).toBe(archives);
    expect(readdirSync(archives)).toHaveLength(1);
    expect(statSync(archive ?? "").mode & 0o777).toBe(0o600);
    const created_at = "2026-11-20T00:00:00.000Z";
    expect(readArchive(archive ?? "")).toEqual([
      { id: expect.any(Number), task_id: "run_a", version: 1, event_type: "run.queued", created_at, event: QUEUED },
      { id: expect.any(Number), task_id: "run_a", version: 2, event_type: "run.completed", created_at, event: { type: "run.completed" } },
    ]);
    expect(await left()).toEqual(["run_a", "run_b"]);
  });

  it("is written before anything is forgotten, and each time another", async () => {
    const { add, left, retention, archives } = await aMemory();
    await add("run_a", { endedDaysAgo: 31 });
    const first = await retention.forget(days(30), { archive: true });
    expect(readArchive(first.archive ?? "")).toHaveLength(1);
    await add("run_b", { endedDaysAgo: 31 });
    await retention.forget(days(30), { archive: true });
    expect(readdirSync(archives)).toHaveLength(2);
    expect(await left()).toEqual([]);
  });

  it("of nothing is no file", async () => {
    const { add, retention, archives } = await aMemory();
    await add("run_a", { endedDaysAgo: 3 });
    expect(await retention.forget(days(30), { archive: true })).toEqual({ tasks: 0, events: 0, archive: null });
    expect(statSync(archives, { throwIfNoEntry: false })).toBeUndefined();
  });

  it("that cannot be written keeps everything", async () => {
    const { add, left, retention, archives } = await aMemory();
    await add("run_a", { endedDaysAgo: 31 });
    mkdirSync(dirname(archives));
    writeFileSync(archives, "in the way");
    await expect(retention.forget(days(30), { archive: true })).rejects.toMatchObject({ code: "archive.unwritable" });
    expect(await left()).toEqual(["run_a"]);
  });

  it("leaves nothing unfinished behind when the store fails in the middle", async () => {
    const { add, retention, archives, store, logs, clock } = await aMemory();
    const run = runStream(await add("run_a", { endedDaysAgo: 31 }));
    const failing: Store = { ...store, read: (id, after) => (id === run ? Promise.reject(new Error("gone")) : store.read(id, after)) };
    const other = createRetention({ store: failing, logs, clock, archives, repository: "here" });
    await expect(other.archive(days(30))).rejects.toThrow("gone");
    expect(readdirSync(archives)).toEqual([]);
    expect(await retention.archive(days(30))).toMatchObject({ tasks: 1 });
    expect(readdirSync(archives)).toHaveLength(1);
  });
});

it("the name of an archive can stand in any file system", async () => {
  const { add, retention, archives } = await aMemory();
  await add("run_a", { endedDaysAgo: 31 });
  await retention.archive(days(30));
  expect(readdirSync(archives)[0]).toMatch(/^2026-11-20T00-00-00\.000Z-[0-9a-f]{8}\.jsonl\.gz$/);
});

// Forgetting: only what ended long ago goes, with everything of it.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "vitest";
import { forgetOld, KEEP_RUNS_MS } from "../../src/app/retention.ts";
import { runStream, schedulerStream, toRunId, toStepId } from "../../src/core/ids.ts";
import { RUNS } from "../../src/core/views/run-summary.ts";
import { createFileLogStore } from "../../src/store/files/index.ts";
import { openSqliteStore } from "../../src/store/sqlite/index.ts";
import { createHandClock } from "../../src/testing/hand-clock.ts";

const NOW = Date.UTC(2026, 10, 20);

describe("retention", () => {
  it("forgets runs that ended long ago with their logs, and keeps the young and the unfinished", async ({ expect, onTestFinished }) => {
    const directory = await mkdtemp(join(tmpdir(), "yardmaster-retention-"));
    onTestFinished(() => rm(directory, { recursive: true, force: true }));
    const clock = createHandClock(NOW);
    const store = await openSqliteStore({ file: join(directory, "store.db"), clock });
    onTestFinished(() => store.close());
    const logs = createFileLogStore({ directory: join(directory, "logs") });
    for (const [id, tag, age] of [
      ["run_old", "completed", KEEP_RUNS_MS + 1],
      ["run_young", "failed", KEEP_RUNS_MS - 1],
      ["run_stuck", "running", KEEP_RUNS_MS * 2],
    ] as const) {
      const run = toRunId(id);
      await store.append({
        stream: runStream(run),
        expectedVersion: 0,
        events: [{ type: "run.queued" }],
        effects: [],
        cancel: [],
        documents: [{ collection: RUNS, id, tag, at: NOW - age, body: {} }],
        under: null,
        completes: false,
      });
      const log = logs.open({ run, step: toStepId("fix"), attempt: 1 });
      log.write("printed");
      await log.close();
    }

    const repository = { root: directory, key: "here", configuredDataDirectory: null };
    expect(await forgetOld({ store, logs, repository, clock })).toBe(1);

    const left = await store.listDocuments({ collection: RUNS, limit: 10 });
    expect(left.map(({ id }) => id)).toEqual(["run_young", "run_stuck"]);
    expect(await store.read(runStream(toRunId("run_old")), 0)).toEqual([]);
    expect(await logs.list(toRunId("run_old"))).toEqual([]);
    expect((await store.read(runStream(toRunId("run_young")), 0)).length).toBe(1);
    expect(await store.read(schedulerStream("here"), 0)).toEqual([]);
  });
});

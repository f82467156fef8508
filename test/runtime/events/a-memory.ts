// A store and logs on disk with runs of any age in them, and the retention that looks after them.
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type RunId, runStream, toRunId, toStepId } from "../../../src/core/ids.ts";
import { RUNS } from "../../../src/core/views/run-summary.ts";
import { createRetention } from "../../../src/runtime/events/retention.ts";
import { createFileLogStore } from "../../../src/store/files/index.ts";
import { openSqliteStore } from "../../../src/store/sqlite/index.ts";
import type { StoredData } from "../../../src/store/store.ts";
import { createHandClock } from "../../../src/testing/hand-clock.ts";
import { temporaryDirectory } from "../../support/git-repository.ts";

const DAY_MS = 24 * 3600 * 1000;
export const NOW = Date.UTC(2026, 10, 20);

export interface ARun {
  readonly status?: string;
  readonly endedDaysAgo?: number;
  readonly createdDaysAgo?: number;
  readonly events?: readonly StoredData[];
}

export async function aMemory() {
  const { path: directory, dispose } = temporaryDirectory();
  const clock = createHandClock(NOW);
  const store = await openSqliteStore({ file: join(directory, "store.db"), clock });
  onTestFinished(async () => {
    await store.close();
    dispose();
  });
  const logs = createFileLogStore({ directory: join(directory, "logs") });
  const archives = join(directory, "archive", "events");

  async function add(id: string, given: ARun = {}): Promise<RunId> {
    const { status = "completed", endedDaysAgo = null, createdDaysAgo = endedDaysAgo ?? 0, events = [{ type: "run.queued" }] } = given;
    const run = toRunId(id);
    const body = { endedAt: endedDaysAgo === null ? null : NOW - endedDaysAgo * DAY_MS };
    await store.append({
      stream: runStream(run),
      expectedVersion: 0,
      events,
      effects: [],
      cancel: [],
      documents: [{ collection: RUNS, id, tag: status, at: NOW - createdDaysAgo * DAY_MS, body }],
      under: null,
      completes: false,
    });
    const log = logs.open({ run, step: toStepId("fix"), attempt: 1 });
    log.write("printed");
    await log.close();
    return run;
  }

  async function left(): Promise<readonly string[]> {
    return (await store.listDocuments({ collection: RUNS, limit: 100 })).map(({ id }) => id).sort();
  }

  return {
    directory,
    clock,
    store,
    logs,
    archives,
    add,
    left,
    retention: createRetention({ store, logs, clock, archives, repository: "here" }),
  };
}

export const days = (n: number): number => n * DAY_MS;

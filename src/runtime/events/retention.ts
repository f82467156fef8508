// What is forgotten, and when: runs long ended with their logs, what was noted in threads that are long quiet, and events of the scheduler
// and of triggers that a snapshot has made superfluous.
// Branches and the roadmap keep what came of the work; nothing of a run that has not ended is touched.
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { YardmasterError } from "../../core/errors.ts";
import { type RunId, runStream, schedulerStream, toRunId } from "../../core/ids.ts";
import { RUNS } from "../../core/views/run-summary.ts";
import type { Clock } from "../../std/clock.ts";
import { writeGzipLines } from "../../std/gzip-lines.ts";
import { nextTurn } from "../../std/next-turn.ts";
import type { LogStore } from "../../store/log-store.ts";
import type { Document, Store } from "../../store/store.ts";
import type { EventCleanup } from "../control/events.ts";
import { createHeldRuns } from "../held-runs.ts";
import { forgetStarts } from "../starts/forget-starts.ts";
import { forgetThreads } from "../threads/forget-threads.ts";
import { forgetTriggerEvents } from "../triggers/forget-trigger-events.ts";
import { toForgottenDocuments } from "../triggers/trigger-stream.ts";

export interface RetentionDeps {
  readonly store: Store;
  readonly logs: LogStore;
  readonly clock: Clock;
  /** The directory of archives. */
  readonly archives: string;
  /** The repository whose scheduler it is. */
  readonly repository: string;
}

/** Each looks at runs that ended longer ago than so many milliseconds. */
export interface Retention {
  measure(age: number): Promise<EventCleanup>;
  /** @throws archive.unwritable */
  archive(age: number): Promise<EventCleanup>;
  /** @throws archive.unwritable; then nothing was forgotten */
  forget(age: number, options: { readonly archive: boolean }): Promise<EventCleanup>;
  /** What a server does by itself: also of runs that ended lately, when they are too many. @returns how many runs were forgotten */
  forgetOld(): Promise<number>;
}

const DAY_MS = 24 * 3600 * 1000;
/** An ended run can be looked into for this long. */
export const KEEP_RUNS_MS = 90 * DAY_MS;
/** However young they are, no more ended runs than these are kept, those that were asked for last. */
export const KEEP_MOST_RUNS = 10_000;
/** So many of the scheduler's latest events stay readable beside its snapshot. */
const KEEP_EVENTS = 10_000;
const ENDED = ["completed", "failed", "cancelled"];
const MOST_RUNS = 100_000;
/** Runs forgotten in one transaction. */
const BATCH = 200;

export function createRetention({ store, logs, clock, archives, repository }: RetentionDeps): Retention {
  const loadHeld = createHeldRuns({ store, clock, repository });
  const stream = schedulerStream(repository);

  /** A run that the scheduler holds may still get an event, or be reported; and of a parked issue people want to know why. */
  async function findOld(age: number, most = MOST_RUNS): Promise<readonly RunId[]> {
    const [ended, held] = await Promise.all([store.listDocuments({ collection: RUNS, tags: ENDED, limit: MOST_RUNS }), loadHeld()]);
    const limit = clock.now() - age;
    const old = ended.filter((document, index) => index >= most || endOf(document) < limit);
    return old.map(({ id }) => toRunId(id)).filter((id) => !held.has(id));
  }

  async function count(runs: readonly RunId[]): Promise<EventCleanup> {
    let events = 0;
    for (const run of runs) {
      events += (await store.read(runStream(run), 0)).length;
      await nextTurn();
    }
    return { tasks: runs.length, events, archive: null };
  }

  async function writeArchive(runs: readonly RunId[]): Promise<EventCleanup> {
    if (runs.length === 0) return { tasks: 0, events: 0, archive: null };
    const day = new Date(clock.now()).toISOString().replaceAll(":", "-");
    const file = join(archives, `${day}-${randomBytes(4).toString("hex")}.jsonl.gz`);
    let events = 0;
    async function* toLines(): AsyncIterable<string> {
      for (const run of runs) {
        for (const { position, version, at, data } of await store.read(runStream(run), 0)) {
          events += 1;
          const created = new Date(at).toISOString();
          yield JSON.stringify({ id: position, task_id: run, version, event_type: data.type, created_at: created, event: data });
        }
        await nextTurn();
      }
    }
    try {
      await writeGzipLines(file, toLines());
    } catch (cause) {
      if (cause instanceof YardmasterError) throw cause;
      throw new YardmasterError("archive.unwritable", `writing the archive ${file}: ${(cause as Error).message}`, { cause });
    }
    return { tasks: runs.length, events, archive: file };
  }

  async function forgetRuns(runs: readonly RunId[]): Promise<void> {
    for (let from = 0; from < runs.length; from += BATCH) {
      const batch = runs.slice(from, from + BATCH);
      for (const run of batch) await logs.remove(run);
      await store.forget({ streams: batch.map(runStream), documents: batch.flatMap(toForgottenDocuments) });
    }
  }

  return {
    measure: async (age) => await count(await findOld(age)),
    archive: async (age) => await writeArchive(await findOld(age)),
    async forget(age, { archive }) {
      const runs = await findOld(age);
      const told = archive ? await writeArchive(runs) : await count(runs);
      await forgetRuns(runs);
      return told;
    },
    async forgetOld() {
      const runs = await findOld(KEEP_RUNS_MS, KEEP_MOST_RUNS);
      await forgetRuns(runs);
      await forgetStarts(store, clock.now());
      await forgetThreads(store, clock.now() - KEEP_RUNS_MS);
      const version = ((await store.loadSnapshot(stream))?.version ?? 0) - KEEP_EVENTS;
      if (version > 0) await store.forget({ streams: [], documents: [], before: { stream, version } });
      await forgetTriggerEvents(store);
      return runs.length;
    },
  };
}

function endOf({ at, body: { endedAt } }: Document): number {
  return typeof endedAt === "number" ? endedAt : at;
}

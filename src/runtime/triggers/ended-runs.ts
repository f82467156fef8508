// Tells of runs that end, whichever process ended them: reads the store's feed from where it stopped last, also after a crash.
// What it told just before a crash it tells again.
import type { RunId } from "../../core/ids.ts";
import type { RunState } from "../../core/run/state.ts";
import type { Clock } from "../../std/clock.ts";
import type { Store, StoredEvent } from "../../store/store.ts";
import type { Log } from "../deps.ts";
import type { EndedTask } from "./ended-task.ts";

export interface EndedRunsDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  loadRun(run: RunId): Promise<RunState | null>;
  /** What a run is as a task of a declared workflow; null: it is none, and nobody is told. */
  describe(run: RunState): Pick<EndedTask, "project" | "workflow" | "workspace" | "name" | "origin"> | null;
}

export interface EndedRuns {
  /** Begins with what ended since it was last here; the very first time, with what ends from now on. */
  start(listener: (ended: EndedTask) => Promise<void>): Promise<void>;
  /** Waits for what is being told. */
  stop(): Promise<void>;
}

const CURSORS = "cursors";
const CURSOR = "ended-runs";
const AT_ONCE = 500;
const RETRY_MS = 5_000;
const ENDINGS = { "run.completed": "completed", "run.failed": "failed", "run.cancelled": "cancelled" } as const;

export function createEndedRuns({ store, clock, log, loadRun, describe }: EndedRunsDeps): EndedRuns {
  let position = 0;
  /** As it stands in the store. */
  let kept = 0;
  let reading: Promise<void> = Promise.resolve();
  let isAsked = false;
  let stopped = false;
  let cancelRetry: () => void = () => {};
  let unsubscribe: () => void = () => {};

  async function keep(): Promise<void> {
    await store.putDocument({ collection: CURSORS, id: CURSOR, tag: "feed", at: clock.now(), body: { position } });
    kept = position;
  }

  /** Calls that come while it reads share the reading after it. */
  function read(listener: (ended: EndedTask) => Promise<void>): void {
    if (isAsked || stopped) return;
    isAsked = true;
    reading = reading.then(async () => {
      isAsked = false;
      try {
        await readOn(listener);
      } catch (error) {
        log.error({ err: error }, "hearing of tasks that ended");
        cancelRetry();
        cancelRetry = clock.after(RETRY_MS, () => read(listener));
      }
    });
  }

  async function readOn(listener: (ended: EndedTask) => Promise<void>): Promise<void> {
    while (!stopped) {
      const events = await store.readFeed(position, AT_ONCE);
      for (const event of events) {
        const ended = await toEnded(event);
        if (ended !== null) await listener(ended);
        position = event.position;
        // Else it is kept now and then: what lies between is only read again.
        if (ended !== null || position - kept >= AT_ONCE) await keep();
      }
      if (events.length < AT_ONCE) return;
    }
  }

  async function toEnded({ stream, at, data }: StoredEvent): Promise<EndedTask | null> {
    if (!stream.startsWith("run/") || !Object.hasOwn(ENDINGS, data.type)) return null;
    const run = await loadRun(stream.slice("run/".length) as RunId);
    const about = run && describe(run);
    if (!about) return null;
    const status = ENDINGS[data.type as keyof typeof ENDINGS];
    return { ...about, taskId: run.id, status, error: run.error?.message ?? null, endedAt: at };
  }

  return {
    async start(listener) {
      const found = await store.getDocument(CURSORS, CURSOR);
      position = typeof found?.body["position"] === "number" ? found.body["position"] : await store.feedPosition();
      await keep();
      if (stopped) return;
      unsubscribe = store.onChange(() => read(listener));
      read(listener);
    },
    async stop() {
      stopped = true;
      unsubscribe();
      cancelRetry();
      await reading;
    },
  };
}

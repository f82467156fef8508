// When a yard is cleaned up: once an hour, counted across starts, so that a repository which is opened for minutes at a time is cleaned too.
// Knows nothing of what is done then.
import type { Clock } from "../std/clock.ts";
import type { Store } from "../store/store.ts";

export interface UpkeepClock {
  /** @throws store.* */
  start(): Promise<void>;
  /** Begins nothing more, and waits so long for what is under way. */
  stop(graceMs: number): Promise<void>;
}

export interface UpkeepClockOptions {
  readonly store: Pick<Store, "getDocument" | "putDocument">;
  readonly clock: Clock;
  work(): Promise<void>;
  onError(error: unknown): void;
}

const EVERY_MS = 3_600_000;
/** Whoever has just started has better things to do. */
const FIRST_MS = 60_000;
const LAST = { collection: "cursors", id: "upkeep", tag: "time" };

export function createUpkeepClock({ store, clock, work, onError }: UpkeepClockOptions): UpkeepClock {
  let stopped = false;
  let cancel: () => void = () => {};
  let underWay: Promise<void> = Promise.resolve();

  async function note(): Promise<void> {
    await store.putDocument({ ...LAST, at: clock.now(), body: {} });
  }

  function later(ms: number): void {
    if (stopped) return;
    cancel = clock.after(ms, () => {
      underWay = workAndNote()
        .catch(onError)
        .finally(() => later(EVERY_MS));
    });
  }

  async function workAndNote(): Promise<void> {
    await work();
    await note();
  }

  return {
    async start() {
      const last = await store.getDocument(LAST.collection, LAST.id);
      // Nothing can have grown old in a yard that is new.
      if (last === null) await note();
      later(last === null ? EVERY_MS : Math.max(FIRST_MS, last.at + EVERY_MS - clock.now()));
    },
    async stop(graceMs) {
      stopped = true;
      cancel();
      let cancelGrace: () => void = () => {};
      const grace = new Promise<void>((resolve) => {
        cancelGrace = clock.after(graceMs, resolve);
      });
      await Promise.race([underWay, grace]);
      cancelGrace();
    },
  };
}

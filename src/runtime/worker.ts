// This process as a worker: keeps its lease, hears of cancellations, and frees what dead workers held.
import type { WorkerId } from "../core/ids.ts";
import type { Clock } from "../std/clock.ts";
import type { Store } from "../store/store.ts";
import type { AbortReason, InFlight } from "./context.ts";
import type { Log } from "./deps.ts";

export interface WorkerDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly worker: WorkerId;
  readonly info: Readonly<Record<string, unknown>>;
  readonly inFlight: InFlight;
  /** True when the worker that left this lease is known to be dead, so that nobody need wait for its lease to run out. */
  isDead(info: Readonly<Record<string, unknown>>): boolean;
  endStraysOf(worker: WorkerId): Promise<number>;
}

export interface Worker {
  start(): Promise<void>;
  /** Begins to watch; the answer says whether this worker was never given up since. */
  watchLease(): () => Promise<boolean>;
  stop(): Promise<void>;
}

/** A worker that has not renewed for this long is given up by the others. */
const LEASE_MS = 15_000;
const BEAT_MS = 3_000;
/** A cancellation is noticed at the latest this long after its commit. */
const NOTICE_MS = 100;

export function createWorker(deps: WorkerDeps): Worker {
  const { store, clock, log, worker, inFlight } = deps;
  let stopBeat: () => void = () => {};
  let stopNotice: (() => void) | null = null;
  let unsubscribe: () => void = () => {};
  let beating: Promise<void> = Promise.resolve();
  let keeping: Promise<void> | null = null;
  let timesLost = 0;
  let stopped = false;

  function beatLater(): void {
    stopBeat = clock.after(BEAT_MS, () => {
      beating = beat();
    });
  }

  async function beat(): Promise<void> {
    try {
      await keepLease();
      await freeTheDead();
      await hearCancellations();
    } catch (error) {
      log.error({ err: error }, "renewing the worker's lease");
    }
    if (!stopped) beatLater();
  }

  /** Whoever asks while it is being renewed has the same answer: a hundred steps that end together write it once. */
  function keepLease(): Promise<void> {
    keeping ??= renewLease().finally(() => {
      keeping = null;
    });
    return keeping;
  }

  async function renewLease(): Promise<void> {
    if (await store.renewWorker(worker, LEASE_MS)) return;
    // As after a long freeze: whatever we had is someone else's now.
    timesLost += 1;
    log.warn({ worker, performances: inFlight.size }, "the worker's lease ran out; its work is given up");
    for (const controller of inFlight.values()) controller.abort("fenced" satisfies AbortReason);
    await store.registerWorker(worker, LEASE_MS, deps.info);
  }

  /** The processes of a dead worker end before its effects are performed again: two agents must not share a workspace. */
  async function freeTheDead(): Promise<void> {
    for (const lease of await store.workers()) {
      if (lease.holder === worker || !(lease.expired || deps.isDead(lease.info))) continue;
      const strays = await deps.endStraysOf(lease.holder);
      const freed = await store.retireWorker(lease.holder);
      log.warn({ worker: lease.holder, strays, effects: freed.length }, "freeing what a lost worker held");
    }
  }

  async function hearCancellations(): Promise<void> {
    if (inFlight.size === 0) return;
    for (const effect of await store.cancelledEffects(worker)) inFlight.get(effect)?.abort("cancelled" satisfies AbortReason);
  }

  function notice(): void {
    if (stopped) return;
    stopNotice ??= clock.after(NOTICE_MS, () => {
      stopNotice = null;
      hearCancellations().catch((error: unknown) => log.error({ err: error }, "looking for cancellations"));
    });
  }

  return {
    async start() {
      await store.registerWorker(worker, LEASE_MS, deps.info);
      await freeTheDead();
      unsubscribe = store.onChange(notice);
      beatLater();
    },
    watchLease() {
      const before = timesLost;
      return async () => {
        await keepLease();
        return timesLost === before;
      };
    },
    async stop() {
      stopped = true;
      unsubscribe();
      stopBeat();
      stopNotice?.();
      await beating;
      await store.retireWorker(worker);
    },
  };
}

// The embedded engine: performs effects in this process, woken by commits, with a slow look at the outbox behind it.
// It keeps no truth: everything it knows could be forgotten and read again.
import type { EffectId } from "../../core/ids.ts";
import type { Clock } from "../../std/clock.ts";
import type { Engine, PerformEffect } from "../engine.ts";

export interface LocalEngineDeps {
  readonly perform: PerformEffect;
  readonly clock: Clock;
  /** Effects performed at once; limits on agents are the scheduler's, this one only bounds memory. */
  readonly concurrency: number;
  /** The outbox: what is due, and when the next thing will be. */
  dueEffects(limit: number): Promise<readonly EffectId[]>;
  nextDueAt(): Promise<number | null>;
  /** Something was committed, perhaps by another process. */
  onChange(listener: () => void): () => void;
  onError(error: unknown): void;
}

/** Commits of other processes are looked at no more often than this. */
const LOOK_MS = 100;
/** Without any news the outbox is looked at this often: news are only hints, and a look may fail. */
const SLOW_LOOK_MS = 5_000;

export function createLocalEngine(deps: LocalEngineDeps): Engine {
  const { clock, concurrency } = deps;
  const waiting: EffectId[] = [];
  /** Waiting or under way: an effect is told to us by its commit and again by the outbox. */
  const known = new Set<EffectId>();
  /** Told to us again while under way: it may have been put back meanwhile, so its end is a reason to look. */
  const toldAgain = new Set<EffectId>();
  const underWay = new Set<Promise<void>>();
  let running = false;
  let wakeAt = Number.POSITIVE_INFINITY;
  let cancelWake: () => void = () => {};
  let cancelLook: (() => void) | null = null;
  let unsubscribe: () => void = () => {};

  function take(effect: EffectId): void {
    if (known.has(effect)) {
      toldAgain.add(effect);
      return;
    }
    known.add(effect);
    waiting.push(effect);
  }

  function pump(): void {
    while (running && underWay.size < concurrency) {
      const effect = waiting.shift();
      if (effect === undefined) return;
      toldAgain.delete(effect);
      const performance = deps
        .perform(effect)
        .catch(deps.onError)
        .finally(() => {
          known.delete(effect);
          underWay.delete(performance);
          if (toldAgain.delete(effect)) lookSoon();
          pump();
        });
      underWay.add(performance);
    }
  }

  function wakeNoLaterThan(at: number): void {
    if (!running || at >= wakeAt) return;
    cancelWake();
    wakeAt = at;
    cancelWake = clock.after(at - clock.now(), () => {
      wakeAt = Number.POSITIVE_INFINITY;
      void look();
    });
  }

  async function look(): Promise<void> {
    if (!running) return;
    wakeNoLaterThan(clock.now() + SLOW_LOOK_MS);
    try {
      // The later time first: what becomes due between the two questions is then in one of the answers.
      const next = await deps.nextDueAt();
      if (next !== null) wakeNoLaterThan(next);
      const due = await deps.dueEffects(concurrency);
      for (const effect of due) take(effect);
      if (due.length === concurrency) lookSoon();
    } catch (error) {
      deps.onError(error);
    }
    pump();
  }

  function lookSoon(): void {
    if (!running) return;
    cancelLook ??= clock.after(LOOK_MS, () => {
      cancelLook = null;
      void look();
    });
  }

  return {
    kind: "local",
    async start() {
      running = true;
      unsubscribe = deps.onChange(lookSoon);
      await look();
    },
    announce(effects) {
      if (!running) return;
      const now = clock.now();
      for (const { id, dueAt } of effects) {
        if (dueAt <= now) take(id);
        else wakeNoLaterThan(dueAt);
      }
      pump();
    },
    async stop() {
      running = false;
      unsubscribe();
      cancelWake();
      cancelLook?.();
      cancelLook = null;
      wakeAt = Number.POSITIVE_INFINITY;
      await Promise.all(underWay);
    },
  };
}

// What the engine's contract cases share: an outbox in memory, and performances that begin and end as a case wants.
// Knows no implementation and no test runner.
import type { EffectId } from "../core/ids.ts";
import type { Engine, PerformEffect } from "../engine/engine.ts";

/** What an engine is given of a store. */
export interface Outbox {
  dueEffects(limit: number): Promise<readonly EffectId[]>;
  nextDueAt(): Promise<number | null>;
  onChange(listener: () => void): () => void;
}

export interface EngineGiven {
  readonly outbox: Outbox;
  readonly perform: PerformEffect;
  readonly concurrency: number;
  onError(error: unknown): void;
}

export interface EngineHarness {
  open(given: EngineGiven): Promise<{
    readonly engine: Engine;
    dispose(): Promise<void>;
  }>;
  /** The clock by which the engine waits; time passes only here. */
  now(): number;
  advance(ms: number): void;
}

export const CONCURRENCY = 2;

export interface EngineFixture {
  readonly engine: Engine;
  readonly errors: readonly unknown[];
  /** Effects in the order in which their performances began. */
  readonly performed: readonly string[];
  readonly underWay: ReadonlySet<string>;
  /** Commits an effect; the engine is told by an announcement, by a change, or not at all. */
  commit(id: string, how?: { readonly dueAt?: number; readonly tell?: "announce" | "change" | "both" | "nobody" }): void;
  /** Performances of this effect last until the answer is called. */
  hold(id: string): () => void;
  /** When performed, it is put back and due again at once. */
  putBackOnce(id: string): void;
  /** Makes the outbox refuse until it is called with false. */
  refuse(refuses: boolean): void;
  /** Lets time pass, and everything that follows from it happen. */
  pass(ms: number): Promise<void>;
}

export async function openEngineFixture(harness: EngineHarness): Promise<{ readonly fixture: EngineFixture; dispose(): Promise<void> }> {
  const effects = new Map<string, { dueAt: number; claimed: boolean }>();
  const listeners = new Set<() => void>();
  const holds = new Map<string, Promise<void>>();
  const putBack = new Set<string>();
  const releases: (() => void)[] = [];
  const performed: string[] = [];
  const underWay = new Set<string>();
  const errors: unknown[] = [];
  let refusing = false;

  const tellOfChange = () => {
    for (const listener of [...listeners]) listener();
  };
  async function read<T>(answer: () => T): Promise<T> {
    if (refusing) throw new Error("the outbox refuses");
    const answered = answer();
    await turn();
    return answered;
  }
  const unclaimed = () => [...effects].filter(([, { claimed }]) => !claimed);
  const outbox: Outbox = {
    dueEffects: (limit) =>
      read(() =>
        unclaimed()
          .filter(([, { dueAt }]) => dueAt <= harness.now())
          .slice(0, limit)
          .map(([id]) => id as EffectId),
      ),
    nextDueAt: () =>
      read(() => {
        const times = unclaimed()
          .map(([, { dueAt }]) => dueAt)
          .filter((dueAt) => dueAt > harness.now());
        return times.length > 0 ? Math.min(...times) : null;
      }),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  async function perform(id: EffectId): Promise<void> {
    const effect = effects.get(id);
    if (!effect || effect.claimed || effect.dueAt > harness.now()) return;
    effect.claimed = true;
    performed.push(id);
    underWay.add(id);
    await holds.get(id);
    underWay.delete(id);
    if (putBack.delete(id)) {
      effect.claimed = false;
      tellOfChange();
      // Its engine looks before it has heard that this performance is over.
      await settle();
      harness.advance(200);
      await settle();
    } else effects.delete(id);
  }

  const began = harness.now();
  const { engine, dispose } = await harness.open({ outbox, perform, concurrency: CONCURRENCY, onError: (error) => errors.push(error) });
  const fixture: EngineFixture = {
    engine,
    errors,
    performed,
    underWay,
    commit(id, { dueAt = 0, tell = "both" } = {}) {
      const due = dueAt === 0 ? 0 : began + dueAt;
      effects.set(id, { dueAt: due, claimed: false });
      if (tell === "change" || tell === "both") tellOfChange();
      if (tell === "announce" || tell === "both") engine.announce([{ id: id as EffectId, dueAt: due }]);
    },
    hold(id) {
      let release = () => {};
      holds.set(
        id,
        new Promise((resolve) => {
          release = resolve;
        }),
      );
      releases.push(release);
      return release;
    },
    putBackOnce: (id) => void putBack.add(id),
    refuse(refuses) {
      refusing = refuses;
    },
    async pass(ms) {
      await settle();
      for (let left = ms; left > 0; left -= STEP_MS) {
        harness.advance(Math.min(left, STEP_MS));
        await settle();
      }
    },
  };
  return {
    fixture,
    async dispose() {
      for (const release of releases) release();
      await engine.stop();
      await dispose();
    },
  };
}

const STEP_MS = 500;

/** Longer than any chain of promises in an engine. */
async function settle(): Promise<void> {
  for (let turns = 0; turns < 10; turns += 1) await turn();
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

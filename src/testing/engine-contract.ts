// What every engine must do, as cases that any test runner can run: `for (const { name, run } of engineContract(harness)) it(name, run)`.
// The outbox is a map in memory; what a crash leaves behind is the store's to show, since an engine keeps no truth.
import assert from "node:assert/strict";
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

/** Long enough for every look that an engine takes without being told of anything. */
const SLOW_LOOK_MS = 60_000;
const CONCURRENCY = 2;

interface Fixture {
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

interface Case {
  readonly name: string;
  run(fixture: Fixture): Promise<void>;
}

export function engineContract(harness: EngineHarness): readonly { readonly name: string; run(): Promise<void> }[] {
  return CASES.map(({ name, run }) => ({
    name,
    async run() {
      const { fixture, dispose } = await openFixture(harness);
      try {
        await run(fixture);
      } finally {
        await dispose();
      }
    },
  }));
}

const CASES: readonly Case[] = [
  {
    name: "performs what was in the outbox before it started",
    async run({ engine, commit, performed, pass }) {
      commit("a", { tell: "nobody" });
      await engine.start();
      await pass(0);
      assert.deepEqual(performed, ["a"]);
    },
  },
  {
    name: "performs what is announced, at once and once",
    async run({ engine, commit, performed, pass }) {
      await engine.start();
      commit("a", { tell: "announce" });
      await pass(0);
      assert.deepEqual(performed, ["a"]);
      await pass(SLOW_LOOK_MS);
      assert.deepEqual(performed, ["a"]);
    },
  },
  {
    name: "finds what others committed, soon after the news of a change",
    async run({ engine, commit, performed, pass }) {
      await engine.start();
      commit("a", { tell: "change" });
      await pass(1_000);
      assert.deepEqual(performed, ["a"]);
    },
  },
  {
    name: "finds in the end what it was never told of",
    async run({ engine, commit, performed, pass }) {
      await engine.start();
      commit("a", { tell: "nobody" });
      await pass(SLOW_LOOK_MS);
      assert.deepEqual(performed, ["a"]);
    },
  },
  {
    name: "performs once what is announced and found at the same time, also when announced twice",
    async run({ engine, commit, hold, performed, pass }) {
      const end = hold("a");
      await engine.start();
      commit("a", { tell: "both" });
      engine.announce([{ id: "a" as EffectId, dueAt: 0 }]);
      await pass(1_000);
      end();
      await pass(SLOW_LOOK_MS);
      assert.deepEqual(performed, ["a"]);
    },
  },
  {
    name: "performs nothing before it is due, and then without delay",
    async run({ engine, commit, performed, pass }) {
      await engine.start();
      commit("early", { dueAt: 2_000, tell: "announce" });
      commit("late", { dueAt: 9_000, tell: "change" });
      commit("latest", { dueAt: 20_000, tell: "announce" });
      await pass(1_999);
      assert.deepEqual(performed, []);
      await pass(1);
      assert.deepEqual(performed, ["early"]);
      await pass(7_000);
      assert.deepEqual(performed, ["early", "late"]);
      await pass(11_000);
      assert.deepEqual(performed, ["early", "late", "latest"]);
    },
  },
  {
    name: "performs no more at once than it may, and all of them in the end",
    async run({ engine, commit, hold, performed, underWay, pass }) {
      const names = ["a", "b", "c", "d", "e", "f", "g"];
      const ends = names.map(hold);
      for (const name of names) commit(name, { tell: "nobody" });
      await engine.start();
      let most = 0;
      for (const end of ends) {
        await pass(SLOW_LOOK_MS);
        most = Math.max(most, underWay.size);
        end();
      }
      await pass(SLOW_LOOK_MS);
      assert.equal(most, CONCURRENCY);
      assert.deepEqual([...performed].sort(), names);
    },
  },
  {
    name: "takes what was put back while it was under way",
    async run({ engine, commit, putBackOnce, performed, pass }) {
      await engine.start();
      putBackOnce("a");
      commit("a", { tell: "announce" });
      await pass(3_000);
      assert.deepEqual(performed, ["a", "a"]);
    },
  },
  {
    name: "goes on after the outbox refused",
    async run({ engine, commit, refuse, performed, errors, pass }) {
      await engine.start();
      refuse(true);
      commit("a", { tell: "change" });
      await pass(1_000);
      assert.ok(errors.length > 0, "the error was told to nobody");
      refuse(false);
      await pass(SLOW_LOOK_MS);
      assert.deepEqual(performed, ["a"]);
    },
  },
  {
    name: "takes nothing after it was told to stop, and waits for what is under way",
    async run({ engine, commit, hold, performed, underWay, pass }) {
      const ends = ["a", "b", "c"].map(hold);
      await engine.start();
      for (const name of ["a", "b", "c"]) commit(name, { tell: "announce" });
      commit("later", { dueAt: 1_000, tell: "announce" });
      await pass(0);
      let stopped = false;
      const stopping = engine.stop().then(() => {
        stopped = true;
      });
      commit("d", { tell: "both" });
      await pass(SLOW_LOOK_MS);
      assert.equal(stopped, false);
      assert.equal(underWay.size, CONCURRENCY);
      for (const end of ends) end();
      await stopping;
      await pass(SLOW_LOOK_MS);
      assert.deepEqual(performed, ["a", "b"]);
    },
  },
  {
    name: "may be stopped before it was started, and twice",
    async run({ engine, commit, performed, pass }) {
      await engine.stop();
      commit("a", { tell: "both" });
      await pass(SLOW_LOOK_MS);
      await engine.start();
      await engine.stop();
      await engine.stop();
      assert.ok(performed.length <= 1);
    },
  },
];

async function openFixture(harness: EngineHarness): Promise<{ readonly fixture: Fixture; dispose(): Promise<void> }> {
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
  const fixture: Fixture = {
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

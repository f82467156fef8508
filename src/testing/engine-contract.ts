// What every engine must do, as cases that any test runner can run: `for (const { name, run } of engineContract(harness)) it(name, run)`.
// What a crash leaves behind is the store's to show, since an engine keeps no truth.
import assert from "node:assert/strict";
import type { EffectId } from "../core/ids.ts";
import { CONCURRENCY, type EngineFixture, type EngineHarness, openEngineFixture } from "./engine-contract-fixture.ts";
import { type ContractCase, toContractCase } from "./to-contract-case.ts";

export type { EngineHarness } from "./engine-contract-fixture.ts";

/** Long enough for every look that an engine takes without being told of anything. */
const SLOW_LOOK_MS = 60_000;

interface Case {
  readonly name: string;
  run(fixture: EngineFixture): Promise<void>;
}

export function engineContract(harness: EngineHarness): readonly ContractCase[] {
  return CASES.map(({ name, run }) =>
    toContractCase(
      name,
      () => openEngineFixture(harness),
      ({ fixture }) => run(fixture),
    ),
  );
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

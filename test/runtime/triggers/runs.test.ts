// Triggers' tasks where tasks are runs, on a real store: what is asked of them, and what is told when they end.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RunId, runStream, schedulerStream, toRunId } from "../../../src/core/ids.ts";
import type { RunCommand } from "../../../src/core/run/decide.ts";
import type { RunState } from "../../../src/core/run/state.ts";
import { runAggregate } from "../../../src/runtime/aggregates.ts";
import { createStream } from "../../../src/runtime/dispatch.ts";
import { createEndedRuns, type EndedRuns } from "../../../src/runtime/triggers/ended-runs.ts";
import type { EndedTask } from "../../../src/runtime/triggers/ended-task.ts";
import { createRunTasks } from "../../../src/runtime/triggers/run-tasks.ts";
import type { Store } from "../../../src/store/store.ts";
import { createHandClock } from "../../../src/testing/hand-clock.ts";
import { anIssue } from "../../core/an-issue.ts";
import { begin, cancel, create, done, failed, finished, ready } from "../../core/run/past.ts";
import { sqliteHarness } from "../../support/store-fixture.ts";

let harness: Awaited<ReturnType<typeof sqliteHarness.open>>;
let store: Store;
const clock = createHandClock();
const heard: EndedRuns[] = [];
beforeEach(async () => {
  harness = await sqliteHarness.open();
  store = harness.store;
});
afterEach(async () => {
  for (const each of heard.splice(0)) await each.stop();
  await harness.dispose();
});

const COMPLETED = [create(["s"]), ready, begin("s"), done("s"), finished()];
const FAILED = [create(["s"]), ready, begin("s"), failed("s"), finished()];
const CANCELLED = [create(["s"]), ready, cancel(), finished()];

/** Takes a run through this, in a process of its own. */
async function live(id: string, commands: readonly RunCommand[]): Promise<void> {
  const other = await harness.openAnother();
  const runs = createStream(runAggregate({ now: () => clock.now(), newRunId: () => toRunId("x") }), { store: other, onEffects() {} });
  for (const command of commands) {
    const told = command.type === "run.create" ? { ...command, run: { ...command.run, runId: toRunId(id) } } : command;
    await runs.dispatch(runStream(toRunId(id)), told);
  }
}

function load(id: RunId): Promise<RunState | null> {
  const runs = createStream(runAggregate({ now: () => clock.now(), newRunId: () => toRunId("x") }), { store, onEffects() {} });
  return runs.load(runStream(id));
}

describe("a trigger's task that is a run", () => {
  const removed: string[] = [];
  const open = () =>
    createRunTasks({
      store,
      logs: { remove: async (run) => void removed.push(run) },
      clock,
      repository: "here",
      newRunId: () => toRunId("x"),
      async create() {},
    });

  it("is active until it has ended", async () => {
    const tasks = open();
    expect(await tasks.isActive(toRunId("a"))).toBe(false);
    await live("a", COMPLETED.slice(0, 2));
    expect(await tasks.isActive(toRunId("a"))).toBe(true);
    await live("a", COMPLETED.slice(2));
    expect(await tasks.isActive(toRunId("a"))).toBe(false);
  });

  it("is asked to be cancelled once, and not when it is over or was never there", async () => {
    const tasks = open();
    await live("a", COMPLETED.slice(0, 2));
    await tasks.cancel(toRunId("a"), "replaced");
    await tasks.cancel(toRunId("a"), "replaced again");
    expect((await load(toRunId("a")))?.cancellation).toEqual({ by: "scheduler", reason: "replaced" });
    await live("b", COMPLETED);
    await tasks.cancel(toRunId("b"), "too late");
    await tasks.cancel(toRunId("c"), "never there");
    expect((await load(toRunId("b")))?.status).toBe("completed");
  });

  it("is forgotten with its logs a minute after it ended, but not while it is active", async () => {
    await live("a", COMPLETED);
    await live("b", COMPLETED.slice(0, 2));
    const ids = ["a", "b", "c"].map(toRunId);
    expect(await open().forget(ids)).toEqual(["c"]);
    clock.advance(60_000);
    expect(await open().forget(ids)).toEqual(["a", "c"]);
    expect([await load(toRunId("a")), (await load(toRunId("b")))?.status]).toEqual([null, "running"]);
    expect(await store.listDocuments({ collection: "runs", limit: 10 })).toMatchObject([{ id: "b" }]);
    expect(removed).toEqual(["c", "a", "c"]);
  });

  it("is not forgotten while the scheduler holds it: it would be made again", async () => {
    await live("a", CANCELLED);
    clock.advance(60_000);
    const requested = { type: "run.requested", issue: anIssue("R-1"), runId: "a", at: 0 };
    const nothing = { effects: [], cancel: [], documents: [], under: null, completes: false };
    await store.append({ ...nothing, stream: schedulerStream("here"), expectedVersion: 0, events: [requested] });
    expect(await open().forget([toRunId("a")])).toEqual([]);
  });
});

describe("runs that end", () => {
  /** Looks for what other processes committed, again and again. */
  async function expectTold(told: readonly unknown[], expected: readonly unknown[]): Promise<void> {
    await expect
      .poll(() => {
        harness.advance(1_000);
        clock.advance(5_000);
        return told;
      })
      .toMatchObject(expected);
  }

  async function hear(listener: (ended: EndedTask) => Promise<void>): Promise<EndedRuns> {
    const nothing = () => {};
    const ended = createEndedRuns({
      store,
      clock,
      log: { info: nothing, warn: nothing, error: nothing },
      loadRun: load,
      describe: ({ id, plan }) => (id === "none" ? null : { project: "default", workflow: plan.name, workspace: "main", name: `n-${id}` }),
    });
    heard.push(ended);
    await ended.start(listener);
    return ended;
  }

  it("are told with how they ended, whichever process ended them", async () => {
    const told: EndedTask[] = [];
    await hear(async (ended) => void told.push(ended));
    await live("a", COMPLETED);
    await live("b", FAILED);
    await live("c", CANCELLED);
    await live("none", COMPLETED);
    await expectTold(told, [
      { taskId: "a", project: "default", workflow: "test", workspace: "main", name: "n-a", status: "completed", error: null },
      { taskId: "b", status: "failed", error: expect.stringContaining("it broke") },
      { taskId: "c", status: "cancelled" },
    ]);
  });

  it("are told to whoever comes next when nobody heard, but not what ended before anyone ever listened", async () => {
    await live("before", COMPLETED);
    const told: string[] = [];
    const listen = async ({ taskId }: EndedTask) => void told.push(taskId);
    const first = await hear(listen);
    await live("a", COMPLETED);
    await expectTold(told, ["a"]);
    await first.stop();
    await live("b", COMPLETED);
    await hear(listen);
    await expectTold(told, ["a", "b"]);
  });

  it("are told again to one who could not hear", async () => {
    const told: string[] = [];
    await hear(async ({ taskId }) => {
      told.push(taskId);
      if (told.length === 1) throw new Error("busy");
    });
    await live("a", COMPLETED);
    await expectTold(told, ["a", "a"]);
    await live("b", COMPLETED);
    await expectTold(told, ["a", "a", "b"]);
  });
});

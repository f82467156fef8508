// A world that refuses: trackers, workspaces, the store, watchers. Nothing is lost, nothing is done twice, nobody waits for ever.
import { afterEach, describe, expect, it } from "vitest";
import { YardmasterError } from "../../src/core/errors.ts";
import { type EffectId, runStream } from "../../src/core/ids.ts";
import { createIssue } from "../../src/core/issue.ts";
import { hasEnded, type RunState } from "../../src/core/run/state.ts";
import type { Store } from "../../src/store/store.ts";
import { openWorld, type World, type WorldOptions } from "../support/world.ts";
import { createHeldAgent } from "../support/world-agent.ts";

let world: World;
afterEach(() => world.dispose());

async function open(options: WorldOptions = {}): Promise<World> {
  world = await openWorld({ issues: [createIssue("A-1")], ...options });
  return world;
}

async function untilRuns(count: number): Promise<readonly RunState[]> {
  return await world.until(async () => {
    const all = await world.runs();
    return all.length === count && all.every(hasEnded) && all;
  });
}

async function untilQuiet(): Promise<void> {
  await world.until(async () => (await world.store.status()).pendingEffects === 0);
}

const busy = () => new YardmasterError("store.busy", "appending: another process holds the store");

describe("a tracker", () => {
  it("that cannot be read lets work go on and dispatch wait", async () => {
    const { agent, turns } = createHeldAgent();
    await open({ agent, settings: { maxConcurrentAgents: 5 } });
    let down = false;
    const unreadable = async () => {
      throw new YardmasterError("tracker.unavailable", "reading the issues: no route");
    };
    const { tracker } = world;
    const seen = {
      ...tracker,
      fetchIssuesByStates: (states: readonly string[]) => (down ? unreadable() : tracker.fetchIssuesByStates(states)),
      fetchIssuesByIds: (ids: Parameters<typeof tracker.fetchIssuesByIds>[0]) => (down ? unreadable() : tracker.fetchIssuesByIds(ids)),
    };
    const { looks } = await world.start({ tracker: seen });
    const turn = await world.until(() => turns[0]);
    down = true;
    tracker.setIssue(createIssue("A-2"));
    await world.pass(60_000);
    expect([turn.signal.aborted, turns.length]).toEqual([false, 1]);
    expect(looks.at(-1)).toEqual({ candidates: null, troubles: ["reading the issues: no route"] });
    down = false;
    await world.until(() => turns.length === 2);
  });

  it("with one malformed entry lets that one's work go on, and sees what became of the others", async () => {
    const { agent, turns } = createHeldAgent();
    const [one, two] = [createIssue("A-1"), createIssue("A-2")];
    await open({ agent, issues: [one, two], settings: { maxConcurrentAgents: 5 } });
    const { looks } = await world.start();
    await world.until(() => turns.length === 2);
    world.tracker.breakIssue(one.id, "it has no title");
    world.tracker.removeIssue(two.id);
    await world.until(() => turns.some(({ signal }) => signal.aborted));
    await world.pass(60_000);
    expect(turns.map(({ facts, signal }) => [facts["issue"], signal.aborted]).sort()).toEqual([
      ["A-1", false],
      ["A-2", true],
    ]);
    expect(looks.at(-1)?.troubles.join()).toContain("it has no title");
  });

  it("is told again, after waits that begin short, until it listens", async () => {
    await open();
    let refusals = 0;
    const { tracker } = world;
    const seen = {
      ...tracker,
      async report(report: Parameters<typeof tracker.report>[0]) {
        if (report.phase === "completed" && refusals < 3) {
          refusals += 1;
          throw new YardmasterError("tracker.unavailable", "reporting: no route");
        }
        await tracker.report(report);
      },
    };
    await world.start({ tracker: seen });
    const run = await world.untilEnded();
    await untilQuiet();
    expect(tracker.reports.at(-1)?.phase).toBe("completed");
    expect(world.clock.now() - (run.endedAt ?? 0)).toBeGreaterThanOrEqual(7_000);
    expect(world.clock.now() - (run.endedAt ?? 0)).toBeLessThan(20_000);
    expect(world.errors.splice(0)).toEqual(Array.from({ length: 3 }, () => "performing an effect: reporting: no route"));
  });

  it("gets the last word right when an earlier report was slow", async () => {
    await open();
    const { tracker } = world;
    let release = () => {};
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    let first = true;
    const seen = {
      ...tracker,
      async report(report: Parameters<typeof tracker.report>[0]) {
        const waits = first;
        first = false;
        if (waits) await slow;
        await tracker.report(report);
      },
    };
    await world.start({ tracker: seen });
    await world.untilEnded();
    await world.pass(5_000);
    expect(tracker.reports).toEqual([]);
    release();
    await untilQuiet();
    expect(tracker.reports.at(-1)?.phase).toBe("completed");
    expect(tracker.reports.map(({ phase }) => phase).indexOf("completed")).toBeGreaterThan(0);
  });
});

describe("a workspace", () => {
  it("that cannot be made fails the run, and the issue is tried again after a while", async () => {
    await open();
    world.workspaces.failNext("provision", new YardmasterError("workspace.git", "making a workspace for A-1: git exited with 128"));
    await world.start();
    const [first, second] = await untilRuns(2);
    expect(first).toMatchObject({
      status: "failed",
      error: { code: "WORKSPACE_FAILED", message: expect.stringContaining("exited with 128") },
    });
    expect(second?.status).toBe("completed");
    expect((second?.createdAt ?? 0) - (first?.endedAt ?? 0)).toBeGreaterThanOrEqual(10_000);
  });

  it("whose before_run hook fails does the same, and no agent begins", async () => {
    await open();
    world.workspaces.failNext("before_run", new YardmasterError("workspace.hook-failed", "before_run exited with 3"));
    await world.start();
    const [first, second] = await untilRuns(2);
    expect(first).toMatchObject({ status: "failed", steps: [{ attempts: 0, reason: "blocked_by_failure" }] });
    expect(second?.status).toBe("completed");
  });

  it("that is not the one that was made is entered by no agent", async () => {
    await open({ settings: { maxFailures: 1 } });
    world.workspaces.failNext("check", new YardmasterError("workspace.outside-root", "entering A-1: a symbolic link stands there"));
    await world.start();
    const run = await world.untilEnded();
    expect(run).toMatchObject({ status: "failed", error: { message: expect.stringContaining("symbolic link") } });
    expect(world.workspaces.commits(run.workspace?.branch ?? "")).toEqual([]);
  });

  it("whose branch has diverged fails the run and says so", async () => {
    await open({ settings: { maxFailures: 1 } });
    const message = "publishing yardmaster/A-1: the branch has commits there that are not ours";
    world.workspaces.failNext("publish", new YardmasterError("workspace.diverged", message));
    await world.start();
    const run = await world.untilEnded();
    expect(run).toMatchObject({ status: "failed", error: { code: "PUBLISH_FAILED", message }, steps: [{ status: "completed" }] });
    await untilQuiet();
    expect(world.tracker.reports.at(-1)).toMatchObject({ phase: "needs-person", summary: expect.stringContaining("not ours") });
  });

  it.for(["provision", "publish"] as const)("whose server is down for a while has to %s later, and the run goes on then", async (what) => {
    await open();
    const down = () => new YardmasterError("workspace.unreachable", "listing the branches: connection refused");
    world.workspaces.failNext(what, down());
    await world.start();
    await world.until(() => world.workspaces.asked.includes(`${what} A-1`));
    expect((await world.runs()).some(hasEnded)).toBe(false);
    await world.pass(1_000);
    expect((await world.untilEnded()).status).toBe("completed");
    expect(world.workspaces.asked.filter((asked) => asked === `${what} A-1`)).toHaveLength(2);
  });

  it("that is gone when its run ends cannot keep the run from ending", async () => {
    await open();
    world.workspaces.failNext("after_run", new YardmasterError("workspace.unavailable", "there is no workspace at A-1"));
    await world.start();
    expect((await world.untilEnded()).status).toBe("completed");
    expect(world.warnings).toEqual(["running the after_run hook"]);
  });
});

describe("the store", () => {
  /** Refuses this many appends of a kind of event, as a full disk would. */
  function refusing(type: string, times: number) {
    let left = times;
    return (store: Store): Store => ({
      ...store,
      async append(batch) {
        if (left > 0 && batch.events.some((event) => event.type === type)) {
          left -= 1;
          throw busy();
        }
        return await store.append(batch);
      },
    });
  }

  it("that refuses what a step came to is asked until it takes it: the agent works once", async () => {
    const { agent, turns } = createHeldAgent();
    await open({ agent, settings: { maxFailures: 1 } });
    await world.start({ seesStore: refusing("step.failed", 4) });
    (await world.until(() => turns[0])).end("failed");
    const run = await world.until(async () => (await world.runs()).find(hasEnded));
    expect([turns.length, run.steps[0]?.interruptions]).toEqual([1, 0]);
    expect(world.warnings.length).toBe(4);
  });

  for (const type of ["run.queued", "run.started", "step.started", "run.completed", "claim.settled"]) {
    it(`that refuses ${type} for a while is asked again`, async () => {
      await open();
      await world.start({ seesStore: refusing(type, 2) });
      expect((await world.untilEnded()).status).toBe("completed");
      await untilQuiet();
      await world.until(async () => (await world.yard.loadScheduler()).claims.size === 0);
      expect(world.errors.splice(0)).toEqual(Array.from({ length: 2 }, () => `performing an effect: ${busy().message}`));
      expect(world.workspaces.commits("yardmaster/A-1").length).toBe(1);
    });
  }

  it("that refuses a decision about the queue is asked again soon, also when nothing polls", async () => {
    await open();
    await world.start({ seesStore: refusing("issue.claimed", 1), pollMs: 3_600_000 }).catch(() => {});
    expect((await world.untilEnded()).status).toBe("completed");
  });

  it("that does not even take an effect back gets it back when it listens again", async () => {
    await open();
    let deaf = false;
    await world.start({
      seesStore: (store) => ({
        ...store,
        release: (claim, dueAt) => (deaf ? Promise.reject(busy()) : store.release(claim, dueAt)),
      }),
    });
    deaf = true;
    world.tracker.failNextReport();
    await world.until(() => world.warnings.includes(`putting an effect back: ${busy().message}`));
    await world.untilEnded();
    deaf = false;
    await untilQuiet();
    expect(world.tracker.reports.at(-1)?.phase).toBe("completed");
    world.errors.splice(0);
  });
});

describe("an effect", () => {
  it("delivered late, twice and out of turn is performed once", async () => {
    const { agent, turns } = createHeldAgent();
    await open({ agent });
    const { perform, runtime } = await world.start();
    await world.until(() => turns[0]);
    const [run] = await world.runs();
    const id = (key: string) => `${runStream(run?.id ?? ("" as never))}#${key}` as EffectId;
    const redo = () =>
      Promise.all(["provision", "step:work:1", "finish", "report:queued", "exit"].flatMap((key) => [perform(id(key)), perform(id(key))]));
    await redo();
    await world.until(() => runtime.busy === 1);
    expect(turns.length).toBe(1);
    turns[0]?.end("failed");
    await world.until(async () => (await world.runs())[0]?.status === "failed");
    await redo();
    const types = (await world.history(run?.id ?? ("" as never))).map(({ type }) => type);
    expect(types).toEqual(["run.queued", "run.started", "step.started", "step.failed", "run.finishing", "run.failed"]);
    expect(world.workspaces.asked.filter((call) => call === "provision A-1").length).toBe(1);
  });

  it("that is delivered twice can still be cancelled", async () => {
    const { agent, turns } = createHeldAgent();
    await open({ agent });
    const { perform } = await world.start();
    const turn = await world.until(() => turns[0]);
    const [run] = await world.runs();
    if (!run) throw new Error("there is no run");
    await perform(`${runStream(run.id)}#step:work:1` as EffectId);
    await world.yard.cancelRun(run.id, "enough");
    await world.until(() => turn.signal.aborted);
  });
});

describe("a watcher", () => {
  it("that throws harms nobody's work", async () => {
    await open();
    const { runtime } = await world.start({
      observer: {
        onRun() {
          throw new Error("the board is broken");
        },
        onOutput() {
          throw new Error("the board is broken");
        },
        onLook() {
          throw new Error("the board is broken");
        },
      },
    });
    expect((await world.untilEnded()).status).toBe("completed");
    await untilQuiet();
    await runtime.stop(0);
    expect(new Set(world.errors.splice(0))).toEqual(new Set(["telling an observer: the board is broken"]));
  });
});

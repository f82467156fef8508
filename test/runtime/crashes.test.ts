// Processes that die, freeze and stop. At every write of a run, its process is lost, and the next one finishes what it began.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createIssue } from "../../src/core/issue.ts";
import type { RunState } from "../../src/core/run/state.ts";
import { hasEnded } from "../../src/core/run/state.ts";
import { createHandClock } from "../../src/testing/hand-clock.ts";
import { aPlan, openWorld, type World, type WorldOptions } from "../support/world.ts";
import { createHeldAgent } from "../support/world-agent.ts";
import type { DeathPlan } from "../support/world-death.ts";

let world: World;
afterEach(() => world.dispose());

async function open(options: WorldOptions = {}): Promise<World> {
  world = await openWorld({ issues: [createIssue("A-1")], ...options });
  return world;
}

async function untilLetGo(): Promise<void> {
  await world.until(async () => (await world.runs()).length > 0 && (await world.runs()).every(hasEnded));
  await world.until(async () => (await world.yard.loadScheduler()).claims.size === 0);
  await world.until(async () => (await world.store.status()).pendingEffects === 0);
}

/** What the world must look like in the end, whatever happened on the way. */
async function findFaults(): Promise<readonly string[]> {
  const runs = await world.runs();
  const histories = await Promise.all(runs.map(({ id }) => world.history(id)));
  const types = histories.flat().map(({ type }) => type);
  const count = (type: string) => types.filter((each) => each === type).length;
  const commits = world.workspaces.commits("yardmaster/A-1").map(({ message }) => message.split("\n")[0]);
  const [issue] = await world.tracker.fetchIssuesByIds([createIssue("A-1").id]);
  const last = world.tracker.reports.at(-1);
  const facts: Record<string, boolean> = {
    "one run": runs.length === 1,
    "it completed": runs[0]?.status === "completed" && count("run.completed") === 1,
    "each step completed once": count("step.completed") === 2,
    "no step failed": count("step.failed") === 0,
    "one commit for each step": commits.join() === "A-1 (plan),A-1 (implement)",
    "the branch is published": world.workspaces.published.get("yardmaster/A-1") === runs[0]?.commit,
    "the issue is done": issue?.state === "done",
    "the last word is right": last?.phase === "completed" && last.commit === runs[0]?.commit,
    "nothing is held": (await world.yard.loadScheduler()).claims.size === 0,
    "nothing is left to do": (await world.store.status()).pendingEffects === 0,
  };
  return Object.keys(facts).filter((fact) => !facts[fact]);
}

describe("a process that is killed", () => {
  /** Answers whether it died at all: which writes there are depends a little on what meets in one moment. */
  async function dieAndFinish(dies: DeathPlan): Promise<boolean> {
    await open({ plan: aPlan("plan", "implement") });
    const first = await world.start({ name: "first", dies });
    await world.until(async () => first.isDead || ((await findFaults()).length === 0 && (await isAllDone())));
    const died = first.isDead;
    if (died) await world.start({ name: "second" });
    await untilLetGo();
    return died;
  }

  const isAllDone = async () => (await world.runs()).every(hasEnded);

  for (const when of ["before", "after"] as const) {
    it(`${when} any of its writes loses nothing and does nothing twice`, { timeout: 60_000 }, async () => {
      let deaths = 0;
      let survivals = 0;
      // Past the last write nobody dies any more; a few tries on, since how many writes there are varies a little.
      for (let write = 1; survivals < 3; write += 1) {
        if (await dieAndFinish({ write, when })) deaths += 1;
        else survivals += 1;
        expect([write, ...(await findFaults())]).toEqual([write]);
        await world.dispose();
      }
      expect(deaths).toBeGreaterThan(20);
      await open();
    });
  }

  it("is swept up after: its processes end before anyone else has its work", async () => {
    const { agent, turns } = createHeldAgent();
    await open({ agent });
    const first = await world.start({ name: "first" });
    await world.until(() => turns[0]);
    first.kill();
    await world.start({ name: "second" });
    await world.until(() => turns[1]);
    expect(world.sweptOf).toEqual([first.worker]);
    const [run] = await world.runs();
    expect(run?.steps[0]).toMatchObject({ status: "running", attempts: 1, interruptions: 1, failures: 0 });
  });

  it("with a cancelled step is answered for by the next one", async () => {
    const { agent, turns } = createHeldAgent();
    await open({ agent });
    const first = await world.start({ name: "first" });
    await world.until(() => turns[0]);
    first.kill();
    const [run] = await world.runs();
    if (run) await world.yard.cancelRun(run.id, "enough");
    await world.start({ name: "second" });
    expect((await world.untilEnded()).status).toBe("cancelled");
    expect(turns.length).toBe(1);
  });

  it("three times in the same step gives the step up", async () => {
    const { agent, turns } = createHeldAgent();
    await open({ agent, settings: { maxFailures: 1 } });
    for (const [index, name] of ["first", "second", "third"].entries()) {
      const process = await world.start({ name });
      await world.until(() => turns[index]);
      process.kill();
    }
    await world.start({ name: "fourth" });
    const run = await world.untilEnded();
    expect(run.steps[0]).toMatchObject({ status: "failed", reason: "interrupted", attempts: 1, interruptions: 2 });
    expect(run.error?.message).toContain("lost 3 times");
  });
});

describe("a process that stops", () => {
  async function untilRun(condition: (run: RunState) => boolean): Promise<RunState> {
    return await world.until(async () => (await world.runs()).find(condition));
  }

  it("hands its step back, and the next one resumes the attempt without counting an interruption", async () => {
    const { agent, turns } = createHeldAgent();
    await open({ agent });
    const { runtime } = await world.start({ name: "first" });
    await world.until(() => turns[0]);
    const stopping = runtime.stop(5_000);
    await world.pass(2_500);
    expect(turns[0]?.signal.aborted).toBe(false);
    await world.pass(5_000);
    await stopping;
    expect((await world.runs())[0]?.steps[0]).toMatchObject({ status: "pending", reason: "recovered" });
    expect(await world.store.workers()).toEqual([]);
    await world.start({ name: "second" });
    await world.until(() => turns[1]);
    expect(turns[1]?.facts).toEqual(turns[0]?.facts);
    const run = await untilRun(({ steps }) => steps[0]?.status === "running");
    expect(run.steps[0]).toMatchObject({ attempts: 1, interruptions: 0, failures: 0 });
  });

  it("takes along what is finished within the grace", async () => {
    const { agent, turns } = createHeldAgent({ obeys: false });
    await open({ agent, settings: { maxFailures: 1 } });
    const { runtime } = await world.start({ name: "first" });
    const turn = await world.until(() => turns[0]);
    const stopping = runtime.stop(5_000);
    turn.end("failed");
    await stopping;
    expect((await world.runs())[0]?.steps[0]?.status).toBe("failed");
    await world.start({ name: "second" });
    await world.untilEnded();
    expect(turns.length).toBe(1);
  });

  it("in the moment in which a step is about to begin does not wait for that step", async () => {
    const { agent, turns } = createHeldAgent({ obeys: false });
    await open({ agent });
    let letClaim = () => {};
    const held = new Promise<void>((resolve) => {
      letClaim = resolve;
    });
    let asked = false;
    const { runtime } = await world.start({
      seesStore: (store) => ({
        ...store,
        async claim(effect, worker) {
          if (effect.includes("#step:")) {
            asked = true;
            await held;
          }
          return await store.claim(effect, worker);
        },
      }),
    });
    await world.until(() => asked);
    const stopping = runtime.stop(0);
    await world.pass(100);
    letClaim();
    await stopping;
    expect(turns.length).toBe(0);
    expect((await world.store.dueEffects(10)).length).toBe(1);
  });

  it("leaves no worker behind, although a heartbeat was under way", async () => {
    await open({ issues: [] });
    let renewals = 0;
    let let1 = () => {};
    const held = new Promise<void>((resolve) => {
      let1 = resolve;
    });
    const { runtime } = await world.start({
      pollMs: null,
      seesStore: (store) => ({
        ...store,
        async renewWorker(worker, ttlMs) {
          renewals += 1;
          if (renewals > 1) await held;
          return await store.renewWorker(worker, ttlMs);
        },
      }),
    });
    await world.until(() => renewals > 1);
    const stopping = runtime.stop(0);
    let1();
    await stopping;
    expect(await world.store.workers()).toEqual([]);
  });
});

describe("a process that was frozen", () => {
  it("has its late result refused; the other's stands", async () => {
    const frozen = createHandClock(Date.UTC(2026, 0, 5));
    const [slow, quick] = [createHeldAgent({ obeys: false }), createHeldAgent()];
    await open();
    const first = await world.start({ name: "first", clock: frozen, agent: slow.agent });
    const turn = await world.until(() => {
      frozen.advance(20);
      return slow.turns[0];
    });
    const taken = world.start({ name: "second", agent: quick.agent });
    await taken;
    expect(quick.turns.length).toBe(0);
    await world.pass(20_000);
    const other = await world.until(() => quick.turns[0]);
    writeFileSync(join(turn.cwd, "half.txt"), "half of what the other one is about to do");
    turn.end();
    await world.until(() => first.runtime.busy === 0);
    other.end("failed");
    await world.until(async () => (await world.runs())[0]?.status === "failed");
    expect((await world.runs())[0]?.status).toBe("failed");
    expect(world.warnings).toContain("a late result was refused: another worker has the step");
    expect(world.workspaces.commits("yardmaster/A-1").length).toBe(0);
  });

  it("gives its work up when it notices, and works on as a worker like any other", async () => {
    const frozen = createHandClock(Date.UTC(2026, 0, 5));
    const [slow, quick] = [createHeldAgent(), createHeldAgent()];
    await open();
    await world.start({ name: "first", clock: frozen, agent: slow.agent });
    const turn = await world.until(() => {
      frozen.advance(20);
      return slow.turns[0];
    });
    await world.start({ name: "second", agent: quick.agent });
    await world.pass(20_000);
    await world.until(() => quick.turns[0]);
    frozen.advance(world.clock.now() - frozen.now());
    await world.until(() => turn.signal.aborted);
    expect(turn.signal.reason).toBe("fenced");
    const lease = await world.until(async () => (await world.store.workers()).find(({ holder }) => holder === "wrk_first"));
    expect(lease.expired).toBe(false);
  });

  it("while it read the tracker decides nothing by what it read", async () => {
    const frozen = createHandClock(Date.UTC(2026, 0, 5));
    const { agent, turns } = createHeldAgent();
    await open({ agent, issues: [] });
    const { tracker } = world;
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let reads = 0;
    const slow = {
      ...tracker,
      async fetchIssuesByStates(states: readonly string[]) {
        const listed = await tracker.fetchIssuesByStates(states);
        reads += 1;
        if (reads === 2) await held;
        return listed;
      },
    };
    const first = await world.start({ name: "first", clock: frozen, tracker: slow, pollMs: null });
    void first.runtime.tick();
    await world.until(() => reads === 2);
    tracker.setIssue(createIssue("A-1"));
    await world.start({ name: "second" });
    await world.pass(20_000);
    const turn = await world.until(() => turns[0]);
    await world.until(async () => (await world.store.status()).pendingEffects === 1);
    release();
    await world.until(() => reads === 3);
    await world.pass(5_000);
    expect([turn.signal.aborted, turns.length]).toEqual([false, 1]);
  });
});

// Runs that are not to go on: a person cancels them, or the tracker has moved their issue on.
import { afterEach, describe, expect, it } from "vitest";
import { toRunId } from "../../src/core/ids.ts";
import { createIssue } from "../../src/core/issue.ts";
import { currentStep, hasEnded, type RunState } from "../../src/core/run/state.ts";
import { isRunning } from "../support/until.ts";
import { aPlan, aStep, openWorld, type World, type WorldOptions } from "../support/world.ts";
import { createHeldAgent } from "../support/world-agent.ts";

let world: World;
afterEach(() => world.dispose());

async function open(options: WorldOptions = {}): Promise<World> {
  world = await openWorld({ issues: [createIssue("A-1")], ...options });
  return world;
}

const hanging = [{ do: [{ say: "hanging" }, { hang: true as const }] }];

async function untilRunIs(condition: (run: RunState) => boolean): Promise<RunState> {
  return await world.until(async () => (await world.runs()).find(condition));
}

/** As a command line beside the server would. */
async function cancel(run: RunState): Promise<void> {
  await world.yard.cancelRun(run.id, "enough");
}

/** At work, and the tracker has been told so. */
async function untilAtWork(): Promise<void> {
  await untilRunIs(({ steps }) => steps[0]?.status === "running");
  await world.until(async () => (await world.store.status()).pendingEffects === 1);
}

async function untilSettled(): Promise<RunState> {
  const run = await world.untilEnded();
  await world.until(async () => (await world.store.status()).pendingEffects === 0);
  return run;
}

async function stateOf(identifier: string): Promise<string | undefined> {
  return (await world.tracker.fetchIssuesByIds([createIssue(identifier).id]))[0]?.state;
}

describe("a person's cancellation", () => {
  it("ends the making of a workspace, also when that hangs", async () => {
    await open();
    world.workspaces.hold("provision");
    await world.start();
    const run = await untilRunIs(({ status }) => status === "queued");
    await cancel(run);
    expect(await untilSettled()).toMatchObject({ status: "cancelled", steps: [{ status: "cancelled", attempts: 0 }] });
    expect(world.workspaces.asked).toEqual(["provision A-1"]);
    expect(await stateOf("A-1")).toBe("blocked");
    expect(world.tracker.reports.at(-1)?.summary).toContain("enough");
  });

  it("ends the agent and its processes, also when it comes from another process", async () => {
    const script = [{ do: [{ run: ["sh", "-c", "echo $$; exec sleep 600"] }] }];
    await open({ script });
    const { output } = await world.start();
    const pid = await world.until(() => Number(output.map(({ text }) => text).join("")) || null);
    const run = await untilRunIs(({ steps }) => steps[0]?.status === "running");
    expect(isRunning(pid)).toBe(true);
    await cancel(run);
    expect(await untilSettled()).toMatchObject({ status: "cancelled", steps: [{ status: "cancelled" }] });
    expect(isRunning(pid)).toBe(false);
    expect(await stateOf("A-1")).toBe("blocked");
  });

  it("ends a command", async () => {
    const waits = aStep("waits", { body: { kind: "command", command: "echo $$; exec sleep 600" } });
    await open({ plan: aPlan(waits) });
    const { output } = await world.start();
    const pid = await world.until(() => Number(output.map(({ text }) => text).join("")) || null);
    await cancel(await untilRunIs(() => true));
    expect(await untilSettled()).toMatchObject({ status: "cancelled" });
    expect(isRunning(pid)).toBe(false);
  });

  it("keeps what was finished before the agent heard of it", async () => {
    const { agent, turns } = createHeldAgent({ obeys: false });
    await open({
      agent,
      plan: aPlan(aStep("work", { body: { kind: "agent", prompt: { builtin: "implement" }, requiresChange: false } }), "plan"),
    });
    await world.start();
    const turn = await world.until(() => turns[0]);
    const asked = world.clock.now();
    await cancel(await untilRunIs(() => true));
    await world.until(() => turn.signal.aborted);
    expect(world.clock.now() - asked).toBeLessThan(1_500);
    turn.end();
    expect(await untilSettled()).toMatchObject({ status: "cancelled", steps: [{ status: "completed" }, { status: "cancelled" }] });
    expect(turns.length).toBe(1);
  });

  it("reaches a run that waits to try a step again", async () => {
    const retry = { maxAttempts: 3, backoffMs: 600_000, strategy: "fixed", maxBackoffMs: 0 } as const;
    await open({ plan: aPlan(aStep("work", { retry })), script: [{ do: [{ say: "no luck" }], exit: 1 }] });
    await world.start();
    await cancel(await untilRunIs((run) => currentStep(run)?.reason === "retry_scheduled"));
    expect(await untilSettled()).toMatchObject({ status: "cancelled", steps: [{ status: "cancelled", attempts: 1 }] });
  });

  it("comes too late for a run that is being handed over", async () => {
    await open();
    const release = world.workspaces.hold("publish");
    await world.start();
    await cancel(await untilRunIs(({ ending }) => ending !== null));
    release();
    expect(await untilSettled()).toMatchObject({ status: "completed", cancellation: null });
    expect(await stateOf("A-1")).toBe("done");
  });

  it("parks the issue, so that nobody begins it again", async () => {
    await open({ script: hanging });
    await world.start();
    await cancel(await untilRunIs(({ steps }) => steps[0]?.status === "running"));
    await untilSettled();
    await world.pass(30_000);
    expect((await world.runs()).length).toBe(1);
  });

  it("is refused for a run that has ended, and for one that never was", async () => {
    await open();
    await world.start();
    const run = await untilSettled();
    const { yard } = world;
    await expect(yard.cancelRun(run.id, "enough")).rejects.toMatchObject({ code: "run.already-ended" });
    await expect(yard.cancelRun(toRunId("run_none"), "enough")).rejects.toMatchObject({ code: "run.not-found" });
  });

  it("of a run that waits to be admitted lets it end without a workspace", async () => {
    await open({ settings: { maxConcurrentAgents: 1 }, script: hanging });
    await world.start();
    await untilRunIs(({ steps }) => steps[0]?.status === "running");
    const { yard } = world;
    const id = await yard.requestRun(createIssue("goal"), aPlan("work"));
    await world.until(async () => (await yard.loadScheduler()).requests.size === 1);
    await yard.cancelRun(id, "enough");
    await world.until(async () => hasEnded(await yard.findRun(id)) && (await yard.loadScheduler()).requests.size === 0);
    expect(await yard.findRun(id)).toMatchObject({ status: "cancelled", workspace: null });
  });
});

describe("an issue that the tracker moves on", () => {
  const moves = {
    "is done": () => world.tracker.setIssue(createIssue("A-1", { state: "done" })),
    "goes back to an inactive state": () => world.tracker.setIssue(createIssue("A-1", { state: "backlog" })),
    "is removed": () => world.tracker.removeIssue(createIssue("A-1").id),
    "is offered to someone else": () => world.tracker.setIssue(createIssue("A-1", { dispatchable: false })),
    "loses a label": () => world.tracker.setIssue(createIssue("A-1")),
  };
  for (const [name, move] of Object.entries(moves)) {
    it(`stops its run and keeps the workspace when it ${name}`, async () => {
      const issue = createIssue("A-1", { labels: ["bot"] });
      await open({ issues: [issue], script: hanging, settings: { requiredLabels: name === "loses a label" ? ["bot"] : [] } });
      await world.start();
      await untilAtWork();
      const reports = world.tracker.reports.length;
      move();
      const run = await untilSettled();
      expect([run.status, run.cancellation?.by]).toEqual(["cancelled", "scheduler"]);
      await world.until(async () => (await world.yard.loadScheduler()).claims.size === 0);
      expect(world.tracker.reports.slice(reports)).toEqual([]);
      expect(world.workspaces.asked).not.toContain("publish A-1");
      await world.pass(5_000);
      expect((await world.runs()).length).toBe(1);
    });
  }

  it("may come back, and is then worked on in the same workspace", async () => {
    const { agent, turns } = createHeldAgent();
    await open({ agent });
    await world.start();
    const first = await world.until(() => turns[0]);
    await untilAtWork();
    world.tracker.setIssue(createIssue("A-1", { state: "backlog" }));
    await untilSettled();
    world.tracker.setIssue(createIssue("A-1"));
    const second = await world.until(() => turns[1]);
    expect(second.cwd).toBe(first.cwd);
  });
});

// Issues on their way through everything: scheduler, run, workspace, agent, tracker. Only time and the outside world are ours.
import { afterEach, describe, expect, it } from "vitest";
import { createIssue } from "../../src/core/issue.ts";
import { hasEnded } from "../../src/core/run/state.ts";
import { aPlan, aStep, openWorld, type World, type WorldOptions } from "../support/world.ts";
import { watchAgent } from "../support/world-agent.ts";

let world: World;
afterEach(() => world.dispose());

async function open(options: WorldOptions = {}): Promise<World> {
  world = await openWorld({ issues: [createIssue("A-1")], ...options });
  return world;
}

async function isQuiet(): Promise<boolean> {
  return (await world.store.status()).pendingEffects === 0;
}

async function stateOf(identifier: string): Promise<string | undefined> {
  const [issue] = await world.tracker.fetchIssuesByIds([createIssue(identifier).id]);
  return issue?.state;
}

const writing = (content: string) => [{ write: { path: "work.txt", content } }];

describe("a run", () => {
  it("goes from the issue to a published commit, and the tracker is told", async () => {
    await open();
    await world.start();
    const run = await world.untilEnded();
    await world.until(async () => (await world.yard.loadScheduler()).claims.size === 0);
    expect(await isQuiet()).toBe(true);
    expect((await world.history(run.id)).map(({ type }) => type)).toEqual([
      "run.queued",
      "run.started",
      "step.started",
      "step.completed",
      "run.finishing",
      "run.completed",
    ]);
    const commits = world.workspaces.commits("yardmaster/A-1");
    expect(commits.map(({ message }) => message.split("\n")[0])).toEqual(["A-1 (work)"]);
    expect(world.workspaces.published.get("yardmaster/A-1")).toBe(commits[0]?.id);
    expect(world.workspaces.asked).toEqual(["provision A-1", "before_run A-1", "commit A-1", "after_run A-1", "publish A-1"]);
    expect(world.tracker.reports.at(-1)).toMatchObject({ phase: "completed", commit: commits[0]?.id, branch: "yardmaster/A-1" });
    expect(await stateOf("A-1")).toBe("done");
    const scheduled = (await world.schedulerHistory()).map(({ type }) => type).filter((type) => type !== "claim.refreshed");
    expect(scheduled).toEqual(["scheduler.configured", "issue.claimed", "claim.settled", "claim.released"]);
  });

  it("does its steps in order, each with a commit of its own", async () => {
    await open({ plan: aPlan("plan", "implement", "test") });
    await world.start();
    await world.untilEnded();
    const messages = world.workspaces.commits("yardmaster/A-1").map(({ message }) => message.split("\n")[0]);
    expect(messages).toEqual(["A-1 (plan)", "A-1 (implement)", "A-1 (test)"]);
  });

  it("runs commands with what they may know, and nothing else", async () => {
    const told = aStep("told", { body: { kind: "command", command: "env | sort" } });
    await open({ plan: aPlan("work", told) });
    const { output } = await world.start();
    expect((await world.untilEnded()).status).toBe("completed");
    const names = output.flatMap(({ step, text }) => (step === "told" ? text.split("\n").map((line) => line.split("=")[0]) : []));
    expect(new Set(names.filter((name) => name !== "" && !["PWD", "SHLVL", "_", "OLDPWD"].includes(name ?? "")))).toEqual(
      new Set(["PATH", "YARDMASTER_ATTEMPT", "YARDMASTER_COOKIE", "YARDMASTER_ISSUE", "YARDMASTER_RUN", "YARDMASTER_STEP"]),
    );
  });

  it("fails when the agent ends well and has changed nothing", async () => {
    await open({ script: [{ do: [{ say: "all done" }] }], settings: { maxFailures: 1 } });
    await world.start();
    const run = await world.untilEnded();
    expect(run.steps[0]).toMatchObject({ status: "failed", error: { code: "NO_CHANGE" } });
    await world.until(isQuiet);
    expect(await stateOf("A-1")).toBe("blocked");
  });

  it("tries a step again by the step's own policy, in the same run", async () => {
    const retry = { maxAttempts: 3, backoffMs: 5_000, strategy: "fixed", maxBackoffMs: 0 } as const;
    await open({
      plan: aPlan(aStep("work", { retry })),
      script: [
        { when: { attempt: 3 }, do: writing("good") },
        { do: [{ say: "no luck" }], exit: 3 },
      ],
    });
    await world.start();
    const run = await world.untilEnded();
    const history = await world.history(run.id);
    expect(history.map(({ type }) => type).filter((type) => type.startsWith("step."))).toEqual([
      "step.started",
      "step.retry-scheduled",
      "step.started",
      "step.retry-scheduled",
      "step.started",
      "step.completed",
    ]);
    const started = history.filter((event) => event.type === "step.started").map(({ at }) => at);
    expect((started[1] ?? 0) - (started[0] ?? 0)).toBeGreaterThanOrEqual(5_000);
    expect([run.status, run.steps[0]?.attempts, run.steps[0]?.failures]).toEqual(["completed", 3, 2]);
  });

  it("goes on past a step whose failure is tolerated", async () => {
    const lint = aStep("lint", { body: { kind: "command", command: ["sh", "-c", "exit 4"] }, continueOnError: true });
    await open({ plan: aPlan(lint, "work") });
    await world.start();
    const run = await world.untilEnded();
    expect([run.status, ...run.steps.map(({ status }) => status)]).toEqual(["completed", "failed", "completed"]);
    expect(run.steps[0]?.error).toMatchObject({ code: "EXIT", exitCode: 4 });
  });

  it("ends a step that runs out of time", async () => {
    const slow = aStep("work", { timeoutMs: 60_000 });
    await open({ plan: aPlan(slow), script: [{ do: [{ hang: true }] }], settings: { maxFailures: 1 } });
    await world.start();
    await world.until(async () => (await world.runs())[0]?.steps[0]?.status === "running");
    await world.pass(60_000);
    const run = await world.untilEnded();
    expect(run.steps[0]).toMatchObject({ status: "failed", reason: "timeout", error: { code: "TIMEOUT" } });
  });

  it("fails at once on a prompt that cannot be rendered", async () => {
    const body = {
      kind: "agent",
      prompt: { text: "{{ isue.title }}", origin: "WORKFLOW.md", firstLine: 7 },
      requiresChange: true,
    } as const;
    const retry = { maxAttempts: 5, backoffMs: 0, strategy: "fixed", maxBackoffMs: 0 } as const;
    await open({ plan: aPlan(aStep("work", { body, retry })), settings: { maxFailures: 1 } });
    await world.start();
    const run = await world.untilEnded();
    expect(run.steps[0]).toMatchObject({ reason: "not_retryable", attempts: 1, error: { code: "INTERNAL" } });
    expect(run.error?.message).toContain("WORKFLOW.md");
  });
});

describe("the scheduler at work", () => {
  it("never has more agents at work than it may", async () => {
    const issues = ["A-1", "A-2", "A-3", "A-4", "A-5"].map((name) => createIssue(name));
    const { agent, most } = watchAgent([{ do: [{ wait: 2_000 }, ...writing("{issue}")] }], () => world.clock);
    await open({ issues, agent, settings: { maxConcurrentAgents: 2 } });
    await world.start();
    await world.until(async () => (await world.runs()).filter(hasEnded).length === 5);
    expect(most()).toBe(2);
  });

  it("begins a blocked issue when its blocker is done", async () => {
    const blocker = createIssue("A-1");
    const blocked = createIssue("A-2", { blockedBy: [{ id: blocker.id, identifier: "A-1", state: null }] });
    await open({ issues: [blocked, blocker] });
    await world.start();
    const runs = await world.until(async () => {
      const all = await world.runs();
      return all.length === 2 && all.every(hasEnded) && all;
    });
    expect(runs.map(({ issue }) => issue.identifier)).toEqual(["A-1", "A-2"]);
    expect(runs[1]?.createdAt).toBeGreaterThanOrEqual(runs[0]?.endedAt ?? Number.NaN);
  });

  it("tries a failed issue again as a second run in the same workspace, told what went wrong", async () => {
    await open({
      script: [
        { when: { prompt: "no luck" }, do: writing("{prompt}") },
        { do: [{ write: { path: "half.txt", content: "half" } }, { say: "no luck" }], exit: 1 },
      ],
    });
    await world.start();
    const [first, second] = await world.until(async () => {
      const all = await world.runs();
      return all.length === 2 && all.every(hasEnded) && all;
    });
    expect([first?.status, second?.status, second?.attempt]).toEqual(["failed", "completed", 1]);
    expect(second?.workspace).toEqual(first?.workspace);
    const pause = (second?.createdAt ?? 0) - (first?.endedAt ?? 0);
    expect(pause).toBeGreaterThanOrEqual(10_000);
    expect(pause).toBeLessThan(13_000);
  });

  it("gives an issue up after so many failures, and says so", async () => {
    await open({ script: [{ do: [{ say: "no luck" }], exit: 1 }], settings: { maxFailures: 3 } });
    await world.start();
    await world.until(async () => (await stateOf("A-1")) === "blocked");
    expect((await world.runs()).map(({ status }) => status)).toEqual(["failed", "failed", "failed"]);
    expect(world.tracker.reports.at(-1)?.summary).toContain("3 runs failed in a row");
  });

  it("waits for a used-up quota, and counts it as nothing", async () => {
    await open({
      script: [{ when: { attempt: 1 }, do: [{ say: "usage limit reached" }], exit: 75 }, { do: writing("good") }],
      settings: { maxFailures: 1 },
    });
    await world.start();
    await world.untilEnded();
    await world.pass(14 * 60_000);
    expect((await world.runs()).length).toBe(1);
    await world.pass(2 * 60_000);
    await world.until(async () => (await world.runs()).length === 2 && (await world.runs()).every(hasEnded));
    expect((await world.runs()).map(({ status }) => status)).toEqual(["failed", "completed"]);
  });

  it("halts when the agent is missing, says so, and goes on after a new start", async () => {
    await open({
      issues: [createIssue("A-1"), createIssue("A-2")],
      script: [{ when: { attempt: 1 }, do: [{ say: "agent: not found" }], exit: 127 }, { do: writing("{issue}") }],
      settings: { maxConcurrentAgents: 1 },
    });
    const { runtime } = await world.start();
    const halted = await world.until(async () => (await runtime.loadScheduler()).halted);
    await world.pass(20_000);
    expect(halted.reason).toMatch(/step work failed/);
    expect((await world.runs()).length).toBe(1);
    const explained = await world.yard.explain("A-2");
    expect([explained.rule, explained.verdict.includes("halted")]).toEqual(["dispatch", true]);
    await runtime.stop(0);
    await world.start({ name: "second" });
    await world.until(async () => (await world.runs()).length >= 2);
  });
});

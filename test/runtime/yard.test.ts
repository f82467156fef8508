// What the doors may ask of a yard, with and without a server beside them.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { toRunId } from "../../src/core/ids.ts";
import { createIssue } from "../../src/core/issue.ts";
import { hasEnded } from "../../src/core/run/state.ts";
import type { Check } from "../../src/core/views/explanation.ts";
import type { RunQuery } from "../../src/runtime/yard.ts";
import { aPlan, aStep, openWorld, type World, type WorldOptions } from "../support/world.ts";
import { createHeldAgent } from "../support/world-agent.ts";

let world: World;
afterEach(() => world.dispose());

async function open(options: WorldOptions = {}): Promise<World> {
  world = await openWorld({ issues: [createIssue("A-1")], ...options });
  return world;
}

const never = new AbortController().signal;

describe("listing runs", () => {
  it("shows the newest first, narrowed to what was asked for, with the step that each is at", async () => {
    const { agent, turns } = createHeldAgent();
    await open({ agent, issues: [createIssue("A-1"), createIssue("A-2")], settings: { maxFailures: 1 }, plan: aPlan("plan", "work") });
    await world.start();
    await world.until(() => turns.length === 2);
    turns.find(({ facts }) => facts["issue"] === "A-1")?.end("failed");
    await world.until(async () => (await world.runs()).some(hasEnded));
    const { yard } = world;
    const all = await yard.listRuns({ statuses: [], limit: 10 });
    expect(all.map(({ identifier, status }) => [identifier, status])).toEqual([
      ["A-2", "running"],
      ["A-1", "failed"],
    ]);
    expect(all.map(({ step, stepNumber, stepCount }) => [step, stepNumber, stepCount])).toEqual([
      ["plan", 1, 2],
      [null, null, null],
    ]);
    expect((await yard.listRuns({ statuses: ["failed"], limit: 10 })).map(({ identifier }) => identifier)).toEqual(["A-1"]);
    expect((await yard.listRuns({ statuses: [], limit: 1 })).length).toBe(1);
  });
});

describe("the runs of a thread or a branch", () => {
  it("are found however many others came after them", async () => {
    await open({ issues: [] });
    const put = async (id: string, at: number, thread: number) => {
      const origin = { thread, by: "ann", comment: null, branch: `yardmaster/${thread}-x` };
      const body = { id, status: "completed", createdAt: at, task: { origin } };
      await world.store.putDocument({ collection: "runs", id, tag: "completed", at, body });
      await world.store.putDocument({ collection: "runs-by-thread", id, tag: String(thread), at, body: {} });
      await world.store.putDocument({ collection: "runs-by-branch", id, tag: origin.branch, at, body: {} });
    };
    await Promise.all([put("old", 1, 7), put("older", 0, 7)]);
    await Promise.all(Array.from({ length: 300 }, (_, index) => put(`other-${index}`, index + 2, 8)));
    const ids = async (query: Partial<RunQuery>) => (await world.yard.listRuns({ statuses: [], limit: 10, ...query })).map(({ id }) => id);
    expect(await ids({ of: { thread: 7 } })).toEqual(["old", "older"]);
    expect(await ids({ of: { branch: "yardmaster/7-x" } })).toEqual(["old", "older"]);
    expect(await ids({ of: { thread: 7 }, statuses: ["running"] })).toEqual([]);
    expect(await ids({ of: { thread: 9 } })).toEqual([]);
    expect((await world.yard.loadListed(["older", "none", "old"])).map(({ id }) => id)).toEqual(["older", "old"]);
  });
});

describe("finding a run", () => {
  it("takes its id or the beginning of it", async () => {
    await open();
    await world.start();
    const { id } = await world.untilEnded();
    expect((await world.yard.findRun(id)).id).toBe(id);
    expect((await world.yard.findRun(id.slice(0, 12))).id).toBe(id);
  });

  it("says that there is none, or that there are several", async () => {
    await open({ issues: [] });
    const ids = [
      await world.yard.requestRun(createIssue("one"), aPlan("work")),
      await world.yard.requestRun(createIssue("two"), aPlan("work")),
    ];
    await expect(world.yard.findRun("run_zzz")).rejects.toMatchObject({
      code: "run.not-found",
      hint: expect.stringContaining("task list") as string,
    });
    const ambiguous = {
      code: "run.ambiguous",
      message: expect.stringContaining(ids[0] ?? "") as string,
      hint: expect.stringContaining("task list") as string,
    };
    await expect(world.yard.findRun("run_")).rejects.toMatchObject(ambiguous);
  });
});

describe("logs", () => {
  const twoSteps = {
    plan: aPlan(
      aStep("write", { body: { kind: "command", command: "echo written" } }),
      aStep("check", { body: { kind: "command", command: "echo checked" } }),
    ),
  };

  it("come in the plan's order", async () => {
    await open(twoSteps);
    await world.start();
    const run = await world.untilEnded();
    const pieces = await world.yard.readLogs(run.id);
    expect(pieces.map(({ step, attempt, text }) => [step, attempt, text])).toEqual([
      ["write", 1, "written\n"],
      ["check", 1, "checked\n"],
    ]);
  });

  it("come whole, however long they are", async () => {
    await open();
    const run = await world.yard.requestRun(createIssue("goal"), aPlan("work"));
    const text = "a line of the log é\n".repeat(40_000);
    mkdirSync(join(world.directory, "logs", run), { recursive: true });
    writeFileSync(join(world.directory, "logs", run, "work.1.log"), text);
    const pieces = await world.yard.readLogs(run);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.map((piece) => piece.text).join("") === text).toBe(true);
  });

  it("are passed on while the run goes on, until it has ended", async () => {
    await open(twoSteps);
    const id = await world.yard.requestRun(createIssue("goal"), twoSteps.plan);
    const texts: string[] = [];
    let ended: string | null = null;
    void world.yard.followRun(id, { signal: never, onText: ({ text }) => texts.push(text) }).then(({ status }) => {
      ended = status;
    });
    await world.pass(1_000);
    expect(ended).toBeNull();
    await world.start({ only: id });
    expect(await world.until(() => ended)).toBe("completed");
    expect(texts.join("")).toBe("written\nchecked\n");
  });

  it("are passed on until someone has seen enough, and later from there", async () => {
    const { agent, turns } = createHeldAgent();
    await open({ agent });
    await world.start();
    await world.until(() => turns[0]);
    const [run] = await world.runs();
    if (!run) throw new Error("there is no run");
    const enough = new AbortController();
    const seen = new Map<string, number>();
    const following = world.yard.followRun(run.id, { signal: enough.signal, seen, onText() {} });
    enough.abort();
    expect((await following).status).toBe("running");
    expect(world.clock.waiting).toBeLessThan(10);
  });

  it("of a run that never was are not found", async () => {
    await open();
    await expect(world.yard.followRun(toRunId("run_none"), { signal: never, onText() {} })).rejects.toMatchObject({
      code: "run.not-found",
    });
  });
});

describe("a request", () => {
  it("waits for a server, is admitted before the tracker's issues, and runs in a workspace of its own", async () => {
    await open({ settings: { maxConcurrentAgents: 1 } });
    const id = await world.yard.requestRun(createIssue("goal"), aPlan("work"));
    expect((await world.yard.findRun(id)).held).toBe(true);
    await world.start();
    const runs = await world.until(async () => {
      const all = await world.runs();
      return all.length === 2 && all.every(hasEnded) && all;
    });
    expect(runs.map(({ issue }) => issue.identifier)).toEqual(["goal", "A-1"]);
    expect(runs[0]?.workspace?.key).toBe(id);
    expect(world.tracker.reports.every(({ issueId }) => issueId === "A-1")).toBe(true);
  });

  it("is all that is done when the tracker is to be left alone", async () => {
    await open();
    const id = await world.yard.requestRun(createIssue("goal"), aPlan("work"));
    await world.start({ only: id, pollMs: null });
    await world.until(async () => hasEnded(await world.yard.findRun(id)));
    await world.pass(60_000);
    expect([(await world.runs()).length, world.tracker.reads]).toEqual([1, 0]);
  });
});

describe("explaining an issue", () => {
  const rules: readonly {
    readonly rule: Check["rule"] | null;
    readonly verdict: RegExp;
    readonly issue?: object;
    readonly before?: () => Promise<unknown>;
  }[] = [
    { rule: null, verdict: /is next/ },
    { rule: "state", verdict: /counts as finished/, issue: { state: "done" } },
    { rule: "state", verdict: /not one of the active states/, issue: { state: "backlog" } },
    { rule: "routing", verdict: /does not offer it/, issue: { dispatchable: false } },
    { rule: "blockers", verdict: /waits for A-0 \(planned\)/, issue: { blockedBy: [{ id: null, identifier: "A-0", state: "planned" }] } },
  ];
  for (const { rule, verdict, issue = {} } of rules) {
    it(`names ${rule ?? "nothing"} when that stands in the way: ${verdict.source}`, async () => {
      await open({ issues: [createIssue("A-1", issue)] });
      const explained = await world.yard.explain("A-1");
      expect(explained.rule).toBe(rule);
      expect(explained.verdict).toMatch(verdict);
    });
  }

  it("tells work under way, full slots, and the place in the queue", async () => {
    const { agent, turns } = createHeldAgent();
    const issues = [createIssue("A-1", { priority: 1 }), createIssue("A-2", { priority: 2 }), createIssue("A-3", { priority: 3 })];
    await open({ agent, issues, settings: { maxConcurrentAgents: 1 } });
    await world.start();
    await world.until(() => turns[0]);
    expect((await world.yard.explain("A-1")).verdict).toMatch(/is being worked on: run run_/);
    const waiting = await world.yard.explain("A-3");
    expect([waiting.rule, waiting.verdict]).toEqual(["slots", expect.stringContaining("the only slot is taken")]);
    expect(waiting.checks.find(({ rule }) => rule === "rank")?.detail).toBe("it is number 2 in the queue");
    expect((await world.yard.queue()).map(({ identifier }) => identifier)).toEqual(["A-2", "A-3"]);
  });

  it("tells full slots of a state", async () => {
    const { agent, turns } = createHeldAgent();
    await open({
      agent,
      issues: [createIssue("A-1"), createIssue("A-2", { state: "in-progress" }), createIssue("A-3", { state: "in-progress" })],
      settings: { maxConcurrentAgentsByState: { "in-progress": 1 }, requiredLabels: [] },
    });
    await world.start();
    await world.until(() => turns.length > 0);
    await world.until(async () => (await world.yard.explain("A-3")).rule === "state-slots");
  });

  it("tells a retry with its time, and a parked issue with its reason", async () => {
    const moves = { working: "in-progress", completed: "done", failed: "in-progress", "needs-person": null };
    await open({ script: [{ do: [{ say: "no luck" }], exit: 1 }], settings: { maxFailures: 2 }, moves });
    await world.start();
    const verdict = async () => (await world.yard.explain("A-1")).verdict;
    await world.until(async () => /is tried again in \d+ s \(1 failed so far: .*no luck/.test(await verdict()));
    await world.until(async () => /waits for a person: 2 runs failed in a row/.test(await verdict()));
  });

  it("knows an issue by its number alone, which a shell takes without quotes", async () => {
    await open({ issues: [createIssue("#12"), createIssue("#1")] });
    expect((await world.yard.explain("1")).identifier).toBe("#1");
    expect((await world.yard.explain("#12")).identifier).toBe("#12");
  });

  it("says when nobody lists an issue, and what is listed", async () => {
    await open();
    await expect(world.yard.explain("A-9")).rejects.toMatchObject({ code: "issue.not-found", hint: "it lists A-1" });
    const hint = expect.stringContaining("task info") as string;
    await expect(world.yard.explain("goal_01kaf3")).rejects.toMatchObject({ code: "issue.not-found", hint });
  });

  it("goes by the configuration when no server has ever applied one", async () => {
    await open({ issues: [createIssue("A-1", { state: "Todo" })], settings: { activeStates: ["todo"] } });
    expect((await world.yard.explain("A-1")).verdict).toBe("is next");
  });
});

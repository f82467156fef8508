// Beginning tasks: once however often, later when that is wanted, and never one whose plan does not hold.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toRunId } from "../../../src/core/ids.ts";
import { createIssue } from "../../../src/core/issue.ts";
import type { CreateTask, TaskControl } from "../../../src/runtime/control/tasks.ts";
import { createTaskControl, type PlannedTask, type PlanQuestion } from "../../../src/runtime/tasks/task-control.ts";
import { aPlan, aStep, openWorld, type World } from "../../support/world.ts";

const REQUEST: CreateTask = {
  taskId: null,
  project: null,
  workflow: "hello",
  assembly: null,
  workspace: null,
  name: null,
  goal: null,
  variables: {},
  steps: [],
  targetFiles: [],
  start: true,
};
const STEP = aStep("one", { body: { kind: "command", command: "true" } });

let world: World;
let tasks: TaskControl;
let questions: PlanQuestion[];
let plan: PlannedTask["plan"];

beforeEach(async () => {
  world = await openWorld();
  questions = [];
  plan = { ok: true, plan: aPlan(STEP) };
  tasks = openTasks();
});
afterEach(() => world.dispose());

function openTasks(): TaskControl {
  let runs = 0;
  const newRunId = () => {
    runs += 1;
    return toRunId(`run_${runs}`);
  };
  return createTaskControl({
    store: world.store,
    clock: world.clock,
    newRunId,
    planner: {
      async plan(question) {
        questions.push(question);
        const workflow = question.assembly ? `_ephemeral:${question.assembly.template}` : "hello";
        return { project: "demo", workflow, workspace: "default", plan };
      },
    },
  });
}

const BEGUN = { taskId: "run_1", project: "demo", workflow: "hello", workspace: "default" };

describe("creating a task", () => {
  it("enqueues it, and a server does it", async () => {
    expect(await tasks.create({ ...REQUEST, goal: "Say hello\nloudly" })).toEqual({ ...BEGUN, status: "queued" });
    await world.start();
    const run = await world.untilEnded();
    expect(run).toMatchObject({ id: "run_1", source: "request", status: "completed", issue: { identifier: "run_1", title: "Say hello" } });
    expect(run.task?.variables).toEqual({ goal: "Say hello\nloudly" });
  });

  it("has names of its own where none are given", async () => {
    await tasks.create(REQUEST);
    await tasks.create({ ...REQUEST, assembly: { template: "fix", capability: null, profile: null } });
    expect((await world.runs()).map(({ task }) => [task?.name, task?.workflow, task?.variables["goal"]])).toEqual([
      ["QA Sprint 2026-01-05 00:00:00", "hello", "Run the workflow hello"],
      ["run:fix", "_ephemeral:fix", "Direct step execution: fix"],
    ]);
  });

  it("has the title of the thread in which it was asked for", async () => {
    const origin = { thread: 12, by: "octavia", comment: null, branch: "yardmaster/12-typo" };
    const variables = { payload_title: "Typo in the README" };
    await tasks.create({ ...REQUEST, goal: "Triggered by 'x': {}", variables, origin });
    await tasks.create({ ...REQUEST, goal: "Say hello", variables });
    expect((await world.runs()).map(({ issue }) => issue.title).sort()).toEqual(["Say hello", "Typo in the README"]);
  });

  it("takes a goal that is set as a variable for the goal", async () => {
    await tasks.create({ ...REQUEST, goal: "one", variables: { goal: "two", depth: "3" } });
    const [run] = await world.runs();
    expect([run?.task?.variables, run?.issue.title]).toEqual([{ goal: "two", depth: "3" }, "two"]);
  });

  it("twice under one id makes one task, also for another process and whatever is declared by then", async () => {
    const given = { ...REQUEST, taskId: "fire-1" };
    await tasks.create(given);
    plan = { ok: false, unsupported: ["everything"] };
    expect([await tasks.create(given), await openTasks().create(given)]).toMatchObject([{ taskId: "fire-1" }, { taskId: "fire-1" }]);
    expect(await Promise.all([1, 2, 3].map(() => openTasks().create(given)))).toHaveLength(3);
    expect(await world.runs()).toHaveLength(1);
  });

  it("asked for by a program in as few words as possible is made whole", async () => {
    expect(await tasks.create({ variables: { n: 3 } } as unknown as CreateTask)).toMatchObject({ taskId: "run_1", status: "queued" });
    expect((await world.runs())[0]?.task?.variables).toEqual({ goal: "Run the workflow hello", n: "3" });
  });

  it.each(["", "../up", "a/b", "a b", "a#b", "x".repeat(101)])("refuses the id %j", async (taskId) => {
    await expect(tasks.create({ ...REQUEST, taskId })).rejects.toMatchObject({ code: "cli.usage" });
    expect(await world.runs()).toEqual([]);
  });

  it("refuses a workflow that cannot be run yet, by name, and remembers nothing", async () => {
    plan = { ok: false, unsupported: ["step 'qa' works on items", "loop mode 'fixed'"] };
    await expect(tasks.create(REQUEST)).rejects.toMatchObject({
      code: "workflow.unsupported",
      message: "workflow 'hello' cannot be run yet: step 'qa' works on items; loop mode 'fixed'",
    });
    expect(await world.runs()).toEqual([]);
  });
});

describe("a task that is only created", () => {
  const noted = { ...REQUEST, start: false, steps: ["one"], variables: { a: "b" } };

  it("may be one that cannot be run yet; that is said when it is started", async () => {
    plan = { ok: false, unsupported: ["step 'qa' works on items"] };
    expect(await tasks.create(noted)).toEqual({ ...BEGUN, status: "created" });
    await expect(tasks.start({ taskId: "run_1" })).rejects.toMatchObject({ code: "workflow.unsupported" });
    expect((await world.runs())[0]?.status).toBe("created");
  });

  it("is done once it is started, as it was asked for", async () => {
    await tasks.create(noted);
    await world.start();
    await world.pass(5_000);
    expect((await world.runs())[0]?.status).toBe("created");
    expect(await tasks.start({ taskId: "run_" })).toEqual({ ...BEGUN, status: "queued" });
    expect(questions.at(-1)).toMatchObject({ project: "demo", workflow: "hello", workspace: "default", steps: ["one"], assembly: null });
    expect(await world.untilEnded()).toMatchObject({ status: "completed", task: { variables: { a: "b" } } });
  });

  it("is found as the newest that waits", async () => {
    await tasks.create(noted);
    await tasks.create(noted);
    await tasks.create(REQUEST);
    expect((await tasks.start({ taskId: null })).taskId).toBe("run_2");
    expect((await tasks.start({ taskId: null })).taskId).toBe("run_1");
    await expect(tasks.start({ taskId: null })).rejects.toMatchObject({ code: "run.nothing-to-start", message: "no resumable task found" });
  });

  it("is started once", async () => {
    await tasks.create(noted);
    await tasks.start({ taskId: "run_1" });
    await expect(tasks.start({ taskId: "run_1" })).rejects.toMatchObject({ code: "run.already-started" });
    await expect(tasks.start({ taskId: "nope" })).rejects.toMatchObject({ code: "run.not-found", message: "task not found: nope" });
  });

  it("is not started any more when it was cancelled", async () => {
    await tasks.create(noted);
    await world.yard.cancelRun(toRunId("run_1"), "no");
    await expect(tasks.start({ taskId: "run_1" })).rejects.toMatchObject({ code: "run.already-ended" });
  });

  it("is never a step that was put together: there is no workflow to look up later", async () => {
    const assembly = { template: "fix", capability: null, profile: null };
    await expect(tasks.create({ ...noted, assembly })).rejects.toMatchObject({ code: "cli.usage" });
  });
});

describe("a list of tasks", () => {
  it("may be one project's alone, and knows what was only created", async () => {
    await tasks.create({ ...REQUEST, start: false });
    await world.yard.requestRun(createIssue("goal"), aPlan(STEP), toRunId("goal"));
    const list = async (project: string | null, statuses: readonly string[] = []) =>
      (await world.yard.listRuns({ statuses, limit: 10, project })).map(({ id, status }) => `${id} ${status}`);
    expect(await list("demo")).toEqual(["run_1 created"]);
    expect([await list("other"), await list(null, ["created"]), (await list(null)).length]).toEqual([[], ["run_1 created"], 2]);
  });
});

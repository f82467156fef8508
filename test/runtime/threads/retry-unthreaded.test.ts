// What nobody asked for in a thread, tried again: the same once more, in no thread, on the branch that its trigger works on by then.
import { expect, it } from "vitest";
import { runStream, toRunId } from "../../../src/core/ids.ts";
import type { TaskOrder, TaskOrigin } from "../../../src/core/run/task-order.ts";
import { runAggregate } from "../../../src/runtime/aggregates.ts";
import { createStream } from "../../../src/runtime/dispatch.ts";
import { createTaskControl, type TaskPlanner } from "../../../src/runtime/tasks/task-control.ts";
import { createThreadYard, type ThreadYardDeps } from "../../../src/runtime/threads/create-thread-yard.ts";
import { givenInbox } from "../../support/given-inbox.ts";
import { aPlan, aStep } from "../../support/world.ts";

const ORIGIN: TaskOrigin = { thread: null, trigger: "often", by: "yardmaster[bot]", comment: null, branch: "yardmaster/trigger-often" };

const planner: TaskPlanner = {
  async plan({ project, workflow, workspace }) {
    const step = aStep("one", { body: { kind: "command", command: "true" } });
    return { project: project ?? "", workflow: workflow ?? "", workspace: workspace ?? "", plan: { ok: true, plan: aPlan(step) } };
  },
};

async function open(origin: TaskOrigin | null) {
  const { store, clock } = await givenInbox();
  const tasks = createTaskControl({ store, clock, newRunId: () => toRunId("run_1"), planner });
  const loadOrigin = async () => ({ ...ORIGIN, branch: `${ORIGIN.branch}@2` });
  const yard = createThreadYard({
    store,
    clock,
    tasks,
    planner,
    loadOrigin,
    forge: {},
    answers: {},
    finished: {},
  } as unknown as ThreadYardDeps);
  const variables = { goal: "All of it.", slot: "02:00" };
  const about = { project: "default", workflow: "nightly", assembly: null, workspace: "default", name: "trigger-often", goal: null };
  await tasks.create({ ...about, taskId: "run_1", variables, steps: ["one"], targetFiles: ["a.txt"], start: true, origin });
  const runs = createStream(runAggregate({ now: () => clock.now(), newRunId: () => toRunId("") }), { store, onEffects() {} });
  const loadTask = async (run: string): Promise<TaskOrder | null> => (await runs.load(runStream(toRunId(run))))?.task ?? null;
  async function end(run: string): Promise<void> {
    await yard.cancel(run, { login: "max", reason: "", isOurs: false });
    await runs.dispatch(runStream(toRunId(run)), { type: "run.report-finish", error: null, commit: null, conflicts: [] });
  }
  return { yard, loadTask, end };
}

it("is the same once more, on the branch that is its trigger's now", async () => {
  const { yard, loadTask, end } = await open(ORIGIN);
  expect(await yard.retryUnthreaded("run_1", { taskId: "gh-1-a", instructions: "" })).toEqual({
    ok: false,
    message: "run run_1 has not ended",
    hint: "cancel it first",
  });
  await end("run_1");
  expect(await yard.retryUnthreaded("run_1", { taskId: "gh-1-a", instructions: "" })).toEqual({ ok: true, run: "gh-1-a" });
  expect(await loadTask("gh-1-a")).toEqual({ ...(await loadTask("run_1")), origin: { ...ORIGIN, branch: "yardmaster/trigger-often@2" } });
});

it("is told what somebody says now, in the place of what was said before", async () => {
  const { yard, loadTask, end } = await open(null);
  await end("run_1");
  await yard.retryUnthreaded("run_1", { taskId: "gh-1-a", instructions: "Be brief." });
  await end("gh-1-a");
  await yard.retryUnthreaded("gh-1-a", { taskId: "gh-2-b", instructions: "Be thorough." });
  const task = await loadTask("gh-2-b");
  expect(task?.variables).toEqual({ goal: "All of it.\n\nBe thorough.", slot: "02:00", arguments: "Be thorough." });
  expect(task?.origin ?? null).toBeNull();
});

it("is refused in words where there is no such run", async () => {
  const { yard } = await open(null);
  expect(await yard.retryUnthreaded("run_9", { taskId: "gh-1-a", instructions: "" })).toMatchObject({ message: "there is no run run_9" });
});

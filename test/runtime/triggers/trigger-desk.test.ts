// Firing, on a real store: what is there afterwards, what a crash in the middle leaves, and what two processes at once make of it.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { YardmasterError } from "../../../src/core/errors.ts";
import type { RunId } from "../../../src/core/ids.ts";
import { DELIVERIES } from "../../../src/core/triggers/apply-event.ts";
import { type TriggerDeclaration, toTriggerDeclaration } from "../../../src/core/triggers/declaration.ts";
import type { FireOutcome } from "../../../src/runtime/triggers/trigger-desk.ts";
import { createTriggerWorld, START, type TriggerWorld } from "../../support/trigger-world.ts";

let world: TriggerWorld;
beforeEach(async () => {
  world = await createTriggerWorld();
});
afterEach(() => world.dispose());

function declare(rules = ""): TriggerDeclaration {
  const spec = `event: { source: webhook }\naction: { workflow: fix, workspace: main, args: { target-file: [a.md] } }\n${rules}`;
  return toTriggerDeclaration(world.declare("Trigger", "T", spec));
}

function taskOf(outcome: FireOutcome): RunId {
  if ("taskId" in outcome) return outcome.taskId;
  throw new Error(`no task: ${JSON.stringify(outcome)}`);
}

async function statuses(): Promise<readonly string[]> {
  return (await world.listTasks()).map(({ taskId, status }) => `${taskId} ${status}`);
}

const REFUSED = new YardmasterError("config.invalid", "workflow not found: fix");
const BUSY = new YardmasterError("store.busy", "the store is busy");

describe("a firing", () => {
  it("belongs to the thread that led to it, else to where its trigger's belong", async () => {
    const own = { thread: null, trigger: "T", by: "bot", comment: null, branch: "yardmaster/trigger-T" };
    const { desk } = await world.open({}, async ({ name }) => ({ ...own, trigger: name }));
    const origin = { thread: 7, by: "ann", comment: null, branch: "yardmaster/7" };
    const trigger = declare("concurrencyPolicy: Allow");
    await desk.fire({ trigger, cause: "manual", payload: null, origin });
    await desk.fire({ trigger, cause: "cron", payload: null });
    expect((await world.listTasks()).map((task) => task.origin)).toEqual([origin, own]);
  });

  it("has made its task when it answers, with what the payload says", async () => {
    const { desk } = await world.open();
    const outcome = await desk.fire({ trigger: declare(), cause: "manual", payload: { action: "opened" } });
    expect(outcome).toEqual({ outcome: "fired", taskId: "task-1" });
    expect(await world.listTasks()).toMatchObject([
      {
        taskId: "task-1",
        project: "default",
        workflow: "fix",
        workspace: "main",
        name: "trigger-T",
        goal: `Triggered by 'T': {"action":"opened"}`,
        variables: { payload_action: "opened", payload_json: '{"action":"opened"}' },
        start: true,
        targetFiles: ["a.md"],
      },
    ]);
  });

  it("is remembered by every other process, through snapshots too", async () => {
    const trigger = declare("concurrencyPolicy: Allow");
    const { desk } = await world.open();
    for (let index = 0; index < 60; index += 1) {
      await desk.fire({ trigger, cause: "webhook", payload: null, deliveries: [{ key: `id:${index}`, windowMs: DELIVERIES.ms }] });
    }
    const { desk: other } = await world.open();
    expect(await other.load("default", "T")).toEqual(await desk.load("default", "T"));
    const again = [{ key: "id:0", windowMs: DELIVERIES.ms }];
    expect(await other.fire({ trigger, cause: "webhook", payload: null, deliveries: again })).toEqual({
      outcome: "duplicate",
      taskId: "task-1",
    });
  });

  it("under Forbid waits for the task's end, heard of or not", async () => {
    const trigger = declare();
    const { desk } = await world.open();
    const first = taskOf(await desk.fire({ trigger, cause: "manual", payload: null }));
    expect(await desk.fire({ trigger, cause: "manual", payload: null })).toMatchObject({ outcome: "skipped", reason: "forbidden" });
    await world.end(first, "successful");
    expect(await desk.fire({ trigger, cause: "manual", payload: null })).toMatchObject({ outcome: "fired" });
  });

  it("under Replace cancels all that were active, before its own task comes", async () => {
    const { desk } = await world.open();
    const allowing = declare("concurrencyPolicy: Allow");
    await desk.fire({ trigger: allowing, cause: "manual", payload: null });
    await desk.fire({ trigger: allowing, cause: "manual", payload: null });
    await desk.fire({ trigger: declare("concurrencyPolicy: Replace"), cause: "manual", payload: null });
    expect(await statuses()).toEqual(["task-1 cancelled", "task-2 cancelled", "task-3 active"]);
  });

  it("lets go of ended tasks that the history does not keep", async () => {
    const { desk } = await world.open();
    const trigger = declare("concurrencyPolicy: Allow\nhistoryLimit: { successful: 1 }");
    for (let index = 0; index < 3; index += 1) {
      const task = taskOf(await desk.fire({ trigger, cause: "manual", payload: null }));
      await world.end(task, "successful");
      await desk.reportEnded("default/T", task, "successful", trigger.policy.keep);
    }
    expect(await statuses()).toEqual(["task-3 successful"]);
  });

  it("knows which triggers led to a task", async () => {
    const { desk } = await world.open();
    const task = taskOf(await desk.fire({ trigger: declare(), cause: "task", payload: null, chain: ["default/A"] }));
    expect(await desk.readChain(task)).toEqual(["default/A", "default/T"]);
  });
});

describe("a task that cannot be made", () => {
  it("is told to who fired, and the same delivery may come again", async () => {
    const trigger = declare("throttle: { minInterval: 3600 }");
    const deliveries = [{ key: "id:1", windowMs: DELIVERIES.ms }];
    const { desk } = await world.open({ create: () => Promise.reject(REFUSED) });
    await expect(desk.fire({ trigger, cause: "webhook", payload: null, deliveries })).rejects.toBe(REFUSED);
    const { desk: mended } = await world.open();
    expect(await mended.fire({ trigger, cause: "webhook", payload: null, deliveries })).toMatchObject({ outcome: "fired" });
    expect(await statuses()).toEqual(["task-2 active"]);
  });

  it("for the moment is made later, under the same id", async () => {
    const trigger = declare();
    const deliveries = [{ key: "id:1", windowMs: DELIVERIES.ms }];
    const { desk } = await world.open({ create: () => Promise.reject(BUSY) });
    await expect(desk.fire({ trigger, cause: "webhook", payload: null, deliveries })).rejects.toBe(BUSY);
    expect(await statuses()).toEqual([]);
    const { desk: other } = await world.open();
    expect(await other.fire({ trigger, cause: "webhook", payload: null, deliveries })).toEqual({ outcome: "duplicate", taskId: "task-1" });
    expect(await statuses()).toEqual(["task-1 active"]);
  });
});

describe("a crash", () => {
  it("between the firing and its task leaves the task to whoever comes next", async () => {
    const { desk } = await world.open({ create: () => new Promise<never>(() => {}) });
    void desk.fire({ trigger: declare(), cause: "cron", payload: null, slot: START });
    await expect.poll(async () => (await desk.load("default", "T")).tasks.size).toBe(1);
    const { desk: next } = await world.open();
    await next.finish();
    expect(await statuses()).toEqual(["task-1 active"]);
    await next.finish();
    expect(await statuses()).toEqual(["task-1 active"]);
  });

  it("leaves the task to the next firing too, also when that is forbidden while it is active", async () => {
    const { desk: dying } = await world.open({ create: () => Promise.reject(BUSY) });
    await expect(dying.fire({ trigger: declare(), cause: "manual", payload: null })).rejects.toBe(BUSY);
    const { desk } = await world.open();
    expect(await desk.fire({ trigger: declare(), cause: "manual", payload: null })).toMatchObject({ reason: "forbidden" });
    expect(await statuses()).toEqual(["task-1 active"]);
  });

  it("between the task and the note of it makes no second task", async () => {
    const { desk, tasks } = await world.open();
    const { desk: dying } = await world.open({
      async create(request) {
        await tasks.create(request);
        throw BUSY;
      },
    });
    await expect(dying.fire({ trigger: declare(), cause: "manual", payload: null })).rejects.toBe(BUSY);
    await desk.finish();
    expect(await statuses()).toEqual(["task-1 active"]);
    expect(await world.store.listDocuments({ collection: "triggers", tags: ["unfinished"], limit: 10 })).toEqual([]);
  });

  it("in the middle of Replace neither loses the new task nor keeps the old", async () => {
    const trigger = declare("concurrencyPolicy: Replace");
    const { desk } = await world.open();
    await desk.fire({ trigger, cause: "manual", payload: null });
    const { desk: dying } = await world.open({ cancel: () => Promise.reject(BUSY), create: () => Promise.reject(BUSY) });
    await expect(dying.fire({ trigger, cause: "manual", payload: null })).rejects.toBe(BUSY);
    expect(await statuses()).toEqual(["task-1 active"]);
    await desk.finish();
    expect(await statuses()).toEqual(["task-1 cancelled", "task-2 active"]);
  });
});

describe("two processes at once", () => {
  it("fire a time of a schedule once", async () => {
    const trigger = declare("concurrencyPolicy: Allow");
    const processes = await Promise.all([world.open(), world.open(), world.open()]);
    const outcomes = await Promise.all(processes.map(({ desk }) => desk.fire({ trigger, cause: "cron", payload: null, slot: START })));
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(["fired", "settled", "settled"]);
    expect(await world.listTasks()).toHaveLength(1);
  });

  it("take a delivery once", async () => {
    const trigger = declare("concurrencyPolicy: Allow");
    const deliveries = [{ key: "id:1", windowMs: DELIVERIES.ms }];
    const processes = await Promise.all([world.open(), world.open()]);
    const asked = [...processes, ...processes].map(({ desk }) => desk.fire({ trigger, cause: "webhook", payload: null, deliveries }));
    const outcomes = await Promise.all(asked);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(["duplicate", "duplicate", "duplicate", "fired"]);
    expect(new Set(outcomes.map(taskOf)).size).toBe(1);
    expect(await world.listTasks()).toHaveLength(1);
  });

  it("never have two tasks active under Forbid", async () => {
    const trigger = declare();
    const processes = await Promise.all([world.open(), world.open()]);
    const asked = [...processes, ...processes].map(({ desk }) => desk.fire({ trigger, cause: "manual", payload: null }));
    const outcomes = (await Promise.all(asked)).map(({ outcome }) => outcome);
    expect(outcomes.sort()).toEqual(["fired", "skipped", "skipped", "skipped"]);
    expect(await world.listTasks()).toHaveLength(1);
  });
});

// Events of one task, and how many there are of each type, however many there are.
import { describe, expect, it } from "vitest";
import { createEventControl } from "../../../src/runtime/events/event-control.ts";
import { aMemory, NOW } from "./a-memory.ts";

const ALL = { type: null, limit: 50 };

async function aControl() {
  const memory = await aMemory();
  return { ...memory, control: createEventControl({ store: memory.store, retention: memory.retention }) };
}

describe("the events of a task", () => {
  const HISTORY = [
    { type: "run.queued", runId: "run_01abc", createdAt: NOW },
    { type: "run.started" },
    { type: "step.started", stepId: "fix", itemId: "item_1" },
    { type: "run.cancel-requested" },
  ];

  it("come newest first, in the forms of everything else", async () => {
    const { control, add } = await aControl();
    await add("run_01abc", { events: HISTORY });
    const listed = await control.list({ ...ALL, task: "run_01" });
    expect(listed.map(({ event_type }) => event_type)).toEqual(["run.cancel-requested", "step.started", "run.started", "run.queued"]);
    expect(listed[1]).toEqual({
      id: expect.any(Number),
      event_type: "step.started",
      task_id: "run_01abc",
      task_item_id: "item_1",
      payload: { step_id: "fix", item_id: "item_1" },
      created_at: "2026-11-20T00:00:00.000Z",
    });
    expect(listed[3]?.payload).toEqual({ run_id: "run_01abc", created_at: "2026-11-20T00:00:00.000Z" });
    await add("run_02", { events: [{ type: "run.queued", endedAt: 1e99, variables: { fooBar: { bazAt: 1 } } }] });
    const [odd] = await control.list({ ...ALL, task: "run_02" });
    expect(odd?.payload).toEqual({ ended_at: 1e99, variables: { fooBar: { bazAt: 1 } } });
    expect(listed[0]?.id).toBeGreaterThan(listed[1]?.id ?? Number.POSITIVE_INFINITY);
  });

  it.each([
    ["step", ["step.started"]],
    ["step.started", ["step.started"]],
    ["step_started", ["step.started"]],
    ["task_cancel_requested", ["run.cancel-requested"]],
    ["task", ["run.cancel-requested", "run.started", "run.queued"]],
    ["tasks_spawned", []],
    ["started", []],
  ])("of the type %s are %j", async (type, types) => {
    const { control, add } = await aControl();
    await add("run_01abc", { events: HISTORY });
    expect((await control.list({ task: "run_01abc", type, limit: 50 })).map(({ event_type }) => event_type)).toEqual(types);
  });

  it("are the newest when they are too many", async () => {
    const { control, add } = await aControl();
    await add("run_01abc", { events: HISTORY });
    expect((await control.list({ ...ALL, task: "run_01abc", limit: 1 })).map(({ event_type }) => event_type)).toEqual([
      "run.cancel-requested",
    ]);
  });

  it("need a task that exists, and only one", async () => {
    const { control, add } = await aControl();
    await add("run_01abc");
    await add("run_01abd");
    await expect(control.list({ ...ALL, task: "run_9" })).rejects.toMatchObject({
      code: "run.not-found",
      message: "task not found: run_9",
    });
    await expect(control.list({ ...ALL, task: "run_01" })).rejects.toMatchObject({
      code: "run.ambiguous",
      message: "multiple tasks match prefix 'run_01': [run_01abd, run_01abc]",
    });
  });
});

describe("counting events", () => {
  it("goes page by page, so that timers have their turn", async () => {
    const { control, add, store } = await aControl();
    const many = Array.from({ length: 2500 }, (_, n) => ({ type: n % 2 === 0 ? "step.started" : "step.completed" }));
    await add("run_a", { events: many });
    let largest = 0;
    const watched = createEventControl({
      store: {
        ...store,
        async readFeed(after, limit) {
          const page = await store.readFeed(after, limit);
          largest = Math.max(largest, page.length);
          return page;
        },
      },
      retention: (await aMemory()).retention,
    });
    let turns = 0;
    const count = setImmediate(function again() {
      turns += 1;
      setImmediate(again).unref();
    });
    expect(await watched.stats({})).toEqual({
      total: 2500,
      byType: { "step.completed": 1250, "step.started": 1250 },
      oldest: NOW,
      newest: NOW,
    });
    clearImmediate(count);
    expect(largest).toBeLessThanOrEqual(1000);
    expect(turns).toBeGreaterThanOrEqual(2);
    expect((await control.stats({})).total).toBe(2500);
  });

  it("of nothing is nothing", async () => {
    const { control } = await aControl();
    expect(await control.stats({})).toEqual({ total: 0, byType: {}, oldest: null, newest: null });
  });
});

describe("cleaning up", () => {
  it("tells what would go, and then lets it go", async () => {
    const { control, add, left } = await aControl();
    await add("run_old", { endedDaysAgo: 31, events: [{ type: "run.queued" }, { type: "run.completed" }] });
    const asked = { olderThanDays: 30, archive: false };
    expect(await control.cleanup({ ...asked, dryRun: true })).toEqual({ tasks: 1, events: 2, archive: null });
    expect(await left()).toEqual(["run_old"]);
    expect(await control.archive({ olderThanDays: 30 })).toMatchObject({ tasks: 1, events: 2, archive: expect.any(String) });
    expect(await control.cleanup({ ...asked, archive: true, dryRun: true })).toMatchObject({ archive: null });
    expect(await control.cleanup({ ...asked, dryRun: false })).toEqual({ tasks: 1, events: 2, archive: null });
    expect(await left()).toEqual([]);
  });
});

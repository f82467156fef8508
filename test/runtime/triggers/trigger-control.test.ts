// Triggers by hand.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTriggerControl } from "../../../src/runtime/triggers/trigger-control.ts";
import { createTriggerWorld, type TriggerWorld } from "../../support/trigger-world.ts";

let world: TriggerWorld;
beforeEach(async () => {
  world = await createTriggerWorld();
});
afterEach(() => world.dispose());

const T = { project: "default", name: "T" };
const WEBHOOK = "event: { source: webhook }\naction: { workflow: fix, workspace: main }\n";

async function openControl() {
  const { desk } = await world.open();
  return createTriggerControl({
    desk,
    loadTriggers: world.loadTriggers,
    async applyResource(resource) {
      world.resources.splice(
        world.resources.findIndex(({ metadata }) => metadata.name === resource.metadata.name),
        1,
        resource,
      );
    },
  });
}

describe("a trigger by hand", () => {
  it("fires, with a payload or without", async () => {
    world.declare("Trigger", "T", `${WEBHOOK}concurrencyPolicy: Allow`);
    const control = await openControl();
    expect(await control.fire({ ...T, payload: { a: 1 } })).toEqual({ taskId: "task-1" });
    await control.fire({ ...T, payload: null });
    expect((await world.listTasks()).map(({ goal }) => goal)).toEqual([`Triggered by 'T': {"a":1}`, "Triggered by: T"]);
  });

  it("fires again with the same payload: no delivery is repeated by hand", async () => {
    world.declare("Trigger", "T", `${WEBHOOK}concurrencyPolicy: Allow`);
    const control = await openControl();
    await control.fire({ ...T, payload: 1 });
    expect(await control.fire({ ...T, payload: 1 })).toEqual({ taskId: "task-2" });
  });

  it("is suspended and resumed, and then equals what it was", async () => {
    const before = world.declare("Trigger", "T", WEBHOOK);
    const control = await openControl();
    await control.suspend(T);
    await control.suspend(T);
    expect(world.resources[0]?.spec["suspend"]).toBe(true);
    await expect(control.fire({ ...T, payload: null })).rejects.toMatchObject({
      code: "trigger.suspended",
      message: "trigger 'T' is suspended",
      hint: "`yardmaster trigger resume T` wakes it",
    });
    await control.resume(T);
    expect(world.resources).toEqual([before]);
    expect(await control.fire({ ...T, payload: null })).toEqual({ taskId: "task-1" });
  });

  it("says when it is throttled, and for how long", async () => {
    world.declare("Trigger", "T", `${WEBHOOK}concurrencyPolicy: Allow\nthrottle: { minInterval: 3600 }`);
    const control = await openControl();
    await control.fire({ ...T, payload: null });
    world.clock.advance(600_000);
    await expect(control.fire({ ...T, payload: null })).rejects.toMatchObject({
      code: "trigger.throttled",
      message: "trigger 'T' throttled",
      hint: "it may fire again in 3000 s",
    });
  });

  it("says that its last task is active", async () => {
    world.declare("Trigger", "T", WEBHOOK);
    const control = await openControl();
    await control.fire({ ...T, payload: null });
    await expect(control.fire({ ...T, payload: null })).rejects.toMatchObject({
      code: "trigger.forbidden",
      message: "trigger 'T' skipped: concurrent task active (Forbid policy)",
    });
  });

  it("is asked for no filter: a person has decided", async () => {
    world.declare(
      "Trigger",
      "T",
      "event: { source: webhook, filter: { condition: 'false' } }\naction: { workflow: fix, workspace: main }\n",
    );
    expect(await (await openControl()).fire({ ...T, payload: null })).toEqual({ taskId: "task-1" });
  });

  it.each(["suspend", "resume", "fire"] as const)("that is not there cannot %s", async (verb) => {
    world.declare("Trigger", "T", WEBHOOK);
    const control = await openControl();
    for (const place of [
      { project: "default", name: "U" },
      { project: "other", name: "T" },
    ]) {
      await expect(control[verb]({ ...place, payload: null })).rejects.toMatchObject({
        code: "trigger.not-found",
        message: `trigger '${place.name}' not found in project '${place.project}'`,
      });
    }
  });
});

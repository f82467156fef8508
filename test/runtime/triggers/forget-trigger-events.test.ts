// Old events of triggers go, and nothing of what the triggers know.
import { expect, it, onTestFinished } from "vitest";
import { triggerStream } from "../../../src/core/ids.ts";
import { toTriggerDeclaration } from "../../../src/core/triggers/declaration.ts";
import { forgetTriggerEvents } from "../../../src/runtime/triggers/forget-trigger-events.ts";
import { createTriggerWorld, START } from "../../support/trigger-world.ts";

it("forgets a trigger's old events, and keeps what follows from them", async () => {
  const world = await createTriggerWorld();
  onTestFinished(() => world.dispose());
  const trigger = toTriggerDeclaration(
    world.declare("Trigger", "T", "event: { source: webhook }\naction: { workflow: fix, workspace: main }"),
  );
  const stream = triggerStream("default", "T");
  const skipped = { type: "trigger.skipped", reason: "suspended", slot: null, at: START };
  const events = Array.from({ length: 1200 }, () => skipped);
  const nothing = { effects: [], cancel: [], documents: [], under: null, completes: false };
  await world.store.append({ stream, expectedVersion: 0, events, ...nothing });
  const { desk } = await world.open();
  await desk.fire({ trigger, cause: "manual", payload: null });
  const before = await desk.load("default", "T");

  await forgetTriggerEvents(world.store);

  const left = await world.store.read(stream, 0);
  expect(left.length).toBeLessThan(1010);
  expect(left.at(-1)?.data.type).toBe("trigger.task-created");
  expect(await (await world.open()).desk.load("default", "T")).toEqual(before);
});

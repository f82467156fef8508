// What was shown of a run is kept beside it, and goes with it.
import { afterEach, beforeEach, expect, it } from "vitest";
import { toRunId } from "../../../src/core/ids.ts";
import { loadShown } from "../../../src/runtime/presence/shown.ts";
import { toForgottenDocuments } from "../../../src/runtime/triggers/trigger-stream.ts";
import { createPresenceScene, type PresenceScene } from "./scene.ts";

let scene: PresenceScene;
beforeEach(async () => {
  scene = await createPresenceScene();
});
afterEach(async () => await scene.dispose());

it("is forgotten with its run", async () => {
  const run = toRunId("r1");
  scene.open();
  await scene.ask(run, scene.repository.openIssue({ title: "Login times out" }));
  expect(await loadShown(scene.store, run)).toMatchObject({ thread: 1, writes: 1 });
  await scene.store.forget({ streams: [], documents: toForgottenDocuments(run) });
  expect(await loadShown(scene.store, run)).toBeNull();
});

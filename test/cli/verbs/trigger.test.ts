// The verbs of `trigger` on real triggers, with the published sentences.
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { World } from "../../../src/cli/world.ts";
import { toResource } from "../../../src/resources/manifest/read-manifest.ts";
import { readManifests } from "../../../src/resources/manifest/read-manifests.ts";
import { createTriggerControl } from "../../../src/runtime/triggers/trigger-control.ts";
import { createFakeControl } from "../../http/control/a-control.ts";
import { createTriggerWorld, type TriggerWorld } from "../../support/trigger-world.ts";
import { type Ran, runCli } from "../fake-world.ts";

let world: TriggerWorld;
let trigger: (...argv: readonly string[]) => Promise<Ran>;
beforeEach(async () => {
  world = await createTriggerWorld();
  const { desk } = await world.open();
  const triggers = createTriggerControl({
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
  const openControl: World["openControl"] = async () => ({
    ...createFakeControl({ triggers }),
    repository: "/srv/site",
    dataDirectory: "/state/site",
    server: null,
    warnings: [],
    async close() {},
  });
  trigger = (...argv) => runCli(["trigger", ...argv], { openControl });
  const file = "test/fixtures/manifests/trigger-basic.yaml";
  const { manifests } = readManifests(readFileSync(file, "utf8"), file);
  world.resources.push(...manifests.map((manifest) => toResource(manifest, "apply")));
});
afterEach(() => world.dispose());

const WHO = "stored in /state/site; no server runs\n";

describe("trigger fire", () => {
  it("starts a task for each time, with the payload in its goal", async () => {
    expect(await trigger("fire", "webhook-trigger", "--payload", '{"a":1}')).toEqual({
      exit: 0,
      out: "trigger 'webhook-trigger' fired — task task-1\n",
      err: WHO,
    });
    expect((await trigger("fire", "webhook-trigger")).out).toBe("trigger 'webhook-trigger' fired — task task-2\n");
    expect(await world.listTasks()).toMatchObject([
      { name: "trigger-webhook-trigger", goal: `Triggered by 'webhook-trigger': {"a":1}`, workflow: "qa_only", start: false },
      { goal: "Triggered by: webhook-trigger" },
    ]);
  });

  it("says why it does not", async () => {
    await trigger("fire", "throttled-trigger");
    await trigger("fire", "forbid-trigger");
    expect(await trigger("fire", "suspended-trigger")).toMatchObject({
      exit: 2,
      err: expect.stringMatching(/^Error: trigger 'suspended-trigger' is suspended\n/),
    });
    expect(await trigger("fire", "throttled-trigger")).toEqual({
      exit: 10,
      out: "",
      err: "Error: trigger 'throttled-trigger' throttled\nHint: it may fire again in 3600 s\n",
    });
    expect(await trigger("fire", "forbid-trigger")).toEqual({
      exit: 10,
      out: "",
      err: "Error: trigger 'forbid-trigger' skipped: concurrent task active (Forbid policy)\n",
    });
    expect(await world.listTasks()).toHaveLength(2);
  });

  it("fires again when the task of a forbidding trigger has ended", async () => {
    await trigger("fire", "forbid-trigger");
    const [task] = await world.listTasks();
    if (task) await world.end(task.taskId, "failed");
    expect((await trigger("fire", "forbid-trigger")).exit).toBe(0);
  });

  it("wants a payload that is JSON", async () => {
    expect(await trigger("fire", "webhook-trigger", "--payload", "{a:1}")).toEqual({
      exit: 2,
      out: "",
      err: "Error: option '--payload <json>' argument '{a:1}' is invalid. It is not JSON.\n",
    });
    const deep = `${"[".repeat(200)}${"]".repeat(200)}`;
    expect((await trigger("fire", "webhook-trigger", "--payload", deep)).err).toBe(
      "Error: the payload is nested more than 100 levels deep\n",
    );
  });

  it("knows no trigger of another project", async () => {
    expect(await trigger("fire", "webhook-trigger", "-p", "web")).toEqual({
      exit: 4,
      out: "",
      err: "Error: trigger 'webhook-trigger' not found in project 'web'\nHint: `yardmaster get triggers --project web` lists them\n",
    });
  });
});

describe("trigger suspend and resume", () => {
  it("let a trigger rest and wake it", async () => {
    expect(await trigger("suspend", "webhook-trigger")).toEqual({ exit: 0, out: "trigger 'webhook-trigger' suspended\n", err: WHO });
    expect((await trigger("fire", "webhook-trigger")).err).toContain("trigger 'webhook-trigger' is suspended");
    expect(await trigger("resume", "webhook-trigger")).toEqual({ exit: 0, out: "trigger 'webhook-trigger' resumed\n", err: WHO });
    expect((await trigger("fire", "webhook-trigger")).exit).toBe(0);
  });

  it("go by `tg` too", async () => {
    expect(await runCli(["tg", "--help"])).toMatchObject({ exit: 0, out: expect.stringContaining("fire") });
  });

  it.each(["suspend", "resume"])("%s knows no trigger that is not there", async (verb) => {
    expect(await trigger(verb, "nobody\u001b[31m")).toMatchObject({
      exit: 4,
      err: expect.stringMatching(/^Error: trigger 'nobody' not found in project 'default'\n/),
    });
  });
});

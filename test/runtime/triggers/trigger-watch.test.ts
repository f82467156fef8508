// A server's watch over triggers: schedules on a clock turned by hand, ends of tasks, what trackers tell, triggers that change.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RunId } from "../../../src/core/ids.ts";
import type { IssueEvent } from "../../../src/core/triggers/issue-event.ts";
import type { EndedTask } from "../../../src/runtime/triggers/ended-task.ts";
import { createTriggerWatch, type TriggerWatch } from "../../../src/runtime/triggers/trigger-watch.ts";
import { createTriggerWorld, START, type TriggerWorld } from "../../support/trigger-world.ts";

let world: TriggerWorld;
let root: string;
const watches: TriggerWatch[] = [];
beforeEach(async () => {
  world = await createTriggerWorld();
  root = realpathSync(mkdtempSync(join(tmpdir(), "trigger-watch-")));
});
afterEach(async () => {
  for (const watch of watches.splice(0)) await watch.stop();
  await world.dispose();
  rmSync(root, { recursive: true });
});

const ACTION = "action: { workflow: fix, workspace: main }\nconcurrencyPolicy: Allow\n";
const HOUR = 3_600_000;

interface Watching {
  readonly watch: TriggerWatch;
  tell(ended: Partial<EndedTask> & { readonly taskId: RunId }): Promise<void>;
}

/** Another server on the same store. */
async function startWatch(): Promise<Watching> {
  const { desk } = await world.open();
  let onEnded: (ended: EndedTask) => Promise<void> = async () => {};
  const watch = createTriggerWatch({
    desk,
    clock: world.clock,
    log: world.log,
    loadTriggers: world.loadTriggers,
    onTaskEnded(listener) {
      onEnded = listener;
      return () => {};
    },
    evaluateFilter: world.evaluateFilter,
    loadWorkspaceRoot: async (_project, workspace) => (workspace === "main" ? root : null),
    ignoredDirectories: [join(root, "state")],
  });
  watches.push(watch);
  await watch.start();
  return {
    watch,
    tell: (ended) =>
      onEnded({
        project: "default",
        workflow: "build",
        workspace: "main",
        name: "n",
        status: "completed",
        error: null,
        endedAt: world.clock.now(),
        ...ended,
      }),
  };
}

/** Lets time pass at once, as when a machine sleeps, and waits until every server has looked. */
async function pass(ms: number): Promise<void> {
  world.clock.advance(ms);
  await look();
}

async function look(): Promise<void> {
  await Promise.all(watches.map((watch) => watch.look()));
}

async function taskNames(): Promise<readonly string[]> {
  return (await world.listTasks()).map(({ name }) => name);
}

describe("a schedule", () => {
  it("fires at its times, from when it was first seen", async () => {
    world.declare("Trigger", "T", `cron: { schedule: 30 * * * * }\n${ACTION}`);
    await startWatch();
    await pass(29 * 60_000);
    expect(await taskNames()).toEqual([]);
    await pass(60_000);
    expect(await world.listTasks()).toMatchObject([{ name: "trigger-T", goal: "Triggered by: T" }]);
    await pass(HOUR);
    expect(await taskNames()).toHaveLength(2);
  });

  it("is due to the second, however long a server sleeps", async () => {
    world.declare("Trigger", "T", `cron: { schedule: 10 0 * * * * }\n${ACTION}`);
    await startWatch();
    await pass(9_999);
    expect(await taskNames()).toEqual([]);
    // Nobody looks but the alarm.
    world.clock.advance(1);
    await expect.poll(taskNames).toHaveLength(1);
  });

  it("fires once with two servers", async () => {
    world.declare("Trigger", "T", `cron: { schedule: 0 * * * * }\n${ACTION}`);
    await startWatch();
    await startWatch();
    for (let hour = 0; hour < 3; hour += 1) await pass(HOUR);
    expect(await taskNames()).toHaveLength(3);
  });

  it("makes up the newest of the times that were missed, and only that", async () => {
    world.declare("Trigger", "T", `cron: { schedule: 0 * * * * }\n${ACTION}`);
    const { watch } = await startWatch();
    await watch.stop();
    world.clock.advance(10.5 * HOUR);
    await startWatch();
    expect(await taskNames()).toHaveLength(1);
    expect((await (await world.open()).desk.load("default", "T")).settledUntil).toBe(START + 10 * HOUR);
    await pass(HOUR);
    expect(await taskNames()).toHaveLength(2);
  });

  it("makes up nothing from before it was declared, nor from while it was suspended", async () => {
    await startWatch();
    await pass(2 * HOUR);
    world.declare("Trigger", "T", `cron: { schedule: 0 * * * * }\n${ACTION}suspend: true`);
    await look();
    await pass(2.5 * HOUR);
    world.declare("Trigger", "T", `cron: { schedule: 0 * * * * }\n${ACTION}`);
    await look();
    expect(await taskNames()).toEqual([]);
    await pass(0.5 * HOUR);
    expect(await taskNames()).toHaveLength(1);
  });

  it("begins anew when it was deleted and declared again", async () => {
    world.declare("Trigger", "T", `cron: { schedule: 0 * * * * }\n${ACTION}`);
    await startWatch();
    const [trigger] = world.resources.splice(0);
    await look();
    await pass(2.5 * HOUR);
    if (trigger) world.resources.push(trigger);
    await look();
    expect(await taskNames()).toEqual([]);
  });

  it("is kept in its zone where clocks are put back", async () => {
    world.clock.advance(Date.parse("2027-10-30T12:00Z") - START);
    world.declare("Trigger", "T", `cron: { schedule: 30 2 * * *, timezone: Europe/Berlin }\n${ACTION}`);
    await startWatch();
    for (let hour = 0; hour < 20; hour += 1) await pass(HOUR);
    expect(await taskNames()).toHaveLength(1);
  });

  it("that does not hold keeps no other from firing", async () => {
    const broken = world.declare("Trigger", "A", `cron: { schedule: 0 * * * * }\n${ACTION}`);
    world.resources.splice(0, 1, { ...broken, spec: { ...broken.spec, cron: { schedule: "never", timezone: "Nowhere/Land" } } });
    world.declare("Trigger", "T", `cron: { schedule: 0 * * * * }\n${ACTION}`);
    await startWatch();
    await pass(HOUR);
    expect(await taskNames()).toEqual(["trigger-T"]);
  });
});

describe("the end of a task", () => {
  const ON_DONE = `event: { source: task_completed, filter: { workflow: build } }\n${ACTION}`;

  it("fires the triggers of its project that listen to it", async () => {
    world.declare("Trigger", "done", ON_DONE);
    world.declare("Trigger", "failed", `event: { source: task_failed }\n${ACTION}`);
    world.declare("Trigger", "other", `event: { source: task_completed, filter: { workflow: other } }\n${ACTION}`);
    world.declare("Trigger", "picky", `event: { source: task_completed, filter: { condition: payload_name == 'x' } }\n${ACTION}`);
    const { tell } = await startWatch();
    await tell({ taskId: "run_1" as RunId });
    await tell({ taskId: "run_2" as RunId, project: "elsewhere" });
    await tell({ taskId: "run_3" as RunId, status: "cancelled" });
    expect(await world.listTasks()).toMatchObject([
      { name: "trigger-done", variables: { payload_task_id: "run_1", payload_status: "completed" } },
    ]);
    await tell({ taskId: "run_4" as RunId, status: "failed", error: "no luck" });
    expect((await world.listTasks())[1]).toMatchObject({ name: "trigger-failed", variables: { payload_error: "no luck" } });
  });

  it("fires once when it is told twice, and again when the task ends again", async () => {
    world.declare("Trigger", "done", ON_DONE);
    const { tell } = await startWatch();
    await tell({ taskId: "run_1" as RunId, endedAt: 1 });
    await tell({ taskId: "run_1" as RunId, endedAt: 1 });
    expect(await taskNames()).toHaveLength(1);
    await tell({ taskId: "run_1" as RunId, endedAt: 2 });
    expect(await taskNames()).toHaveLength(2);
  });

  it("never fires the trigger that started the task", async () => {
    world.declare("Trigger", "loop", `event: { source: task_completed }\n${ACTION}`);
    const { tell } = await startWatch();
    await tell({ taskId: "run_1" as RunId });
    await tell({ taskId: "task-1" as RunId });
    expect(await taskNames()).toEqual(["trigger-loop"]);
  });

  it("is told to the trigger that started it, which forgets what it does not keep", async () => {
    world.declare("Trigger", "T", `event: { source: webhook }\n${ACTION}historyLimit: { failed: 0 }`);
    const { tell } = await startWatch();
    const { desk } = await world.open();
    const [trigger] = await world.loadTriggers();
    if (trigger === undefined) throw new Error("no trigger");
    const { toTriggerDeclaration } = await import("../../../src/core/triggers/declaration.ts");
    await desk.fire({ trigger: toTriggerDeclaration(trigger), cause: "manual", payload: null });
    await tell({ taskId: "task-1" as RunId, status: "failed" });
    expect(await world.listTasks()).toEqual([]);
    expect((await desk.load("default", "T")).tasks.size).toBe(0);
  });
});

describe("what a tracker tells", () => {
  const labelled: IssueEvent = {
    type: "issue_labelled",
    project: "default",
    id: "evt-1",
    issue: { identifier: "#7", title: "It breaks", body: "Always.", url: "https://example.com/7" },
    author: "ann",
    origin: null,
    label: "fix",
  };

  it("starts the workflow that its label names, once", async () => {
    world.declare("Trigger", "fix", `event: { source: issue_labelled, filter: { label: fix } }\n${ACTION}`);
    world.declare("Trigger", "docs", `event: { source: issue_labelled, filter: { label: docs } }\n${ACTION}`);
    const { watch } = await startWatch();
    await watch.onIssueEvent(labelled);
    await watch.onIssueEvent(labelled);
    await watch.onIssueEvent({ ...labelled, id: "evt-2", project: "other" });
    expect(await world.listTasks()).toMatchObject([
      { name: "trigger-fix", variables: { payload_issue: "#7", payload_title: "It breaks", payload_label: "fix", payload_author: "ann" } },
    ]);
  });

  it("tells what came of each trigger whose filter holds", async () => {
    world.declare("Trigger", "fix", `event: { source: issue_labelled, filter: { label: fix } }\n${ACTION}\nthrottle: { minInterval: 60 }`);
    world.declare("Trigger", "docs", `event: { source: issue_labelled, filter: { label: docs } }\n${ACTION}`);
    const { watch } = await startWatch();
    expect(await watch.onIssueEvent(labelled)).toEqual([{ trigger: "fix", nothing: null }]);
    const nothing = "trigger 'fix' throttled";
    expect(await watch.onIssueEvent({ ...labelled, id: "evt-2" })).toEqual([{ trigger: "fix", nothing }]);
  });

  it("passes the filter's condition", async () => {
    world.declare("Trigger", "fix", `event: { source: issue_labelled, filter: { condition: payload_author == 'bob' } }\n${ACTION}`);
    const { watch } = await startWatch();
    await watch.onIssueEvent(labelled);
    await watch.onIssueEvent({ ...labelled, id: "evt-2", author: "bob" });
    expect(await taskNames()).toEqual(["trigger-fix"]);
  });

  it("starts nothing that may not start, and asks only when a filter lets it through", async () => {
    world.declare("Trigger", "fix", `event: { source: issue_labelled, filter: { condition: payload_author == 'bob' } }\n${ACTION}`);
    const { watch } = await startWatch();
    const asked: string[] = [];
    const answer = (may: boolean) => async () => {
      asked.push(String(may));
      return may;
    };
    await watch.onIssueEvent(labelled, answer(true));
    await watch.onIssueEvent({ ...labelled, id: "evt-2", author: "bob" }, answer(false));
    expect(await taskNames()).toEqual([]);
    await watch.onIssueEvent({ ...labelled, id: "evt-2", author: "bob" }, answer(true));
    expect(await taskNames()).toEqual(["trigger-fix"]);
    expect(asked).toEqual(["false", "true"]);
  });
});

describe("changed files", () => {
  it("fire the triggers that watch them", async () => {
    mkdirSync(join(root, "docs"));
    mkdirSync(join(root, "state"));
    world.declare("Trigger", "files", `event: { source: filesystem, filesystem: { paths: [docs], events: [create] } }\n${ACTION}`);
    await startWatch();
    writeFileSync(join(root, "docs", "a.md"), "x");
    await expect
      .poll(async () => {
        world.clock.advance(500);
        return (await world.listTasks()).length;
      })
      .toBe(1);
    const [task] = await world.listTasks();
    expect(task?.variables).toMatchObject({
      payload_path: "docs/a.md",
      payload_filename: "a.md",
      payload_dir: "docs",
      payload_event_type: "create",
    });
    expect(task?.variables["payload_timestamp"]).toMatch(/^2026-11-20T08:\d\d:\d\d\.\d{3}Z$/);
  });
});

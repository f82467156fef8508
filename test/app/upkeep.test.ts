// Agents, events and the database of a real yard, as a command finds them with and without a server.
import { describe, expect, it, onTestFinished } from "vitest";
import { openControl } from "../../src/app/open-control.ts";
import { openServer } from "../../src/app/open-server.ts";
import type { OpenControl } from "../../src/cli/world.ts";
import { BUILTIN_API_VERSION, type Resource } from "../../src/core/resources/resource.ts";
import { type AYard, createAYard } from "./a-yard.ts";

const NOWHERE = { dataDirectory: null, workflowFile: null, directory: null };
const CODER = { project: "default", name: "coder" };

function createYard(roadmap: readonly string[] = []): AYard {
  const yard = createAYard({ roadmap });
  onTestFinished(() => yard.dispose());
  return yard;
}

async function withControl<T>(yard: AYard, work: (control: OpenControl) => Promise<T>): Promise<T> {
  const control = await openControl(yard.surroundings, NOWHERE);
  return await work(control).finally(() => control.close());
}

/** Serves until nothing is left to do. */
async function serve(yard: AYard): Promise<void> {
  const server = await openServer(yard.surroundings, NOWHERE, {
    workers: null,
    untilIdle: true,
    webhookBind: "none",
    onChange() {},
    onOutput() {},
  });
  await server.done.finally(() => server.stop());
}

async function applyCoder(yard: AYard): Promise<void> {
  const agent: Resource = {
    apiVersion: BUILTIN_API_VERSION,
    kind: "Agent",
    metadata: { ...CODER, labels: {}, annotations: {} },
    spec: { command: "true {prompt}", capabilities: ["fix"] },
    source: { origin: "apply", file: "-", line: 1 },
  };
  await withControl(yard, ({ resources }) =>
    resources.apply({ project: "default", resources: [agent], prune: false, dryRun: false, expected: null }),
  );
}

describe("agents", () => {
  it("stay as they were put, whoever is asked", async () => {
    const yard = createYard();
    await applyCoder(yard);
    expect(await withControl(yard, ({ agents }) => agents.cordon(CODER))).toMatchObject({ state: "cordoned" });
    await applyCoder(yard);
    const server = await openServer(yard.surroundings, NOWHERE, {
      workers: null,
      untilIdle: false,
      webhookBind: "none",
      onChange() {},
      onOutput() {},
    });
    onTestFinished(() => server.stop());
    const { seen, by } = await withControl(yard, async ({ agents, server: asked }) => ({
      seen: await agents.list({ project: null }),
      by: asked,
    }));
    expect(by).toEqual({ pid: process.pid });
    expect(seen).toContainEqual(expect.objectContaining({ ...CODER, state: "cordoned", inFlight: 0, capabilities: ["fix"] }));
    await expect(withControl(yard, ({ agents }) => agents.cordon(CODER))).rejects.toMatchObject({ code: "agent.wrong-state" });
    expect(await withControl(yard, ({ agents }) => agents.drain({ ...CODER, timeoutSeconds: 0 }))).toMatchObject({ state: "drained" });
  });
});

describe("events and the database", () => {
  it("tell of work that was done, and let go of it", async () => {
    const yard = createYard(["Mend the fence"]);
    await serve(yard);
    await withControl(yard, async ({ events, database }) => {
      const { total, byType } = await events.stats({});
      expect(byType).toMatchObject({ "run.completed": 1, "issue.claimed": 1 });
      const status = await database.status({});
      expect(status).toMatchObject({ events: total, pending_effects: 0, archive_size_bytes: 0 });
      expect(status.db_size_bytes).toBeGreaterThan(0);
      const [completed] = await events.list({ task: "run_", type: "task_completed", limit: 5 });
      expect(completed).toMatchObject({ event_type: "run.completed" });
      const cleanup = await events.cleanup({ olderThanDays: 0, dryRun: false, archive: true });
      expect(cleanup).toMatchObject({ tasks: 1, archive: expect.stringContaining(yard.data) });
      expect((await database.status({})).archive_size_bytes).toBeGreaterThan(0);
      expect((await events.stats({})).total).toBe(total - cleanup.events);
      await expect(events.list({ task: "run_", type: null, limit: 5 })).rejects.toMatchObject({ code: "run.not-found" });
      expect((await database.vacuum({})).after_bytes).toBeGreaterThan(0);
    });
  });

  it("of what was let go of stays out of sight when a server starts again", async () => {
    const yard = createYard(["Mend the fence"]);
    await serve(yard);
    await withControl(yard, ({ database }) => database.cleanup({ olderThanDays: 0, dryRun: false }));
    await serve(yard);
    const { byType } = await withControl(yard, ({ events }) => events.stats({}));
    expect(byType["run.queued"]).toBeUndefined();
  });
});

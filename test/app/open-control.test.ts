// Control of a repository with and without a server: the same answers, by whoever has the store.
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openControl } from "../../src/app/open-control.ts";
import { openServer } from "../../src/app/open-server.ts";
import type { OpenControl } from "../../src/cli/world.ts";
import { BUILTIN_API_VERSION, type Resource } from "../../src/core/resources/resource.ts";
import { type AYard, createAYard } from "./a-yard.ts";

const NOWHERE = { dataDirectory: null, workflowFile: null, directory: null };
const CONTEXT = { project: "web", store: "context" };

function open(yard: AYard): Promise<OpenControl> {
  return openControl(yard.surroundings, NOWHERE);
}

async function withControl<T>(yard: AYard, work: (control: OpenControl) => Promise<T>): Promise<T> {
  const control = await open(yard);
  return await work(control).finally(() => control.close());
}

function createYard(): AYard {
  const yard = createAYard();
  onTestFinished(() => yard.dispose());
  return yard;
}

async function startServer(yard: AYard) {
  const server = await openServer(yard.surroundings, NOWHERE, {
    workers: null,
    untilIdle: false,
    webhookBind: null,
    onChange() {},
    onOutput() {},
  });
  onTestFinished(() => server.stop());
  return server;
}

function toStore(spec: Readonly<Record<string, unknown>>, project: string): Resource {
  const metadata = { name: "context", project, labels: {}, annotations: {} };
  return { apiVersion: BUILTIN_API_VERSION, kind: "WorkflowStore", metadata, spec, source: { origin: "apply", file: "-", line: 1 } };
}

const apply = (yard: AYard, spec: Readonly<Record<string, unknown>>, project = "default") =>
  withControl(yard, ({ resources }) =>
    resources.apply({ project, resources: [toStore(spec, project)], prune: false, dryRun: false, expected: null }),
  );

const put = (yard: AYard, key: string, value: string) =>
  withControl(yard, ({ entries }) => entries.put({ ...CONTEXT, key, value, taskId: null }));
const keys = (yard: AYard) =>
  withControl(yard, async ({ entries }) => (await entries.list({ ...CONTEXT, limit: 10, offset: 0 })).map(({ key }) => key));

describe("control", () => {
  it("is the store's without a server, and the server's while one runs", async () => {
    const yard = createYard();
    await put(yard, "before", "v");
    const server = await startServer(yard);
    const control = await open(yard);
    expect(control.server).toEqual({ pid: process.pid });
    expect(statSync(join(yard.data, "control.json")).mode & 0o777).toBe(0o600);
    await put(yard, "during", "v");
    expect(await keys(yard)).toEqual(["before", "during"]);
    await server.stop();
    expect(existsSync(join(yard.data, "control.json"))).toBe(false);
    await expect(control.entries.list({ ...CONTEXT, limit: 1, offset: 0 })).rejects.toMatchObject({ code: "control.unreachable" });
    const alone = await open(yard);
    expect(alone.server).toBe(null);
    await alone.close();
    expect(await keys(yard)).toEqual(["before", "during"]);
  });

  it("keeps a store as it is declared: by its project, else by the default one", async () => {
    const yard = createYard();
    await apply(yard, { schema: { type: "integer" } });
    await expect(put(yard, "k", "text")).rejects.toMatchObject({ code: "entry.invalid" });
    await put(yard, "k", "5");
    await apply(yard, { retention: { max_entries: 1 } }, "web");
    await put(yard, "l", "text");
    expect(await keys(yard)).toEqual(["l"]);
  });

  it("runs a store's commands in the repository, without our secrets", async () => {
    const yard = createYard();
    const commands = { get: "pwd; env | sort", put: "true", delete: "true", list: "true" };
    await apply(yard, { provider: "command", commands });
    Object.assign(yard.surroundings.variables, { GITHUB_TOKEN: "hunter2" });
    const entry = await withControl(yard, ({ entries }) => entries.get({ ...CONTEXT, key: "k" }));
    expect(entry?.value.split("\n")[0]).toBe(yard.repository.path);
    expect(entry?.value).toMatch(/^KEY=k$/m);
    expect(entry?.value).not.toContain("hunter2");
  });

  it("refuses a store whose schema does not hold before it is stored", async () => {
    const yard = createYard();
    const { obstacles } = await apply(yard, { schema: { type: "integr" } });
    expect(obstacles).toMatchObject([{ label: "workflowstore/context", path: "spec.schema.type" }]);
    await put(yard, "k", "anything");
  });

  it("keeps entries in files in the data directory", async () => {
    const yard = createYard();
    await apply(yard, { provider: "file" });
    await put(yard, "k", "v");
    expect(existsSync(join(yard.data, "stores/context/web/k.json"))).toBe(true);
    expect(await keys(yard)).toEqual(["k"]);
  });

  it("tells what is wrong in the repository's manifests, by whoever read them", async () => {
    const yard = createYard();
    yard.repository.commit("main", { ".yardmaster/all.yaml": "kind: Nothing\n" });
    const alone = await withControl(yard, async ({ warnings }) => warnings);
    expect(alone.map(({ file }) => file)).toContain(".yardmaster/all.yaml");
    await startServer(yard);
    expect(await withControl(yard, async ({ warnings }) => warnings)).toEqual(alone);
  });
});

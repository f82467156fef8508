// Triggers of a real server: applied while it runs, fired over HTTP, by files and by each other, and their tasks are done.
import { createHmac } from "node:crypto";
import { createServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createControl } from "../../src/app/create-control.ts";
import { openServer } from "../../src/app/open-server.ts";
import type { OpenParts } from "../../src/app/open-yard.ts";
import type { Server } from "../../src/cli/world.ts";
import type { RunSummary } from "../../src/core/views/run-summary.ts";
import { toResource } from "../../src/resources/manifest/read-manifest.ts";
import { readManifests } from "../../src/resources/manifest/read-manifests.ts";
import { type AYard, createAYard } from "./a-yard.ts";

const NOWHERE = { dataDirectory: null, workflowFile: null, directory: null };
const HELLO = `
kind: Workspace
metadata: { name: default }
spec: { root_path: . }
---
kind: Workflow
metadata: { name: hello }
spec:
  steps:
    - { id: greet, scope: task, command: 'echo "hello {payload_name}"' }
`;

function aTrigger(name: string, spec: string): string {
  return `---\nkind: Trigger\nmetadata: { name: ${name} }\nspec:\n${spec.replaceAll(/^/gm, "  ")}\n  action: { workflow: hello, workspace: default }\n  concurrencyPolicy: Allow\n`;
}

const OPEN = aTrigger("open", "event: { source: webhook, webhook: { insecure: true } }");
const opened: { close(): Promise<void> }[] = [];

interface Opened {
  readonly yard: AYard;
  readonly parts: OpenParts;
  readonly server: Server;
  apply(manifests: string): Promise<void>;
  runs(): Promise<readonly RunSummary[]>;
  post(
    path: string,
    body: string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<{ readonly status: number; readonly body: Record<string, string> }>;
}

async function open(manifests: string, webhookBind: string | null = "127.0.0.1:0"): Promise<Opened> {
  const yard = createAYard();
  opened.push({ close: () => yard.dispose() });
  const parts = await yard.open();
  const { resources } = createControl(parts, parts.store, yard.surroundings.variables);
  const apply = async (text: string) => {
    const read = readManifests(text.replaceAll(/^kind:/gm, "apiVersion: orchestrator.dev/v2\nkind:"), "m.yaml");
    const applied = { project: "default", resources: read.manifests.map((each) => toResource(each, "apply")) };
    const { obstacles } = await resources.apply({ ...applied, prune: false, dryRun: false, expected: null });
    expect([...obstacles, ...read.problems]).toEqual([]);
  };
  await apply(`${HELLO}${manifests}`);
  const server = await openServer(yard.surroundings, NOWHERE, {
    workers: null,
    untilIdle: false,
    webhookBind,
    onChange() {},
    onOutput() {},
  });
  opened.push({ close: () => server.stop() });
  return {
    yard,
    parts,
    server,
    apply,
    runs: async () => (await parts.yard.listRuns({ statuses: [], limit: 50 })).toReversed(),
    async post(path, body, headers = {}) {
      const answer = await fetch(`http://${server.webhooks}${path}`, { method: "POST", body, headers });
      return { status: answer.status, body: (await answer.json()) as Record<string, string> };
    },
  };
}

afterEach(async () => {
  for (const { close } of opened.splice(0).reverse()) await close();
});

describe("triggers of a server", () => {
  it("have the task of a webhook done, with its payload as variables", async () => {
    const { post, runs, parts } = await open(OPEN);
    const { status, body } = await post("/webhook/open", '{"name":"Ann; exit 1"}');
    expect([status, body["status"]]).toEqual([200, "fired"]);
    await expect.poll(async () => (await runs()).map((run) => run.status), { timeout: 10_000 }).toEqual(["completed"]);
    const [run] = await runs();
    expect(run?.id).toBe(body["task_id"]);
    const logs = await parts.yard.readLogs((await parts.yard.findRun(run?.id ?? "")).id);
    expect(logs.map(({ text }) => text).join("")).toContain("hello Ann; exit 1");
  });

  it("check signatures with the secrets that are stored now", async () => {
    const store = (data: string) => `---\nkind: SecretStore\nmetadata: { name: keys }\nspec: { data: ${data} }\n`;
    const signed = aTrigger("signed", "event: { source: webhook, webhook: { secret: { fromRef: keys } } }");
    const { post, apply } = await open(`${store("{ a: first-key }")}${signed}`);
    const sign = (body: string, key: string) => ({ "X-Webhook-Signature": createHmac("sha256", key).update(body).digest("hex") });
    expect((await post("/webhook/signed", "1", sign("1", "first-key"))).status).toBe(200);
    await apply(store("{ a: first-key, b: second-key }"));
    expect((await post("/webhook/signed", "2", sign("2", "first-key"))).status).toBe(200);
    expect((await post("/webhook/signed", "3", sign("3", "second-key"))).status).toBe(200);
    await apply(store("{ b: second-key }"));
    expect((await post("/webhook/signed", "4", sign("4", "first-key"))).status).toBe(401);
  });

  it("are taken note of while it runs", async () => {
    const { post, apply } = await open("", "127.0.0.1:0");
    expect((await post("/webhook/open", "{}")).status).toBe(404);
    await apply(OPEN);
    expect((await post("/webhook/open", "{}")).status).toBe(200);
  });

  it("fire when a task of another is completed", async () => {
    const after = aTrigger("after", "event: { source: task_completed, filter: { condition: payload_name == 'trigger-open' } }");
    const { post, runs } = await open(`${OPEN}${after}`);
    await post("/webhook/open", "{}");
    await expect
      .poll(async () => (await runs()).map(({ title }) => title.split(":")[0]), { timeout: 10_000 })
      .toEqual(["Triggered by 'open'", "Triggered by 'after'"]);
  });

  it("fire when a file comes, below the workspace", async () => {
    const files = aTrigger("files", "event: { source: filesystem, filesystem: { paths: [inbox], debounce_ms: 1 } }");
    const { runs, yard } = await open(files);
    yard.write("inbox/a.md", "x");
    await expect
      .poll(async () => (await runs()).map(({ title }) => title), { timeout: 10_000 })
      .toMatchObject([expect.stringContaining('"path":"inbox/a.md"')]);
  });

  it("do not keep a server from starting when the usual place for webhooks is taken", async () => {
    const other = createServer().listen(19_090, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve).once("error", resolve));
    const { server } = await open(OPEN, null);
    expect(server.webhooks).toBeNull();
    other.close();
  });

  it("keep it from starting when a place that someone named is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as { port: number };
    await expect(open(OPEN, `127.0.0.1:${port}`)).rejects.toMatchObject({ code: "http.address" });
    other.close();
  });

  it("take no webhooks where none are wanted", async () => {
    expect((await open(OPEN, "none")).server.webhooks).toBeNull();
  });

  it("listen nowhere unless someone named a place or a trigger takes webhooks", async () => {
    expect((await open("", null)).server.webhooks).toBeNull();
  });
});

// The client against a real door: answers and errors come through whole, and a server that is gone is told as such.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { CATALOGUE, type ErrorCode, YardmasterError } from "../../../src/core/errors.ts";
import { BODY_LIMIT_BYTES } from "../../../src/http/control/body-limit.ts";
import { createControlClient } from "../../../src/http/control/client.ts";
import { CONTROL_OPERATIONS } from "../../../src/runtime/control/control.ts";
import type { Entry } from "../../../src/runtime/control/entries.ts";
import { openDoor } from "./a-control.ts";

const PLACE = { project: "default", store: "context" };
const ENTRY: Entry = { key: "k", value: "v", updatedAt: 1, taskId: null };

async function listen(server: Server): Promise<number> {
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  return (server.address() as AddressInfo).port;
}

describe("the control client", () => {
  it("offers exactly the operations that may be called", () => {
    const client = createControlClient({ port: 1, token: "t" });
    const offered = Object.entries(client).map(([section, operations]) => [section, Object.keys(operations as object)]);
    expect(Object.fromEntries(offered)).toEqual(CONTROL_OPERATIONS);
  });

  it("brings any text there and back unchanged", async () => {
    const door = await openDoor({ entries: { put: async ({ key, value, taskId }) => ({ ...ENTRY, key, value, taskId }) } });
    const { entries } = createControlClient(door);
    const text = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), fc.constant("__proto__"));
    await fc.assert(
      fc.asyncProperty(text, text, async (key, value) => {
        expect(await entries.put({ ...PLACE, key, value, taskId: null })).toEqual({ ...ENTRY, key, value });
      }),
      { numRuns: 50 },
    );
  });

  it("says that a request is too large, whether it or the server finds so", async () => {
    const door = await openDoor({ entries: { list: async () => [] } }, { bodyLimitBytes: 100 });
    const ask = (port: number, length: number) =>
      createControlClient({ ...door, port }).entries.list({ project: "p".repeat(length), store: "s", limit: 1, offset: 0 });
    const told = { code: "control.too-large", hint: expect.stringContaining("less at a time") };
    await expect(ask(door.port, 5_000_000)).rejects.toMatchObject(told);
    // Nobody is there to hang up.
    await expect(ask(1, BODY_LIMIT_BYTES)).rejects.toMatchObject(told);
  });

  it("answers null and false as they are", async () => {
    const door = await openDoor({ entries: { get: async () => null, delete: async () => false }, triggers: { suspend: async () => null } });
    const client = createControlClient(door);
    expect(await client.entries.get({ ...PLACE, key: "k" })).toBe(null);
    expect(await client.entries.delete({ ...PLACE, key: "k" })).toBe(false);
    expect(await client.triggers.suspend({ project: "default", name: "t" })).toBe(null);
  });

  it("throws every error of ours again as it was, whatever its code", async () => {
    const problem = { file: "a.yaml", line: 3, column: 1, path: "spec.x", message: "is missing", hint: null, severity: "error" } as const;
    const codes = Object.keys(CATALOGUE) as ErrorCode[];
    const door = await openDoor({
      entries: {
        async get({ key }) {
          throw new YardmasterError(key as ErrorCode, `about ${key}`, { hint: "do this", problems: [problem] });
        },
      },
    });
    const { entries } = createControlClient(door);
    for (const code of codes) {
      const error = await entries.get({ ...PLACE, key: code }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(YardmasterError);
      expect(error).toMatchObject({ code, message: `about ${code}`, hint: "do this", problems: [problem] });
    }
    expect(door.failures).toEqual([]);
  });

  it("asks many things at once", async () => {
    const door = await openDoor({ entries: { get: async ({ key }) => ({ ...ENTRY, key }) } });
    const { entries } = createControlClient(door);
    const keys = Array.from({ length: 200 }, (_, index) => `k${index}`);
    const found = await Promise.all(keys.map((key) => entries.get({ ...PLACE, key })));
    expect(found.map((entry) => entry?.key)).toEqual(keys);
  });

  it("carries an apply of thousands of resources, and says so when it is more than the door takes", async () => {
    const applied: number[] = [];
    const door = await openDoor({
      resources: {
        async apply({ resources }) {
          applied.push(resources.length);
          return { changes: [], obstacles: [], warnings: [], notRun: [], version: 1 };
        },
      },
    });
    const { resources } = createControlClient(door);
    const source = { origin: "apply", file: "-", line: 1 } as const;
    const resource = (size: number) => ({
      apiVersion: "orchestrator.dev/v2",
      kind: "Workflow",
      metadata: { name: "w", project: "default", labels: {}, annotations: {} },
      spec: { steps: [{ id: "work", command: "x".repeat(size) }] },
      source,
    });
    const apply = (count: number, size: number) =>
      resources.apply({
        project: "default",
        resources: Array.from({ length: count }, () => resource(size)),
        prune: false,
        dryRun: false,
        expected: null,
      });
    await apply(5_000, 4_000);
    expect(applied).toEqual([5_000]);
    await expect(apply(5_000, 15_000)).rejects.toMatchObject({ code: "control.too-large" });
  });

  it("says that a server is gone", async () => {
    const door = await openDoor({ entries: { list: async () => [] } });
    const { entries } = createControlClient(door);
    const request = { ...PLACE, limit: 1, offset: 0 };
    expect(await entries.list(request)).toEqual([]);
    await door.stop(0);
    const error = await entries.list(request).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "control.unreachable", retryable: true });
    expect((error as Error).message).toBe("asking the server for entries/list: ECONNREFUSED");
  });

  it("says that a server went away before it answered", async () => {
    const port = await listen(createServer((request) => request.socket.destroy()));
    const { entries } = createControlClient({ port, token: "t" });
    await expect(entries.get({ ...PLACE, key: "k" })).rejects.toMatchObject({ code: "control.unreachable" });
  });

  it("does not wait for ever", async () => {
    const port = await listen(createServer(() => {}));
    const { entries } = createControlClient({ port, token: "t", timeoutMs: 50 });
    await expect(entries.get({ ...PLACE, key: "k" })).rejects.toMatchObject({ code: "control.timeout", retryable: false });
  });

  it("does not wait for ever for the rest of an answer", async () => {
    const port = await listen(createServer((_request, response) => response.writeHead(200).write("{")));
    const { entries } = createControlClient({ port, token: "t", timeoutMs: 50 });
    await expect(entries.get({ ...PLACE, key: "k" })).rejects.toMatchObject({ code: "control.timeout" });
  });

  it.each([
    [200, "<html>"],
    [200, ""],
    [404, "not here"],
    [500, "{}"],
    [500, '{"error":{"code":"no.such-code","message":"m"}}'],
    [500, '{"error":{"code":"toString","message":"m"}}'],
    [500, '{"error":null}'],
    [500, "null"],
  ])("does not take %s %s for an answer of ours", async (status, text) => {
    const port = await listen(createServer((_request, response) => response.writeHead(status).end(text)));
    const { entries } = createControlClient({ port, token: "t" });
    await expect(entries.get({ ...PLACE, key: "k" })).rejects.toMatchObject({ code: "control.failed" });
  });

  it("shows the token to nobody that it is sent on to", async () => {
    const seen: string[] = [];
    const other = await listen(
      createServer((request, response) => {
        seen.push(request.headers.authorization ?? "none");
        response.end("{}");
      }),
    );
    const port = await listen(
      createServer((_request, response) => response.writeHead(307, { location: `http://127.0.0.1:${other}/` }).end()),
    );
    const { entries } = createControlClient({ port, token: "t" });
    await expect(entries.get({ ...PLACE, key: "k" })).rejects.toMatchObject({ code: "control.unreachable" });
    expect(seen).toEqual([]);
  });
});

// The control door against callers of every kind: ours, strangers, browsers, and those who send nonsense.
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { YardmasterError } from "../../../src/core/errors.ts";
import { ask, createGate, openDoor } from "./a-control.ts";

const ENTRY = { key: "k", value: "v", updatedAt: 1, taskId: null };
const LIST = "/control/entries/list";
const ASKED = JSON.stringify({ project: "p", store: "s", limit: 10, offset: 0 });

function errorOf(body: string): { readonly code: string; readonly message: string } {
  return (JSON.parse(body) as { error: { code: string; message: string } }).error;
}

async function openWithList() {
  const door = await openDoor({ entries: { list: async () => [ENTRY] } });
  const headers = { authorization: `Bearer ${door.token}`, "content-type": "application/json" };
  return { ...door, headers };
}

describe("the control door", () => {
  it("answers an operation with its JSON", async () => {
    const asked: object[] = [];
    const door = await openDoor({
      entries: {
        async put(request) {
          asked.push(request);
          return ENTRY;
        },
      },
    });
    const headers = { authorization: `Bearer ${door.token}`, "content-type": "application/json; charset=utf-8" };
    const request = { project: "p", store: "s", key: "k", value: "ü\u2028", taskId: null };
    const { status, body } = await ask(door.port, "/control/entries/put", { headers, body: JSON.stringify(request) });
    expect([status, JSON.parse(body)]).toEqual([200, ENTRY]);
    expect(asked).toEqual([request]);
  });

  it("listens on this machine's loopback alone, under a token of its own", async () => {
    const [one, other] = [await openDoor({}), await openDoor({})];
    expect(one.token).toMatch(/^[\w-]{43}$/);
    expect(one.token).not.toBe(other.token);
    await expect(ask(one.port, LIST, { headers: { authorization: `Bearer ${other.token}` } })).resolves.toMatchObject({ status: 401 });
    const elsewhere = new Promise((resolve) =>
      connect(one.port, "127.0.0.2")
        .on("connect", resolve)
        .on("error", (error) => resolve(error)),
    );
    expect(await elsewhere).toMatchObject({ code: "ECONNREFUSED" });
  });

  it("tells that it is there to who has the token", async () => {
    const { port, headers } = await openWithList();
    expect(await ask(port, "/control/health", { method: "GET", headers })).toEqual({ status: 200, body: '{"status":"ok"}' });
    expect((await ask(port, "/control/health", { method: "GET" })).status).toBe(401);
  });

  it.each([
    ["no token", {}],
    ["an empty token", { authorization: "Bearer " }],
    ["another token", { authorization: "Bearer AAAA" }],
    ["a token with more behind it", { authorization: "Bearer TOKENx" }],
    ["the token under another scheme", { authorization: "Basic TOKEN" }],
  ])("refuses %s", async (_, given: { authorization?: string }) => {
    const { port, token, headers } = await openWithList();
    const { authorization: _own, ...rest } = headers;
    const shown = given.authorization === undefined ? {} : { authorization: given.authorization.replace("TOKEN", token) };
    const { status, body } = await ask(port, LIST, { headers: { ...rest, ...shown }, body: ASKED });
    expect([status, errorOf(body).code]).toEqual([401, "control.unauthorized"]);
    expect(body).not.toContain(token);
  });

  it.each([
    { origin: "https://evil.example" },
    { origin: "http://127.0.0.1" },
    { origin: "null" },
    { host: "evil.example" },
    { host: "127.0.0.1.evil.example" },
    { host: "localhost.evil.example:80" },
    { host: "evil.example:127.0.0.1" },
    { host: "169.254.169.254" },
  ])("refuses a page in a browser: %o", async (foreign) => {
    const { port, headers } = await openWithList();
    const given: Record<string, string> = { ...headers, ...(foreign as Record<string, string>) };
    const { status } = await ask(port, LIST, { headers: given, body: ASKED });
    expect([400, 403]).toContain(status);
    expect((await ask(port, "/control/health", { method: "GET", headers: given })).status).toBe(status);
  });

  it.each(["localhost", "localhost:99", "[::1]:99", "LOCALHOST"])("takes the loopback's name %s", async (host) => {
    const { port, headers } = await openWithList();
    expect((await ask(port, LIST, { headers: { ...headers, host }, body: ASKED })).status).toBe(200);
  });

  it.each([
    "/control/entries/nothing",
    "/control/nothing/list",
    "/control/__proto__/constructor",
    "/control/constructor/call",
    "/control/entries/__proto__",
    "/control/entries/constructor",
    "/control/entries/toString",
    "/control/entries/list/more",
    "/control/entries%2Flist/x",
    "/control/",
    "/",
  ])("knows no operation %s", async (path) => {
    const { port, headers, failures } = await openWithList();
    const { status, body } = await ask(port, path, { headers, body: "{}" });
    expect([status, errorOf(body).code]).toEqual([404, "control.unknown-operation"]);
    expect(failures).toEqual([]);
  });

  it("takes operations as POST only", async () => {
    const { port, headers } = await openWithList();
    for (const method of ["GET", "PUT", "DELETE"]) expect((await ask(port, LIST, { method, headers })).status).toBe(404);
  });

  it.each(["", "{", "nothing", "[]", "null", "1", '"x"', "{}{}", '{"a":1,}', "\u0000"])("refuses the body %o", async (text) => {
    const { port, headers, failures } = await openWithList();
    const { status, body } = await ask(port, LIST, { headers, body: text });
    expect([status, errorOf(body).code]).toEqual([400, "control.invalid-request"]);
    expect(failures).toEqual([]);
  });

  it.each(["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""])("refuses the content type %o", async (type) => {
    const { port, headers } = await openWithList();
    const { status, body } = await ask(port, LIST, { headers: { ...headers, "content-type": type }, body: ASKED });
    expect([status, errorOf(body).code]).toEqual([400, "control.invalid-request"]);
  });

  it("refuses a body that is too large, declared or not", async () => {
    const door = await openDoor({ entries: { list: async () => [] } }, { bodyLimitBytes: 100 });
    const headers = { authorization: `Bearer ${door.token}`, "content-type": "application/json" };
    const body = JSON.stringify({ project: "p".repeat(100) });
    for (const how of [{ "content-length": String(body.length) }, { "transfer-encoding": "chunked" }]) {
      const answer = await ask(door.port, LIST, { headers: { ...headers, ...how }, body });
      expect([answer.status, errorOf(answer.body)]).toMatchObject([
        413,
        { code: "control.too-large", message: "asking the server for entries/list: a request has at most 100 bytes" },
      ]);
    }
    expect((await ask(door.port, LIST, { headers, body: ASKED })).status).toBe(200);
  });

  it("answers an error of ours with its code's status, and keeps every other to itself", async () => {
    const door = await openDoor({
      entries: {
        async list() {
          throw new YardmasterError("store.busy", "listing entries: another process is writing", { cause: new Error("secret cause") });
        },
        async get() {
          throw new TypeError("secret thing");
        },
      },
    });
    const headers = { authorization: `Bearer ${door.token}`, "content-type": "application/json" };
    const known = await ask(door.port, LIST, { headers, body: ASKED });
    expect(known.status).toBe(503);
    expect(JSON.parse(known.body)).toEqual({
      error: { code: "store.busy", message: "listing entries: another process is writing", hint: null, problems: [] },
    });
    const unknown = await ask(door.port, "/control/entries/get", { headers, body: JSON.stringify({ project: "p", store: "s", key: "k" }) });
    expect([unknown.status, errorOf(unknown.body).code]).toEqual([500, "control.failed"]);
    expect(unknown.body).not.toMatch(/secret|TypeError|\.ts:/);
    expect(door.failures).toEqual([{ error: new TypeError("secret thing"), operation: "/control/entries/get" }]);
  });

  it("survives a caller that hangs up in the middle of its request", async () => {
    const { port, headers } = await openWithList();
    await new Promise<void>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => {
        socket.write(`POST ${LIST} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${headers.authorization}\r\n`);
        socket.write("Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{", () => socket.destroy());
      });
      socket.on("close", () => resolve());
    });
    expect((await ask(port, LIST, { headers, body: ASKED })).status).toBe(200);
  });

  it("lets what is under way end before it closes, and takes nothing new", async () => {
    const release = createGate();
    const begun = createGate();
    const door = await openDoor({
      entries: {
        async list() {
          begun.open();
          await release.passed;
          return [];
        },
      },
    });
    const headers = { authorization: `Bearer ${door.token}`, "content-type": "application/json" };
    const answer = ask(door.port, LIST, { headers, body: ASKED });
    await begun.passed;
    const stopped = door.stop(60_000);
    await expect(ask(door.port, LIST, { headers, body: ASKED })).rejects.toMatchObject({ code: "ECONNREFUSED" });
    release.open();
    expect(await answer).toEqual({ status: 200, body: "[]" });
    await stopped;
    await door.stop(0);
  });

  it("hangs up on what does not end in time", async () => {
    const begun = createGate();
    const door = await openDoor({
      entries: {
        list() {
          begun.open();
          return new Promise(() => {});
        },
      },
    });
    const headers = { authorization: `Bearer ${door.token}`, "content-type": "application/json" };
    const answer = ask(door.port, LIST, { headers, body: ASKED });
    const failed = expect(answer).rejects.toMatchObject({ code: "ECONNRESET" });
    await begun.passed;
    await door.stop(10);
    await failed;
  });
});

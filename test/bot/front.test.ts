// The front of the App's door, over HTTP: who gets in, who does not, and what is said to either.
import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { createFront, type FrontOptions } from "../../src/bot/front.ts";
import type { ProvenDelivery } from "../../src/bot/receive-delivery.ts";
import { YardmasterError } from "../../src/core/errors.ts";
import type { Acceptance } from "../../src/runtime/inbox/inbox.ts";
import { createHandClock } from "../../src/testing/hand-clock.ts";
import { signedHeaders } from "../support/example-deliveries.ts";

const SECRET = "the secret that holds";
const PREVIOUS = "the secret before";
const BODY = JSON.stringify({ action: "opened" });

interface Given {
  readonly url: string;
  readonly port: number;
  readonly received: readonly ProvenDelivery[];
  readonly logged: readonly string[];
  post(headers: Readonly<Record<string, string>>, body?: string): Promise<{ status: number; body: unknown; headers: Headers }>;
}

async function given(
  options: Partial<FrontOptions> = {},
  answer: () => Acceptance | Promise<Acceptance> = () => ({ outcome: "accepted" }),
): Promise<Given> {
  const received: ProvenDelivery[] = [];
  const logged: string[] = [];
  const note = (facts: object, message: string) => void logged.push(`${message} ${JSON.stringify(facts)}`);
  const front = createFront({
    secrets: [SECRET, PREVIOUS],
    clock: createHandClock(1_000_000),
    log: { info: note, warn: note, error: note },
    async receive(delivery) {
      received.push(delivery);
      return await answer();
    },
    ...options,
  });
  const server = createServer((request, response) => {
    void front(request, response).then((taken) => taken || response.writeHead(404).end("elsewhere"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    received,
    logged,
    async post(headers, body = BODY) {
      const response = await fetch(`${url}/api/github/webhooks`, { method: "POST", headers, body });
      return { status: response.status, body: await response.json(), headers: response.headers };
    },
  };
}

describe("a signed delivery", () => {
  it("is stored before it is answered", async () => {
    const { post, received } = await given();
    expect(await post(signedHeaders("issues", BODY, SECRET, "g-1"))).toMatchObject({ status: 202, body: { status: "accepted" } });
    expect(received).toEqual([{ guid: "g-1", event: "issues", payload: { action: "opened" } }]);
  });

  it("may be signed with the secret before, while it is being changed", async () => {
    const { post } = await given();
    expect((await post(signedHeaders("issues", BODY, PREVIOUS))).status).toBe(202);
  });

  it("says what became of it", async () => {
    const duplicate = await given({}, () => ({ outcome: "duplicate" }));
    expect(await duplicate.post(signedHeaders("issues", BODY, SECRET))).toMatchObject({ status: 200, body: { status: "duplicate" } });
    const ignored = await given({}, () => ({ outcome: "ignored", reason: "we did it ourselves" }));
    expect(await ignored.post(signedHeaders("issues", BODY, SECRET))).toMatchObject({
      status: 202,
      body: { status: "ignored", reason: "we did it ourselves" },
    });
  });

  it("that cannot be stored is not answered well, so that it is delivered again", async () => {
    const busy = await given({}, () => Promise.reject(new YardmasterError("store.busy", "storing")));
    expect(await busy.post(signedHeaders("issues", BODY, SECRET))).toMatchObject({ status: 503 });
    const broken = await given({}, () => Promise.reject(new Error("a secret path")));
    expect(await broken.post(signedHeaders("issues", BODY, SECRET))).toMatchObject({
      status: 500,
      body: { error: "the delivery could not be stored" },
    });
  });
});

describe("anything else", () => {
  const without = (name: string) => {
    const { [name]: _, ...headers } = signedHeaders("issues", BODY, SECRET);
    return headers;
  };
  const changed = (changes: Readonly<Record<string, string>>) => ({ ...signedHeaders("issues", BODY, SECRET), ...changes });

  it.each([
    ["unsigned", without("x-hub-signature-256"), 401],
    ["signed with another secret", signedHeaders("issues", BODY, "guessed"), 401],
    ["signed for another body", signedHeaders("issues", `${BODY} `, SECRET), 401],
    ["signed with SHA-1 only", { ...without("x-hub-signature-256"), "x-hub-signature": "sha1=0000" }, 401],
    ["signed with nonsense", changed({ "x-hub-signature-256": "sha256=zz" }), 401],
    ["without an id", without("x-github-delivery"), 400],
    ["with an id like a path", changed({ "x-github-delivery": "../../etc" }), 400],
    ["with an endless id", changed({ "x-github-delivery": "a".repeat(65) }), 400],
    ["without an event", without("x-github-event"), 400],
    ["with an event that is none", changed({ "x-github-event": "issues.opened" }), 400],
    ["a form", changed({ "content-type": "application/x-www-form-urlencoded" }), 415],
  ])("is refused: %s", async (_, headers, status) => {
    const { post, received, logged } = await given();
    const answer = await post(headers);
    expect([answer.status, received.length, logged.length]).toEqual([status, 0, 1]);
    expect(JSON.stringify([answer.body, logged])).not.toMatch(new RegExp(`${SECRET}|${PREVIOUS}|etc|aaaa`));
  });

  it("is refused when its body is no JSON, though it is signed", async () => {
    const { post } = await given();
    expect((await post(signedHeaders("issues", "{", SECRET), "{")).status).toBe(400);
  });

  it("is refused by another method, and left to others on another path", async () => {
    const { url } = await given();
    const got = await fetch(`${url}/api/github/webhooks/?x=1`);
    expect([got.status, got.headers.get("allow")]).toEqual([405, "POST"]);
    expect((await fetch(`${url}/api/github/webhooks/more`, { method: "POST" })).status).toBe(404);
    expect((await fetch(`${url}/`)).status).toBe(404);
  });

  it("is logged without filling the disk", async () => {
    const { post, logged } = await given();
    for (let time = 0; time < 20; time += 1) await post(without("x-hub-signature-256"));
    expect(logged).toHaveLength(1);
  });
});

describe("the body", () => {
  it("is refused by its announced length before a byte of it is read", async () => {
    const { port, received } = await given({ bodyLimit: 100 });
    const headers = { ...signedHeaders("issues", BODY, SECRET), "content-length": "101" };
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest({ port, host: "127.0.0.1", method: "POST", path: "/api/github/webhooks", headers }, (response) => {
        resolve([response.statusCode, response.headers.connection]);
        request.destroy();
      });
      request.on("error", reject);
      request.flushHeaders();
    });
    expect([status, received.length]).toEqual([[413, "close"], 0]);
  });

  it("is refused when it turns out longer than the limit", async () => {
    const { port } = await given({ bodyLimit: 100_000 });
    const { "content-type": type = "", ...rest } = signedHeaders("issues", BODY, SECRET);
    const status = await new Promise((resolve, reject) => {
      const headers = { ...rest, "content-type": type, "transfer-encoding": "chunked" };
      const request = httpRequest({ port, host: "127.0.0.1", method: "POST", path: "/api/github/webhooks", headers }, (response) => {
        resolve(response.statusCode);
        request.destroy();
      });
      request.on("error", reject);
      request.write("x".repeat(100_001));
    });
    expect(status).toBe(413);
  });

  it("of a large size waits for no more than a few others", async () => {
    const { port, url } = await given({ largeBodies: 1 });
    const large = { ...signedHeaders("issues", BODY, SECRET), "content-length": String(1024 ** 2) };
    const head = Object.entries(large).map(([name, value]) => `${name}: ${value}\r\n`);
    const slow = connect(port, "127.0.0.1");
    slow.write(`POST /api/github/webhooks HTTP/1.1\r\nhost: x\r\n${head.join("")}\r\n{`);
    onTestFinished(() => void slow.destroy());
    const body = `{"a":"${"x".repeat(600_000)}"}`;
    const post = () => fetch(`${url}/api/github/webhooks`, { method: "POST", headers: signedHeaders("issues", body, SECRET), body });
    await untilStatus(post, 503);
    slow.destroy();
    await untilStatus(post, 202);
  });

  it("that never arrives whole leaves nothing behind", async () => {
    const { port, received, logged, post } = await given();
    const head = Object.entries({ ...signedHeaders("issues", BODY, SECRET), "content-length": "1000" }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    const gone = connect(port, "127.0.0.1");
    await new Promise<void>((resolve) => {
      gone.write(`POST /api/github/webhooks HTTP/1.1\r\nhost: x\r\n${head.join("")}\r\n{`, () => {
        gone.destroy();
        resolve();
      });
    });
    expect((await post(signedHeaders("issues", BODY, SECRET))).status).toBe(202);
    expect([received.length, logged]).toEqual([1, []]);
  });
});

describe("the health of the door", () => {
  it("is told to whoever asks", async () => {
    const { url } = await given();
    expect(await (await fetch(`${url}/health`)).text()).toBe("ok");
    expect(await (await fetch(`${url}/ping`)).text()).toBe("PONG");
  });

  it("names what is not well, and is health all the same", async () => {
    const { url } = await given({ listTroubles: () => ["repositories that cannot be opened: 1"] });
    const answer = await fetch(`${url}/health`);
    expect([answer.status, await answer.text()]).toEqual([200, "ok\nrepositories that cannot be opened: 1"]);
  });
});

async function untilStatus(ask: () => Promise<Response>, status: number): Promise<void> {
  for (let time = 0; time < 200; time += 1) {
    const response = await ask();
    await response.arrayBuffer();
    if (response.status === status) return;
  }
  throw new Error(`the status never became ${status}`);
}

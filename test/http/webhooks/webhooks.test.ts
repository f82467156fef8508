// Webhooks over real HTTP on loopback, with a real store behind: each kind of delivery is answered as docs/triggers.md says, and none starts anything twice.
import { createHmac } from "node:crypto";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { YardmasterError } from "../../../src/core/errors.ts";
import { type Listener, listen } from "../../../src/http/listen.ts";
import { BODY_LIMIT, createWebhooks } from "../../../src/http/webhooks/create-webhooks.ts";
import { createDeliveries } from "../../../src/runtime/triggers/deliveries.ts";
import type { TriggerTasks } from "../../../src/runtime/triggers/trigger-tasks.ts";
import { createTriggerWorld, type TriggerWorld } from "../../support/trigger-world.ts";

let world: TriggerWorld;
let listener: Listener;
const listeners: Listener[] = [];
beforeEach(async () => {
  world = await createTriggerWorld();
  world.declare("SecretStore", "keys", "data: { new: k-new, old: k-old }");
  world.declare("SecretStore", "blank", 'data: { none: "" }');
  world.declare("Trigger", "signed", webhook("webhook: { secret: { fromRef: keys } }"));
  world.declare("Trigger", "open", webhook("webhook: { insecure: true }"));
  listener = await serve();
});
afterEach(async () => {
  for (const each of listeners.splice(0)) await each.stop();
  await world.dispose();
});

function webhook(block: string, rules = "concurrencyPolicy: Allow"): string {
  return `event:\n  source: webhook\n  ${block}\naction: { workflow: fix, workspace: main }\n${rules}`;
}

async function serve(tasks: Partial<TriggerTasks> = {}, requestTimeoutMs = 15_000): Promise<Listener> {
  const { desk } = await world.open(tasks);
  const deliveries = createDeliveries({ ...world, desk });
  const served = await listen(createWebhooks({ deliveries, log: world.log }), { bind: { host: "127.0.0.1", port: 0 }, requestTimeoutMs });
  listeners.push(served);
  return served;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

async function post(
  path: string,
  body: NonNullable<RequestInit["body"]> = "",
  headers: Readonly<Record<string, string>> = {},
  to = listener,
): Promise<Answer> {
  const url = `http://127.0.0.1:${to.address.port}${path}`;
  const answer = await fetch(url, { method: "POST", body, headers, duplex: "half" } as RequestInit);
  return { status: answer.status, body: await answer.json(), headers: answer.headers };
}

function sign(body: string, key = "k-new"): string {
  return createHmac("sha256", key).update(body).digest("hex");
}

function signed(body: string, headers: Readonly<Record<string, string>> = {}, key = "k-new"): Promise<Answer> {
  return post("/webhook/signed", body, { "X-Webhook-Signature": sign(body, key), ...headers });
}

async function countTasks(): Promise<number> {
  return (await world.listTasks()).length;
}

describe("a signed delivery", () => {
  it("fires the trigger, and its payload is the task's", async () => {
    const body = '{"action":"opened"}';
    expect(await signed(body)).toMatchObject({ status: 200, body: { task_id: "task-1", trigger: "signed", status: "fired" } });
    expect(await world.listTasks()).toMatchObject([{ goal: `Triggered by 'signed': ${body}`, variables: { payload_action: "opened" } }]);
  });

  it.each(["k-new", "k-old"])("may be signed with any key of the store, such as %s", async (key) => {
    expect(await signed("{}", {}, key)).toMatchObject({ status: 200 });
  });

  it("may have sha256= before the signature, and be signed over bytes that are no ASCII", async () => {
    const body = '{"name":"Jürgen 😀"}';
    expect(await post("/webhook/signed", body, { "X-Webhook-Signature": `sha256=${sign(body).toUpperCase()}` })).toMatchObject({
      status: 200,
    });
  });

  it("is checked in the header that the trigger names", async () => {
    world.declare("Trigger", "github", webhook("webhook: { secret: { fromRef: keys }, signatureHeader: X-Hub-Signature-256 }"));
    const header = { "x-hub-signature-256": `sha256=${sign("{}")}` };
    expect(await post("/webhook/github", "{}", header)).toMatchObject({ status: 200 });
    expect(await post("/webhook/github", "{}", { "X-Webhook-Signature": sign("{}") })).toMatchObject({ status: 401 });
  });

  it("with an empty body has no payload", async () => {
    expect(await signed("")).toMatchObject({ status: 200 });
    expect(await world.listTasks()).toMatchObject([{ goal: "Triggered by: signed" }]);
  });

  it("is addressed with its project or without", async () => {
    const headers = { "X-Webhook-Signature": sign("1") };
    expect(await post("/webhook/default/signed", "1", headers)).toMatchObject({ status: 200 });
    expect(await post("/webhook/other/signed", "1", headers)).toMatchObject({ status: 404 });
  });

  it("fires the addressed trigger alone", async () => {
    await signed("{}");
    expect((await world.listTasks()).map(({ name }) => name)).toEqual(["trigger-signed"]);
  });

  it("goes on with the keys that are there now", async () => {
    world.declare("SecretStore", "keys", "data: { newest: k-newest }");
    expect(await signed("{}")).toMatchObject({ status: 401 });
    expect(await signed("{}", {}, "k-newest")).toMatchObject({ status: 200 });
  });
});

describe("a delivery that cannot be trusted", () => {
  it("is refused when it is not signed", async () => {
    const answer = await post("/webhook/signed", "{}");
    expect(answer).toMatchObject({ status: 401, body: { error: "missing signature", code: "webhook.unsigned" } });
  });

  it.each(["sha256=", "deadbeef", `sha1=${"a".repeat(64)}`, "x".repeat(64), `${"a".repeat(64)}, ${"b".repeat(64)}`])(
    "is refused when its signature is no signature: %s",
    async (signature) => {
      expect(await post("/webhook/signed", "{}", { "X-Webhook-Signature": signature })).toMatchObject({
        status: 401,
        body: { error: "invalid signature" },
      });
    },
  );

  it("is refused when no key made its signature, before its body is looked at", async () => {
    expect(await signed("not json", {}, "k-wrong")).toMatchObject({ status: 401, body: { error: "invalid signature (no matching key)" } });
    expect(await signed("{}", { "X-Webhook-Signature": sign("{} ") })).toMatchObject({ status: 401 });
  });

  it.each([
    ["has no webhook block", "{}"],
    ["has a block without a secret", "{ signatureHeader: X-A }"],
    ["names a store without a value", "{ secret: { fromRef: blank } }"],
    ["names a store that is not there", "{ secret: { fromRef: missing } }"],
  ])("is refused when the trigger %s", async (_why, block) => {
    world.declare("Trigger", "keyless", webhook(block === "{}" ? "filter: {}" : `webhook: ${block}`));
    const answer = await post("/webhook/keyless", "{}", { "X-Webhook-Signature": sign("{}", "") });
    expect(answer).toMatchObject({
      status: 403,
      body: { error: "trigger 'keyless' has no secret to check deliveries with", code: "webhook.refused" },
    });
    expect(JSON.stringify(answer.body)).not.toMatch(/missing'|blank/);
  });

  it("starts nothing", async () => {
    await post("/webhook/signed", "{}");
    await signed("{}", {}, "k-wrong");
    expect(await countTasks()).toBe(0);
  });

  it("is told in words that hold no secret", async () => {
    const answers = [await post("/webhook/signed", "{}"), await signed("{}", {}, "k-wrong"), await signed("x")];
    expect(JSON.stringify([answers, world.log.lines])).not.toMatch(/k-new|k-old/);
  });
});

describe("an insecure trigger", () => {
  it("takes what nobody signed", async () => {
    expect(await post("/webhook/open", "{}")).toMatchObject({ status: 200, body: { status: "fired" } });
  });

  it.each([{ origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }])(
    "takes nothing that a web page sends: %o",
    async (headers) => {
      // A browser sends these by itself; here they are written by hand.
      expect(await raw(`POST /webhook/open HTTP/1.1\r\n${toLines(headers)}content-length: 2\r\n\r\n{}`)).toMatch(/^HTTP\/1\.1 403 /);
      expect(await countTasks()).toBe(0);
    },
  );
});

describe("a delivery that came before", () => {
  const DUPLICATE = { status: 200, body: { task_id: "task-1", status: "duplicate" } };

  it.each(["X-GitHub-Delivery", "Webhook-Id", "X-Delivery-Id", "Idempotency-Key"])("is known by %s", async (header) => {
    expect(await signed('{"n":1}', { [header]: "d-1" })).toMatchObject({ status: 200, body: { status: "fired" } });
    expect(await signed('{"n":2}', { [header]: "d-1" })).toMatchObject(DUPLICATE);
    expect(await signed('{"n":3}', { [header]: "d-2" })).toMatchObject({ body: { task_id: "task-2", status: "fired" } });
    expect(await countTasks()).toBe(2);
  });

  it("is known by the header that the trigger names, and by no other", async () => {
    world.declare("Trigger", "signed", webhook("webhook: { secret: { fromRef: keys }, deliveryHeader: X-My-Id }"));
    await signed('{"n":1}', { "X-My-Id": "d-1", "X-Delivery-Id": "e" });
    expect(await signed('{"n":2}', { "X-My-Id": "d-2", "X-Delivery-Id": "e" })).toMatchObject({ body: { status: "fired" } });
    expect(await signed('{"n":3}', { "X-My-Id": "d-1" })).toMatchObject(DUPLICATE);
  });

  it("is known by its signed body, whatever id someone writes on it", async () => {
    await signed("{}", { "X-GitHub-Delivery": "d-1" });
    expect(await signed("{}", { "X-GitHub-Delivery": "d-2" })).toMatchObject(DUPLICATE);
    expect(await signed("{}")).toMatchObject(DUPLICATE);
    expect(await countTasks()).toBe(1);
  });

  it("is known for the window that the trigger sets", async () => {
    world.declare("Trigger", "signed", webhook("webhook: { secret: { fromRef: keys }, replayWindow: 60 }"));
    await signed("{}");
    world.clock.advance(59_999);
    expect(await signed("{}")).toMatchObject(DUPLICATE);
    world.clock.advance(1);
    expect(await signed("{}")).toMatchObject({ body: { task_id: "task-2", status: "fired" } });
  });

  it("to an insecure trigger is known by its id, and without one by its body for a minute", async () => {
    await post("/webhook/open", "{}");
    expect(await post("/webhook/open", "{}")).toMatchObject(DUPLICATE);
    expect(await post("/webhook/open", "{}", { "Idempotency-Key": "1" })).toMatchObject({ body: { status: "fired" } });
    expect(await post("/webhook/open", "{}", { "Idempotency-Key": "2" })).toMatchObject({ body: { status: "fired" } });
    world.clock.advance(60_000);
    expect(await post("/webhook/open", "{}")).toMatchObject({ body: { status: "fired" } });
  });

  it("starts nothing twice when it comes many times at once", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => signed("{}", { "X-GitHub-Delivery": "d-1" })));
    expect(answers.map(({ body }) => (body as { status: string }).status).filter((status) => status === "fired")).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => (body as { task_id: string }).task_id))).toEqual(new Set(["task-1"]));
    expect(await countTasks()).toBe(1);
  });

  it("starts nothing twice when another server takes it", async () => {
    const other = await serve();
    const headers = { "X-Webhook-Signature": sign("{}"), "X-GitHub-Delivery": "d-1" };
    await Promise.all([post("/webhook/signed", "{}", headers), post("/webhook/signed", "{}", headers, other)]);
    expect(await countTasks()).toBe(1);
  });

  it("may try again when it could not be handled", async () => {
    const failing = await serve({ create: () => Promise.reject(new YardmasterError("config.invalid", "workflow not found: fix")) });
    const headers = { "X-Webhook-Signature": sign("{}"), "X-GitHub-Delivery": "d-1" };
    expect(await post("/webhook/signed", "{}", headers, failing)).toMatchObject({
      status: 500,
      body: { error: "the delivery could not be handled", code: "config.invalid" },
    });
    expect(await post("/webhook/signed", "{}", headers)).toMatchObject({ status: 200, body: { status: "fired" } });
  });

  it("is asked to come again when the store is busy", async () => {
    const failing = await serve({ create: () => Promise.reject(new YardmasterError("store.busy", "the store is busy")) });
    expect(await post("/webhook/open", "{}", {}, failing)).toMatchObject({ status: 503, body: { code: "store.busy" } });
  });
});

describe("a body", () => {
  it.each(["not json", '{"a":1', "{}{}", "NaN", "'a'", '{"a":1}\u0000'])("that is not JSON is refused: %j", async (body) => {
    expect(await signed(body)).toMatchObject({ status: 400, body: { error: "invalid JSON body", code: "webhook.invalid-body" } });
    expect(await countTasks()).toBe(0);
  });

  it("that is not UTF-8 is refused", async () => {
    expect(await post("/webhook/open", new Uint8Array([0x22, 0xff, 0x22]))).toMatchObject({ status: 400 });
  });

  it("that is a form is refused with the way out", async () => {
    const form = { "content-type": "application/x-www-form-urlencoded" };
    expect(await post("/webhook/open", "payload=%7B%7D", form)).toMatchObject({
      status: 400,
      body: { hint: "have it sent as application/json, not as a form" },
    });
  });

  it("that is nested beyond measure is refused", async () => {
    expect(await post("/webhook/open", `${"[".repeat(200_000)}${"]".repeat(200_000)}`)).toMatchObject({ status: 400 });
  });

  it("may name what objects inherit, without harm", async () => {
    expect(await post("/webhook/open", '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"x":1}}}')).toMatchObject({
      status: 200,
    });
    expect(({} as Record<string, unknown>)["isAdmin"]).toBeUndefined();
    expect((await world.listTasks())[0]?.variables).toEqual({
      payload_json: '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"x":1}}}',
    });
  });

  it("may be as large as the limit", async () => {
    const body = `"${"x".repeat(BODY_LIMIT - 2)}"`;
    expect(await signed(body)).toMatchObject({ status: 200 });
    expect((await world.listTasks())[0]?.goal).toHaveLength("Triggered by 'signed': ".length + 500);
  });

  it("larger than that is refused", async () => {
    expect(await signed(`"${"x".repeat(BODY_LIMIT - 1)}"`)).toMatchObject({
      status: 413,
      body: { error: "body too large", code: "webhook.too-large" },
    });
  });

  it("larger than that is refused without being read to its end", async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 65_536;
        controller.enqueue(new Uint8Array(65_536));
      },
    });
    const answer = await post("/webhook/signed", endless, { "X-Webhook-Signature": sign("{}") }).catch((error: unknown) => error);
    if (answer instanceof Error) expect(answer.message).toBe("fetch failed");
    else expect(answer).toMatchObject({ status: 413 });
    expect(sent).toBeLessThan(64 * BODY_LIMIT);
    expect(await signed("{}")).toMatchObject({ status: 200 });
  });

  it("that does not come whole starts nothing, and is no failure of ours", async () => {
    const { desk } = await world.open();
    const app = createWebhooks({ deliveries: createDeliveries({ ...world, desk }), log: world.log });
    const broken = new ReadableStream({ start: (controller) => controller.error(new Error("aborted")) });
    const answer = await app.request("/webhook/open", { method: "POST", body: broken, duplex: "half" } as RequestInit);
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: "webhook.invalid-body", trigger: "open" }]);
    expect([await countTasks(), world.log.lines]).toEqual([0, []]);
  });

  it("that was announced as too large is refused before it comes", async () => {
    expect(await raw(`POST /webhook/signed HTTP/1.1\r\ncontent-length: ${BODY_LIMIT + 1}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 413 /);
  });
});

describe("a filter", () => {
  it("is asked of every delivery", async () => {
    world.declare("Trigger", "open", webhook("filter: { condition: payload_action == 'opened' }\n  webhook: { insecure: true }"));
    expect(await post("/webhook/open", '{"action":"closed"}')).toMatchObject({
      status: 202,
      body: { status: "filtered", trigger: "open" },
    });
    expect(await post("/webhook/open", "{}")).toMatchObject({ status: 202 });
    expect(await post("/webhook/open", "")).toMatchObject({ status: 202 });
    expect(await countTasks()).toBe(0);
    expect(await post("/webhook/open", '{"action":"opened"}')).toMatchObject({ status: 200 });
  });

  it("may be on the delivery's type", async () => {
    world.declare("Trigger", "open", webhook("webhook: { insecure: true, types: [issues, Issue Hook] }"));
    expect(await post("/webhook/open", "1", { "X-GitHub-Event": "ping" })).toMatchObject({ status: 202 });
    expect(await post("/webhook/open", "2")).toMatchObject({ status: 202 });
    expect(await post("/webhook/open", "3", { "X-GitHub-Event": "issues" })).toMatchObject({ status: 200 });
    expect(await post("/webhook/open", "4", { "X-Gitlab-Event": "Issue Hook" })).toMatchObject({ status: 200 });
  });

  it("reads the payload whole, as text, and by key", async () => {
    const condition = "payload.issue.number > 1 && payload_json.contains('bug') && payload_labels.exists(l, l == 'bug')";
    world.declare("Trigger", "open", webhook(`filter: { condition: "${condition}" }\n  webhook: { insecure: true }`));
    expect(await post("/webhook/open", '{"issue":{"number":1},"labels":["bug"]}')).toMatchObject({ status: 202 });
    expect(await post("/webhook/open", '{"issue":{"number":2},"labels":["bug"]}')).toMatchObject({ status: 200 });
  });
});

describe("a trigger that does not fire", () => {
  it("says that it is suspended", async () => {
    world.declare("Trigger", "open", webhook("webhook: { insecure: true }", "suspend: true"));
    expect(await post("/webhook/open", "{}")).toMatchObject({
      status: 409,
      body: { error: "trigger 'open' is suspended", code: "trigger.suspended" },
    });
  });

  it("says that it is throttled, and when to come again", async () => {
    world.declare("Trigger", "open", webhook("webhook: { insecure: true }", "concurrencyPolicy: Allow\nthrottle: { minInterval: 3600 }"));
    await post("/webhook/open", "1");
    world.clock.advance(600_500);
    const answer = await post("/webhook/open", "2");
    expect(answer).toMatchObject({ status: 429, body: { error: "trigger 'open' throttled", code: "trigger.throttled" } });
    expect(answer.headers.get("retry-after")).toBe("3000");
  });

  it("says that its last task is active", async () => {
    world.declare("Trigger", "open", webhook("webhook: { insecure: true }", "concurrencyPolicy: Forbid"));
    await post("/webhook/open", "1");
    expect(await post("/webhook/open", "2")).toMatchObject({
      status: 409,
      body: { error: "trigger 'open' skipped: concurrent task active (Forbid policy)", code: "trigger.forbidden" },
    });
  });
});

describe("everything else", () => {
  it.each(["/webhook/nobody", "/webhook/nightly", "/webhook/default/nightly", "/webhook/__proto__", "/webhook/a%2Fb"])(
    "is not found: %s",
    async (path) => {
      world.declare("Trigger", "nightly", "cron: { schedule: '@daily' }\naction: { workflow: fix, workspace: main }");
      expect(await post(path, "{}")).toMatchObject({ status: 404, body: { error: "no such webhook", code: "trigger.not-found" } });
    },
  );

  it.each([
    ["GET", "/webhook/open"],
    ["PUT", "/webhook/open"],
    ["POST", "/"],
    ["POST", "/webhook/"],
    ["POST", "/webhook/a/b/c"],
    ["POST", "/health"],
  ])("is not here: %s %s", async (method, path) => {
    const answer = await fetch(`http://127.0.0.1:${listener.address.port}${path}`, { method });
    expect([answer.status, await answer.json()]).toEqual([404, { error: "nothing is here", code: "trigger.not-found" }]);
  });

  it("says that it is well", async () => {
    const answer = await fetch(`http://127.0.0.1:${listener.address.port}/health`);
    expect([answer.status, await answer.text()]).toEqual([200, "ok"]);
  });

  it("of two projects with a trigger of one name, neither is meant without its project", async () => {
    const open = world.resources.find(({ metadata }) => metadata.name === "open");
    if (open === undefined) throw new Error("no trigger");
    const elsewhere = (project: string) => ({ ...open, metadata: { ...open.metadata, project } });
    world.resources.push(elsewhere("b"));
    expect(await post("/webhook/open", "1")).toMatchObject({ status: 200 });
    expect((await world.listTasks())[0]?.project).toBe("default");
    world.resources.splice(world.resources.indexOf(open), 1);
    expect(await post("/webhook/open", "2")).toMatchObject({ status: 200 });
    expect((await world.listTasks())[1]?.project).toBe("b");
    world.resources.push(elsewhere("c"));
    expect(await post("/webhook/open", "3")).toMatchObject({ status: 404 });
    expect(await post("/webhook/c/open", "3")).toMatchObject({ status: 200 });
  });

  it("that dawdles is answered and let go", async () => {
    listener = await serve({}, 200);
    expect(await raw("POST /webhook/open HTTP/1.1\r\ncontent-length: 100\r\n\r\n{")).toMatch(/^HTTP\/1\.1 408 /);
    expect(await countTasks()).toBe(0);
  });

  it("that goes away in the middle harms nobody", async () => {
    const socket = connect(listener.address.port, "127.0.0.1");
    socket.end("POST /webhook/open HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{");
    await new Promise((resolve) => socket.on("close", resolve).resume());
    expect(await post("/webhook/open", "{}")).toMatchObject({ status: 200 });
    expect(await countTasks()).toBe(1);
  });
});

function toLines(headers: object): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");
}

/** What comes back for these bytes until the other side closes, or has answered with a whole head. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(listener.address.port, "127.0.0.1");
    let answer = "";
    socket.setEncoding("latin1");
    socket.on("data", (more: string) => {
      answer += more;
      if (!answer.includes("\r\n\r\n")) return;
      socket.destroy();
      resolve(answer);
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
    socket.write(text.replace("HTTP/1.1\r\n", "HTTP/1.1\r\nhost: x\r\n"));
  });
}

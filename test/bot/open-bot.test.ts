// The App's door as a whole, with the real Probot: every recorded webhook gets in, the client asks the GitHub that it was told to.
import { generateKeyPairSync } from "node:crypto";
import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { parseKnockMessage } from "../../src/bot/knock/knock-message.ts";
import { type Bot, type BotOptions, openBot } from "../../src/bot/open-bot.ts";
import type { IncomingDelivery } from "../../src/runtime/inbox/inbox.ts";
import { createHandClock } from "../../src/testing/hand-clock.ts";
import { exampleOf, loadExampleDeliveries, signedHeaders } from "../support/example-deliveries.ts";

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const SECRET = "a webhook secret";

interface Given {
  readonly bot: Bot;
  readonly accepted: readonly IncomingDelivery[];
  readonly logged: readonly string[];
  readonly heard: () => number;
  post(event: string, payload: unknown, guid?: string): Promise<Response>;
}

/** @param now after which nothing recorded was, unless it is said otherwise */
async function given(more: Partial<BotOptions> = {}, now = "2000-01-01T00:00:00Z"): Promise<Given> {
  const accepted: IncomingDelivery[] = [];
  const logged: string[] = [];
  let heard = 0;
  const note = (facts: object, message: string) => void logged.push(`${message} ${JSON.stringify(facts)}`);
  const bot = await openBot({
    bind: { host: "127.0.0.1", port: 0 },
    app: { id: 4242, privateKey, baseUrl: "http://127.0.0.1:9" },
    secrets: [SECRET],
    settings: { appId: 4242, login: "yardmaster[bot]", allowedBots: [] },
    inbox: {
      async accept(delivery) {
        accepted.push(delivery);
        return delivery.ignored === null ? { outcome: "accepted" } : { outcome: "ignored", reason: delivery.ignored };
      },
    },
    clock: createHandClock(Date.parse(now)),
    log: { info: note, warn: note, error: note },
    onDelivery() {
      heard += 1;
    },
    ...more,
  });
  onTestFinished(() => bot.stop());
  return {
    bot,
    accepted,
    logged,
    heard: () => heard,
    post(event, payload, guid) {
      const body = JSON.stringify(payload);
      const url = `http://127.0.0.1:${bot.address.port}/api/github/webhooks`;
      return fetch(url, { method: "POST", headers: signedHeaders(event, body, SECRET, guid), body });
    },
  };
}

describe("the App's door", () => {
  it("takes a webhook as a knock, under its key", async () => {
    const { post, accepted, heard } = await given();
    expect((await post("issues", exampleOf("issues", "labeled"), "g-1")).status).toBe(202);
    expect(accepted).toMatchObject([
      { guid: "g-1", event: "issues.labeled", key: "repository/186853002#1", ignored: null, digest: expect.any(String) },
    ]);
    expect(parseKnockMessage(accepted[0]?.message ?? {}).type).toBe("issue.labelled");
    expect(heard()).toBe(1);
  });

  it("answers every recorded webhook well", async () => {
    const { post, accepted, logged } = await given();
    const statuses = new Set<number>();
    for (const { event, payload } of loadExampleDeliveries()) statuses.add((await post(event, payload)).status);
    expect([...statuses]).toEqual([202]);
    expect([accepted.length, logged]).toEqual([329, []]);
    expect(accepted.every(({ message, ignored }) => ignored === null || Object.keys(message).length === 0)).toBe(true);
  });

  it("keeps what is ignored where somebody would ask", async () => {
    const { post, accepted } = await given();
    await post("issues", exampleOf("issues", "pinned"));
    await post("star", exampleOf("star", "created"));
    await post("meta", { action: "deleted" });
    expect(accepted.map(({ key, event }) => [key, event])).toEqual([
      ["repository/186853002#1", "issues.pinned"],
      ["repository/186853002", "star.created"],
      ["app", "meta.deleted"],
    ]);
  });

  it("takes nothing that happened longer ago than it remembers what came", async () => {
    const { post, accepted } = await given({}, "2019-05-20T12:00:00Z");
    await post("issues", exampleOf("issues", "labeled"));
    expect(accepted).toMatchObject([{ ignored: "it tells of something that happened days ago", message: {} }]);
  });

  it("knows a button that is pressed again by its body, which may honestly be the same", async () => {
    const { post, accepted } = await given();
    const pressed = exampleOf("check_run", "requested_action");
    await post("check_run", { ...pressed, check_run: { ...(pressed["check_run"] as object), app: { id: 4242 } } });
    expect(accepted).toMatchObject([{ digest: expect.stringMatching(/^[0-9a-f]{64}$/), isRepeatable: true, isTimeless: true }]);
  });

  it("does not take what Probot would take without a secret, however its path is written", async () => {
    const { bot, accepted } = await given();
    const headers = signedHeaders("issues", "{}", "development");
    const ask = (path: string) =>
      new Promise((resolve, reject) => {
        const request = httpRequest({ ...bot.address, method: "POST", path, headers }, (response) => resolve(response.statusCode));
        request.on("error", reject);
        request.end("{}");
      });
    expect(await ask("/api/github/webhooks")).toBe(401);
    for (const path of ["//api/github/webhooks", "/api/./github/webhooks", "/"]) expect(await ask(path)).toBe(404);
    expect(accepted).toEqual([]);
  });

  it("shows pages beside it, and nothing else", async () => {
    const { bot } = await given({
      pages: [
        (_app, { addHandler }) =>
          addHandler((request, response) => {
            if (request.url !== "/hello") return false;
            response.end("hello");
            return true;
          }),
      ],
    });
    const url = `http://127.0.0.1:${bot.address.port}`;
    expect(await (await fetch(`${url}/hello`)).text()).toBe("hello");
    expect((await fetch(`${url}/probot`)).status).toBe(404);
  });
});

describe("the App's clients", () => {
  it("sign in at the GitHub that was named, as the App and as an installation", async () => {
    const asked: string[] = [];
    const github = createServer((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization?.split(" ")[0]}`);
      const isToken = request.url?.endsWith("/access_tokens");
      response.writeHead(isToken ? 201 : 200, { "content-type": "application/json" });
      response.end(JSON.stringify(isToken ? { token: "t", expires_at: "2099-01-01T00:00:00Z", permissions: {} } : { id: 4242 }));
    });
    await new Promise<void>((resolve) => github.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      github.closeAllConnections();
      github.close();
    });
    const baseUrl = `http://127.0.0.1:${(github.address() as AddressInfo).port}/api/v3`;
    const { bot } = await given({ app: { id: 4242, privateKey, baseUrl } });
    await (await bot.signIn(null)).request("GET /app");
    await (await bot.signIn(7)).request("GET /repos/{owner}/{repo}", { owner: "acme", repo: "site" });
    expect(asked).toEqual([
      "GET /api/v3/app bearer",
      "POST /api/v3/app/installations/7/access_tokens bearer",
      "GET /api/v3/repos/acme/site token",
    ]);
  });
});

describe("the door stays shut", () => {
  it.each([
    ["without a secret", { secrets: [] }, "bot.no-secret"],
    ["without an App's id", { app: { id: Number.NaN, privateKey, baseUrl: "http://127.0.0.1:9" } }, "bot.credentials"],
    ["with a key that is none", { app: { id: 1, privateKey: "-----BEGIN nothing", baseUrl: "http://127.0.0.1:9" } }, "bot.credentials"],
  ])("%s", async (_, options, code) => {
    await expect(given(options)).rejects.toMatchObject({ code, message: expect.not.stringContaining("BEGIN") });
  });

  it("where another program listens", async () => {
    const { bot } = await given();
    await expect(given({ bind: bot.address })).rejects.toMatchObject({ code: "http.address" });
  });
});

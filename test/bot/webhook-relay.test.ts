// Webhooks that come through a channel: brought to our door as GitHub signed them, and strangers' nonsense survived.
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { openWebhookRelay } from "../../src/bot/webhook-relay.ts";
import { signedHeaders } from "../support/example-deliveries.ts";
import { until } from "../support/until.ts";
import { openWebhookChannel } from "../support/webhook-channel.ts";

interface Door {
  readonly url: string;
  readonly taken: readonly { readonly headers: IncomingHttpHeaders; readonly body: string }[];
}

async function openDoor(status: number): Promise<Door> {
  const taken: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      taken.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/door`, taken };
}

describe("a relay of webhooks", () => {
  it("brings what GitHub signed to our own door, and nothing that was put beside it", async () => {
    const body = JSON.stringify({ action: "opened", text: "ü" });
    const headers = signedHeaders("issues", body, "secret", "guid-1");
    const [channel, door] = [await openWebhookChannel(), await openDoor(202)];
    const warnings: string[] = [];
    const log = { debug() {}, info() {}, warn: (_facts: object, message: string) => void warnings.push(message), error() {} };
    const relay = await openWebhookRelay({ source: channel.url, target: door.url, log });
    onTestFinished(() => relay.close());
    await until(() => channel.listeners.length === 1, 5_000);

    channel.say("no json");
    channel.say("{}");
    channel.say(JSON.stringify({ ...headers, body: JSON.parse(body), query: { a: "1" }, authorization: "planted", host: "evil.example" }));
    await until(() => door.taken.length === 1, 5_000);
    const [delivery] = door.taken;
    expect(delivery?.body).toBe(body);
    expect(delivery?.headers).toMatchObject({ ...headers, host: new URL(door.url).host });
    expect(delivery?.headers).not.toHaveProperty("authorization");
    expect(warnings).toEqual(["bringing a relayed delivery", "bringing a relayed delivery"]);
  });

  it("says when our own door refuses what came", async () => {
    const [channel, door] = [await openWebhookChannel(), await openDoor(401)];
    const warnings: unknown[] = [];
    const log = { debug() {}, info() {}, warn: (facts: object, message: string) => void warnings.push([facts, message]), error() {} };
    const relay = await openWebhookRelay({ source: channel.url, target: door.url, log });
    onTestFinished(() => relay.close());
    await until(() => channel.listeners.length === 1, 5_000);
    channel.say(JSON.stringify({ ...signedHeaders("issues", "{}", "another"), body: {} }));
    await until(() => warnings.length === 1, 5_000);
    expect(warnings).toEqual([[{ status: 401 }, "a relayed delivery was refused"]]);
  });
});

// A channel as smee.io has them: what is posted to it comes out as server-sent events, for everybody who listens.
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface WebhookChannel {
  readonly url: string;
  /** Who listens now. */
  readonly listeners: readonly ServerResponse[];
  say(data: string, event?: string): void;
}

export async function openWebhookChannel(): Promise<WebhookChannel> {
  const listeners: ServerResponse[] = [];
  const say = (data: string, event?: string) => {
    for (const listener of listeners) listener.write(`${event === undefined ? "" : `event: ${event}\n`}data: ${data}\n\n`);
  };
  const server = createServer((request, response) => {
    if (request.method === "GET") {
      response.writeHead(200, { "content-type": "text/event-stream" });
      listeners.push(response);
      response.write("event: ready\ndata: {}\n\n");
      return;
    }
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      say(JSON.stringify({ ...request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) as unknown, query: {}, timestamp: 0 }));
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/channel`, listeners, say };
}

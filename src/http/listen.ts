// A listening server for an app, hardened against clients that dawdle. Knows nothing of what the app answers.
import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { YardmasterError } from "../core/errors.ts";
import { type BindAddress, renderBindAddress } from "./bind-address.ts";
import { createGracefulStop } from "./graceful-stop.ts";

export interface ListenOptions {
  readonly bind: BindAddress;
  /** A request that has not arrived whole by then is answered 408, in milliseconds. @defaultValue 15 seconds */
  readonly requestTimeoutMs?: number;
}

export interface Listener {
  /** With the port that it really has. */
  readonly address: BindAddress;
  /** Takes nothing new, waits for what is being answered, then hangs up. Idempotent. @param graceMs default 2 seconds */
  stop(graceMs?: number): Promise<void>;
}

/** Each may hold a body in memory. */
const MOST_CONNECTIONS = 128;
const STOP_GRACE_MS = 2_000;

/** @throws http.address when it cannot listen there */
export async function listen(
  app: { fetch(request: Request): Response | Promise<Response> },
  { bind, requestTimeoutMs = 15_000 }: ListenOptions,
): Promise<Listener> {
  const server = createAdaptorServer({
    fetch: (request) => app.fetch(request),
    serverOptions: {
      requestTimeout: requestTimeoutMs,
      headersTimeout: Math.min(requestTimeoutMs, 10_000),
      keepAliveTimeout: 5_000,
      // How often the two above are looked at.
      connectionsCheckingInterval: Math.min(requestTimeoutMs, 1_000),
    },
  }) as Server;
  server.maxConnections = MOST_CONNECTIONS;
  const stop = createGracefulStop(server);
  await open(server, bind);
  const bound = server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : bind.port;
  return { address: { host: bind.host, port }, stop: (graceMs = STOP_GRACE_MS) => stop(graceMs) };
}

function open(server: Server, bind: BindAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const where = renderBindAddress(bind);
      const reason = cause.code === "EADDRINUSE" ? "another program listens there" : cause.message;
      reject(new YardmasterError("http.address", `listening on ${where}: ${reason}`, { cause, hint: "name another address, or none" }));
    });
    server.listen({ host: bind.host, port: bind.port }, () => {
      server.removeAllListeners("error");
      // A single connection that breaks is nobody's news.
      server.on("error", () => {});
      resolve();
    });
  });
}

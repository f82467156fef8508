// A listening server for an app, hardened against clients that dawdle. Knows nothing of what the app answers.
import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { YardmasterError } from "../core/errors.ts";
import { createGracefulStop } from "../std/graceful-stop.ts";
import { openServer, portOf, toPatience } from "../std/http-server.ts";
import { type BindAddress, renderBindAddress } from "./bind-address.ts";

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

const STOP_GRACE_MS = 2_000;

/** @throws http.address when it cannot listen there */
export async function listen(
  app: { fetch(request: Request): Response | Promise<Response> },
  { bind, requestTimeoutMs = 15_000 }: ListenOptions,
): Promise<Listener> {
  const server = createAdaptorServer({
    fetch: (request) => app.fetch(request),
    serverOptions: toPatience(requestTimeoutMs),
  }) as Server;
  const stop = createGracefulStop(server);
  await open(server, bind);
  return { address: { host: bind.host, port: portOf(server, bind.port) }, stop: (graceMs = STOP_GRACE_MS) => stop(graceMs) };
}

async function open(server: Server, bind: BindAddress): Promise<void> {
  try {
    await openServer(server, { host: bind.host, port: bind.port });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = code === "EADDRINUSE" ? "another program listens there" : message;
    throw new YardmasterError("http.address", `listening on ${renderBindAddress(bind)}: ${reason}`, {
      cause,
      hint: "name another address, or none",
    });
  }
}

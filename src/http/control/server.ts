// Opens and closes the control door of a running server: a port on this machine alone, chosen by the system, and a token made for it.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { YardmasterError } from "../../core/errors.ts";
import type { Control } from "../../runtime/control/control.ts";
import { createControlRoutes } from "./routes.ts";

export interface ControlServerOptions {
  /** Of a request; default 64 MiB, which holds an apply of some ten thousand resources. */
  readonly bodyLimitBytes?: number;
  /** Told of failures that are not errors of ours. */
  onFailure(error: unknown, operation: string): void;
}

export interface ControlServer {
  readonly port: number;
  readonly token: string;
  /** Takes nothing new, lets what is under way end for so long, then hangs up. Idempotent. */
  stop(graceMs: number): Promise<void>;
}

const HOST = "127.0.0.1";
const BODY_LIMIT_BYTES = 64 * 1024 * 1024;
const TOKEN_BYTES = 32;

/** @throws control.unavailable when this machine gives no port */
export async function startControlServer(control: Control, options: ControlServerOptions): Promise<ControlServer> {
  const { bodyLimitBytes = BODY_LIMIT_BYTES, onFailure } = options;
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const routes = createControlRoutes({ control, token, bodyLimitBytes, onFailure });
  // Its own Request and Response stay its own: the process has other users of the global ones.
  const server = createAdaptorServer({ fetch: routes.fetch, overrideGlobalObjects: false }) as Server;
  const underWay = watchRequests(server);
  try {
    server.listen(0, HOST);
    await once(server, "listening");
  } catch (cause) {
    throw new YardmasterError("control.unavailable", `opening the control door: ${(cause as Error).message}`, { cause });
  }
  let stopping: Promise<void> | null = null;
  return {
    port: (server.address() as AddressInfo).port,
    token,
    stop(graceMs) {
      stopping ??= close(server, underWay, graceMs);
      return stopping;
    },
  };
}

interface UnderWay {
  /** Resolves when no request is being answered. */
  ended(): Promise<void>;
}

function watchRequests(server: Server): UnderWay {
  let count = 0;
  let onEnded = (): void => {};
  server.on("request", (_request, response) => {
    count += 1;
    response.once("close", () => {
      count -= 1;
      if (count === 0) onEnded();
    });
  });
  return {
    ended: () =>
      new Promise((resolve) => {
        onEnded = resolve;
        if (count === 0) resolve();
      }),
  };
}

async function close(server: Server, underWay: UnderWay, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, graceMs);
  });
  await Promise.race([underWay.ended(), late]);
  clearTimeout(timer);
  server.closeAllConnections();
  await closed;
}

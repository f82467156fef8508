// Opens and closes the control door of a running server: a port on this machine alone, chosen by the system, and a token made for it.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { YardmasterError } from "../../core/errors.ts";
import type { Control } from "../../runtime/control/control.ts";
import { createGracefulStop } from "../../std/graceful-stop.ts";
import { BODY_LIMIT_BYTES } from "./body-limit.ts";
import { createControlRoutes } from "./routes.ts";

export interface ControlServerOptions {
  /** Of a request. @defaultValue {@link BODY_LIMIT_BYTES} */
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
const TOKEN_BYTES = 32;

/** @throws control.unavailable when this machine gives no port */
export async function startControlServer(control: Control, options: ControlServerOptions): Promise<ControlServer> {
  const { bodyLimitBytes = BODY_LIMIT_BYTES, onFailure } = options;
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const routes = createControlRoutes({ control, token, bodyLimitBytes, onFailure });
  // Its own Request and Response stay its own: the process has other users of the global ones.
  const server = createAdaptorServer({ fetch: routes.fetch, overrideGlobalObjects: false }) as Server;
  const stop = createGracefulStop(server);
  try {
    server.listen(0, HOST);
    await once(server, "listening");
  } catch (cause) {
    throw new YardmasterError("control.unavailable", `opening the control door: ${(cause as Error).message}`, { cause });
  }
  return { port: (server.address() as AddressInfo).port, token, stop };
}

// Opens a node server, hardened against clients that dawdle. Knows nothing of what is answered.
import type { Server, ServerOptions } from "node:http";

/** Each may hold a body in memory. */
const MOST_CONNECTIONS = 128;

/**
 * What keeps a client that dawdles from holding a connection for ever.
 *
 * @param requestTimeoutMs a request that has not arrived whole by then is answered 408
 */
export function toPatience(requestTimeoutMs: number): ServerOptions {
  return {
    requestTimeout: requestTimeoutMs,
    headersTimeout: Math.min(requestTimeoutMs, 10_000),
    keepAliveTimeout: 5_000,
    // How often the two above are looked at.
    connectionsCheckingInterval: Math.min(requestTimeoutMs, 1_000),
  };
}

/** Listens, and takes a bounded number of connections. Rejects with node's own error. */
export function openServer(server: Server, at: { readonly host: string; readonly port: number }): Promise<void> {
  server.maxConnections = MOST_CONNECTIONS;
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(at, () => {
      server.removeAllListeners("error");
      // A single connection that breaks is nobody's news.
      server.on("error", () => {});
      resolve();
    });
  });
}

export function portOf(server: Server, otherwise: number): number {
  const bound = server.address();
  return typeof bound === "object" && bound !== null ? bound.port : otherwise;
}

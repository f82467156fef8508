// How a server of ours stops: nothing new is taken, what is being answered may end for so long, and whoever only holds a connection, or
// has not said yet what they want, is not waited for.
import type { Server } from "node:http";

/** To be called before the server listens. What it answers is idempotent: a second call waits for the first. */
export function createGracefulStop(server: Server): (graceMs: number) => Promise<void> {
  let count = 0;
  let onEnded = (): void => {};
  server.on("request", (_request, response) => {
    count += 1;
    response.once("close", () => {
      count -= 1;
      if (count === 0) onEnded();
    });
  });

  async function stop(graceMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    if (count > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, graceMs);
        onEnded = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    server.closeAllConnections();
    await closed;
  }

  let stopping: Promise<void> | null = null;
  return (graceMs) => {
    stopping ??= stop(graceMs);
    return stopping;
  };
}

// The control door of a server: open while it runs, and announced in its data directory.
import type { Problem } from "../core/errors.ts";
import { publishControl, withdrawControl } from "../http/control/discovery.ts";
import { startControlServer } from "../http/control/server.ts";
import { createControl } from "./create-control.ts";
import { parseEnvironment } from "./environment.ts";
import { createLog } from "./log.ts";
import type { OpenParts } from "./open-yard.ts";
import type { Surroundings } from "./place.ts";

export interface ControlDoor {
  close(graceMs: number): Promise<void>;
}

/** @throws control.unavailable, app.data-directory */
export async function openControlDoor(
  { variables }: Surroundings,
  parts: OpenParts,
  listProblems: () => readonly Problem[],
): Promise<ControlDoor> {
  const log = createLog(parseEnvironment(variables));
  const server = await startControlServer(createControl(parts, parts.store, variables, { listProblems }), {
    onFailure: (error, operation) => log.error({ err: error, operation }, "answering at the control door"),
  });
  const { path } = parts.directory;
  try {
    await publishControl(path, server);
  } catch (error) {
    await server.stop(0);
    throw error;
  }
  return {
    async close(graceMs) {
      await withdrawControl(path, server);
      await server.stop(graceMs);
    },
  };
}

// The world that the command line's verbs live in: the real terminal and the real rooms.
import { readFileSync } from "node:fs";
import { type OpenYard, type ServeOptions, type Server, STOP_GRACE_MS, type Terminal, type Where, type World } from "../cli/world.ts";
import { systemClock } from "../std/clock.ts";
import { createDemo } from "./demo/create-demo.ts";
import { examine } from "./doctor.ts";
import { openParts, openYard, type Surroundings } from "./open-yard.ts";
import { runGoal } from "./run-goal.ts";
import { startServer } from "./serve.ts";

/** With `untilIdle`, how often a quiet server asks itself whether it is done. */
const IDLE_LOOK_MS = 100;

export interface WorldOptions extends Surroundings {
  readonly terminal: Terminal;
  readonly interrupted: AbortSignal;
  readStdin(): Promise<string>;
}

export function createWorld(options: WorldOptions): World {
  return {
    terminal: options.terminal,
    clock: systemClock,
    version: readVersion(),
    interrupted: options.interrupted,
    readStdin: options.readStdin,
    openYard: (where: Where): Promise<OpenYard> => openYard(options, where),
    serve: (where, serveOptions) => serve(options, where, serveOptions),
    async runGoal(where, goalOptions) {
      const parts = await openParts(options, where);
      try {
        return await runGoal(options, parts, { ...goalOptions, interrupted: options.interrupted });
      } finally {
        await parts.store.close();
      }
    },
    examine: (where) => examine(options, where),
    createDemo: (demoOptions) => createDemo(options, demoOptions),
  };
}

async function serve(surroundings: Surroundings, where: Where, options: ServeOptions): Promise<Server> {
  const parts = await openParts(surroundings, where);
  const { onChange, onOutput, workers, untilIdle } = options;
  const server = await startServer(surroundings, parts, { workers, only: null, onChange, onOutput }).catch(async (error: unknown) => {
    await parts.store.close();
    throw error;
  });
  let stopping: Promise<void> | null = null;
  let cancelLook: () => void = () => {};

  function whenIdle(): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        server.isIdle().then((idle) => {
          if (idle) resolve();
          else if (!stopping) cancelLook = systemClock.after(IDLE_LOOK_MS, look);
        }, reject);
      };
      look();
    });
  }

  return {
    repository: parts.repository.root,
    dataDirectory: parts.directory.path,
    warnings: parts.configuration.warnings,
    board: () => server.board(),
    done: untilIdle ? Promise.race([whenIdle(), server.lost]) : server.lost,
    stop() {
      stopping ??= (async () => {
        cancelLook();
        await server.stop(STOP_GRACE_MS);
        await parts.store.close();
      })();
      return stopping;
    },
  };
}

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };
  return version;
}

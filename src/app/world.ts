// The world that the command line's verbs live in: the real terminal and the real rooms. Each room is loaded when a verb asks for it:
// a verb that shows one thing has no time to load what serves.
import type { Terminal, World } from "../cli/world.ts";
import { systemClock } from "../std/clock.ts";
import { stores } from "../store/index.ts";
import type { Surroundings } from "./place.ts";
import { readVersion } from "./read-version.ts";

export interface WorldOptions extends Surroundings {
  readonly terminal: Terminal;
  readonly interrupted: AbortSignal;
  readStdin(): Promise<string>;
  ask(question: string): Promise<string>;
}

export function createWorld(options: WorldOptions): World {
  const version = readVersion();
  return {
    terminal: options.terminal,
    clock: systemClock,
    version,
    readVersions: async () => ({
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      schema: (await import("../store/sqlite/migrations.ts")).SCHEMA_VERSION,
    }),
    interrupted: options.interrupted,
    readStdin: options.readStdin,
    ask: options.ask,
    initialize: async (where, { manifests }) => await (await import("./initialize.ts")).initialize(options, where, { manifests, version }),
    openYard: async (where) => await (await import("./open-yard.ts")).openYard(options, where),
    async openControl(where) {
      const { askFirst } = await import("./first-questions.ts");
      const asked = askFirst(options, where);
      // The store too, since it is opened next unless a server runs.
      const [{ openControl }] = await Promise.all([import("./open-control.ts"), stores.sqlite()]);
      return await openControl(options, where, asked);
    },
    editText: async (text, editing) => await (await import("./edit-text.ts")).editText(text, { ...editing, variables: options.variables }),
    keepText: async (text, { fileName }) => await (await import("./edit-text.ts")).keepText(text, fileName),
    serve: async (where, serveOptions) => await (await import("./open-server.ts")).openServer(options, where, serveOptions),
    openAppSetup: async (url) => await (await import("./hosted/open-app-setup.ts")).openAppSetup(options, url),
    serveApp: async () => await (await import("./hosted/open-app.ts")).openApp(options),
    async runGoal(where, goalOptions) {
      const [{ openParts }, { runGoal }] = await Promise.all([import("./open-yard.ts"), import("./run-goal.ts")]);
      const parts = await openParts(options, where);
      try {
        return await runGoal(options, parts, { ...goalOptions, interrupted: options.interrupted });
      } finally {
        await parts.store.close();
      }
    },
    async runTask(where, taskOptions) {
      const [{ openParts }, { runTask }] = await Promise.all([import("./open-yard.ts"), import("./run-goal.ts")]);
      const parts = await openParts(options, where);
      try {
        return await runTask(options, parts, { ...taskOptions, interrupted: options.interrupted });
      } finally {
        await parts.store.close();
      }
    },
    examine: async (where) => await (await import("./doctor.ts")).examine(options, where),
    createDemo: async (demoOptions) => await (await import("./demo/create-demo.ts")).createDemo(options, demoOptions),
  };
}

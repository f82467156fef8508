// A world for the command line's tests: a terminal that remembers, a clock that stands still until told, and no rooms but those given.
import { runCommandLine } from "../../src/cli/main.ts";
import type { OpenYard, Server, Terminal, World } from "../../src/cli/world.ts";
import type { Board } from "../../src/core/views/board.ts";
import type { Clock } from "../../src/std/clock.ts";

export const NOW = Date.UTC(2026, 10, 20, 8, 0, 0);

export interface FakeTerminal extends Terminal {
  text(): string;
  errors(): string;
  clear(): void;
}

export function createFakeTerminal(traits: Partial<Omit<Terminal, "out" | "err">> = {}): FakeTerminal {
  let text = "";
  let errors = "";
  return {
    interactive: false,
    color: false,
    columns: 80,
    rows: 24,
    ...traits,
    out(more) {
      text += more;
    },
    err(more) {
      errors += more;
    },
    text: () => text,
    errors: () => errors,
    clear() {
      text = "";
      errors = "";
    },
  };
}

export interface FakeClock extends Clock {
  /** Moves on, calling back whatever is due on the way, and lets promises settle. */
  advance(ms: number): Promise<void>;
}

export function createFakeClock(): FakeClock {
  let now = NOW;
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  return {
    now: () => now,
    after(delayMs, callback) {
      const timer = { at: now + delayMs, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(ms) {
      const end = now + ms;
      for (;;) {
        const next = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        timers.delete(next);
        now = Math.max(now, next.at);
        next.callback();
        await settle();
      }
      now = end;
      await settle();
    },
  };
}

/** Until promises that wait for nothing outside have settled. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line to its end. */
export async function runCli(argv: readonly string[], given: Partial<World> & { readonly screen?: Partial<Terminal> } = {}): Promise<Ran> {
  const { screen, ...rooms } = given;
  const terminal = createFakeTerminal(screen);
  const exit = await runCommandLine(argv, createFakeWorld({ terminal, ...rooms }));
  return { exit, out: terminal.text(), err: terminal.errors() };
}

export function createFakeWorld(given: Partial<World>): World {
  return {
    terminal: createFakeTerminal(),
    clock: createFakeClock(),
    version: "1.2.3",
    readVersions: () => unexpected("readVersions"),
    interrupted: new AbortController().signal,
    readStdin: () => unexpected("readStdin"),
    initialize: () => unexpected("initialize"),
    openYard: () => unexpected("openYard"),
    ask: () => unexpected("ask"),
    openControl: () => unexpected("openControl"),
    openAppSetup: () => unexpected("openAppSetup"),
    serveApp: () => unexpected("serveApp"),
    editText: () => unexpected("editText"),
    keepText: () => unexpected("keepText"),
    serve: () => unexpected("serve"),
    runGoal: () => unexpected("runGoal"),
    runTask: () => unexpected("runTask"),
    examine: () => unexpected("examine"),
    createDemo: () => unexpected("createDemo"),
    ...given,
  };
}

export function createFakeYard(given: Partial<OpenYard>): OpenYard {
  return {
    repository: "/srv/site",
    dataDirectory: "/state/site",
    server: { pid: 7, host: "here" },
    warnings: [],
    listRuns: () => unexpected("listRuns"),
    loadListed: () => unexpected("loadListed"),
    findRun: () => unexpected("findRun"),
    readHistory: () => unexpected("readHistory"),
    readLogs: () => unexpected("readLogs"),
    followRun: () => unexpected("followRun"),
    cancelRun: () => unexpected("cancelRun"),
    requestRun: () => unexpected("requestRun"),
    loadScheduler: () => unexpected("loadScheduler"),
    explain: () => unexpected("explain"),
    queue: () => unexpected("queue"),
    async close() {},
    ...given,
  };
}

export function createFakeServer(given: Partial<Server>): Server {
  return {
    repository: "/srv/site",
    dataDirectory: "/state/site",
    warnings: [],
    webhooks: null,
    board: async () => emptyBoard,
    done: Promise.resolve(),
    async stop() {},
    ...given,
  };
}

export const emptyBoard: Board = {
  now: NOW,
  slots: { used: 0, limit: 2 },
  halted: null,
  running: [],
  queue: [],
  finished: [],
  troubles: [],
};

function unexpected(what: string): never {
  throw new Error(`nobody expected ${what} to be asked for`);
}

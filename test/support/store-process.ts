// Real processes for the store's tests: starts children on a build of the store.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { buildRoom, type RoomBuild } from "./room-build.ts";

export const buildStore = (): Promise<RoomBuild> => buildRoom("store/sqlite/index.ts", "std/clock.ts");

export interface StoreProcess {
  readonly pid: number;
  /** Sends a command and waits for the next line of its output. */
  ask(command: string, given?: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Sends a command that answers with more than one line, or never. */
  tell(command: string, given?: Readonly<Record<string, unknown>>): void;
  next(): Promise<unknown>;
  signal(signal: NodeJS.Signals): void;
  /** Ends its input and answers its exit code, once it has ended of itself. */
  end(): Promise<number | null>;
  /** Kills it outright and answers everything it ever said. */
  kill(): Promise<readonly unknown[]>;
}

/** `wrapper` is a program that ends in `exec "$@"` and is given the child's command line. */
export async function startStoreProcess(build: RoomBuild, wrapper: readonly string[] = []): Promise<StoreProcess> {
  const [program = process.execPath, ...argv] = [...wrapper, process.execPath, join(import.meta.dirname, "store-child.mjs"), build.path];
  const child = spawn(program, argv, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = readLines(child);

  function tell(command: string, given: Readonly<Record<string, unknown>> = {}): void {
    child.stdin.write(`${JSON.stringify({ command, ...given })}\n`);
  }

  const started: StoreProcess = {
    pid: child.pid ?? 0,
    tell,
    next: lines.next,
    ask(command, given) {
      tell(command, given);
      return lines.next();
    },
    signal: (signal) => child.kill(signal),
    async end() {
      child.stdin.end();
      return child.exitCode ?? (await once(child, "exit"))[0];
    },
    async kill() {
      child.kill("SIGKILL");
      return lines.all();
    },
  };
  await lines.next();
  return started;
}

function readLines(child: ChildProcess & { readonly stdout: NodeJS.ReadableStream }) {
  const arrived: unknown[] = [];
  const history: unknown[] = [];
  let wake = () => {};
  let closed = false;
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (line) => {
    const said: unknown = JSON.parse(line);
    arrived.push(said);
    history.push(said);
    wake();
  });
  reader.on("close", () => {
    closed = true;
    wake();
  });

  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolved) => {
        wake = resolved;
      });
    }
  }

  return {
    async next(): Promise<unknown> {
      await until(() => arrived.length > 0 || closed);
      if (arrived.length === 0) throw new Error("the store process ended without an answer");
      return arrived.shift();
    },
    async all(): Promise<readonly unknown[]> {
      await until(() => closed);
      return history;
    },
  };
}

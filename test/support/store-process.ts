// Real processes for the store's tests: builds the store once into a directory of its own and starts children on it.
// Node 20 cannot run TypeScript, and the build that is shipped may be older than the sources under test.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { temporaryDirectory } from "./store-fixture.ts";

const REPOSITORY = resolve(import.meta.dirname, "../..");

export interface StoreBuild {
  readonly path: string;
  dispose(): void;
}

export async function buildStore(): Promise<StoreBuild> {
  const { path, dispose } = temporaryDirectory();
  const settings = {
    extends: join(REPOSITORY, "tsconfig.build.json"),
    compilerOptions: {
      outDir: path,
      rootDir: join(REPOSITORY, "src"),
      declaration: false,
      typeRoots: [join(REPOSITORY, "node_modules/@types")],
    },
    files: [join(REPOSITORY, "src/store/sqlite/index.ts"), join(REPOSITORY, "src/std/clock.ts")],
    include: [],
  };
  writeFileSync(join(path, "tsconfig.json"), JSON.stringify(settings));
  writeFileSync(join(path, "package.json"), JSON.stringify({ type: "module" }));
  symlinkSync(join(REPOSITORY, "node_modules"), join(path, "node_modules"));
  await promisify(execFile)(process.execPath, [join(REPOSITORY, "node_modules/typescript/bin/tsc"), "-p", path]);
  return { path, dispose };
}

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
export async function startStoreProcess(build: StoreBuild, wrapper: readonly string[] = []): Promise<StoreProcess> {
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

// A person's machine for journeys: a git repository with a roadmap and a workflow file in a temporary directory, the built
// command line, and processes that are waited for by what they do, never by time.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { COOKIE_VARIABLE } from "../../src/core/workflow/step-variables.ts";
import { findByVariable, sendSignal } from "../../src/std/end-processes.ts";
import { until } from "./until.ts";

const run = promisify(execFile);

export const CHECKOUT = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
export const MAIN = join(CHECKOUT, "dist/bin/main.js");

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface YardOnDisk {
  readonly directory: string;
  readonly repository: string;
  readonly data: string;
  write(path: string, content: string): Promise<void>;
  read(path: string): Promise<string>;
  git(...args: readonly string[]): Promise<string>;
  /** Commits whatever is there. */
  commit(message: string): Promise<void>;
  /** Runs the command line to its end. */
  yardmaster(...args: readonly string[]): Promise<Finished>;
  /** Starts it and leaves it running. */
  start(...args: readonly string[]): RunningCommand;
  /** The same from elsewhere, or under other variables; one that is undefined is not set. */
  startIn(surroundings: Surroundings, ...args: readonly string[]): RunningCommand;
  env(): NodeJS.ProcessEnv;
  /** Ends whatever is left of it. */
  remove(): Promise<void>;
}

export interface Surroundings {
  /** Default: the repository. */
  readonly cwd?: string;
  /** Over those of {@link YardOnDisk.env}. */
  readonly env?: NodeJS.ProcessEnv;
}

export interface RunningCommand {
  readonly process: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<Finished>;
  /** Resolves when the output holds this text; rejects with the output when the command ends without having said it. */
  says(text: string): Promise<void>;
}

/** Running processes of steps whose data is kept in this directory, whoever started them. Linux. */
export function findStepProcesses(dataDirectory: string): readonly number[] {
  const key = createHash("sha256").update(dataDirectory).digest("hex").slice(0, 12);
  return findByVariable(COOKIE_VARIABLE, (value) => value.startsWith(`${key}.`)).map(({ pid }) => pid);
}

export async function createYardOnDisk(): Promise<YardOnDisk> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "yardmaster-test-")));
  const repository = join(directory, "repository");
  const data = join(directory, "data");
  await mkdir(repository);
  const env = (): NodeJS.ProcessEnv => ({
    PATH: process.env["PATH"],
    HOME: directory,
    TMPDIR: process.env["TMPDIR"],
    XDG_STATE_HOME: join(directory, "state"),
    YARDMASTER_DATA_DIR: data,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "A Person",
    GIT_AUTHOR_EMAIL: "person@localhost",
    GIT_COMMITTER_NAME: "A Person",
    GIT_COMMITTER_EMAIL: "person@localhost",
  });
  const git = async (...args: readonly string[]) => (await run("git", args, { cwd: repository, env: env() })).stdout.trim();
  await git("init", "--quiet", "--initial-branch=main");
  const running = new Set<ChildProcess>();

  function startIn({ cwd = repository, env: own = {} }: Surroundings, ...args: readonly string[]): RunningCommand {
    const child = spawn(process.execPath, [MAIN, ...args], { cwd, env: { ...env(), ...own }, stdio: ["ignore", "pipe", "pipe"] });
    running.add(child);
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const ended = new Promise<Finished>((resolve) => {
      child.on("close", (code) => {
        running.delete(child);
        resolve({ code, stdout, stderr });
      });
    });
    const output = () => stdout + stderr;
    async function says(text: string): Promise<void> {
      await until(() => output().includes(text) || !running.has(child), 60_000);
      if (!output().includes(text)) throw new Error(`it ended and never said "${text}":\n${output()}`);
    }
    return { process: child, output, ended, says };
  }

  return {
    directory,
    repository,
    data,
    git,
    env,
    startIn,
    start: (...args) => startIn({}, ...args),
    async write(path, content) {
      const file = join(repository, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    },
    read: (path) => readFile(join(repository, path), "utf8"),
    async commit(message) {
      await git("add", "--all");
      await git("commit", "--quiet", "--message", message);
    },
    yardmaster: (...args) => startIn({}, ...args).ended,
    async remove() {
      for (const child of running) child.kill("SIGKILL");
      for (const pid of findStepProcesses(data)) sendSignal(pid, "SIGKILL");
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

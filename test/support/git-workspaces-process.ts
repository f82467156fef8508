// Other processes that work on the same workspaces: builds the room once into a directory of its own and starts children on it.
// Node 20 cannot run TypeScript, and the build that is shipped may be older than the sources under test.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { Workspace } from "../../src/workspaces/workspace.ts";
import type { WorktreeOptions } from "../../src/workspaces/worktree/index.ts";
import { temporaryDirectory } from "./git-repository.ts";

const REPOSITORY = resolve(import.meta.dirname, "../..");

export interface WorktreeBuild {
  readonly path: string;
  dispose(): void;
}

export async function buildWorktrees(): Promise<WorktreeBuild> {
  const { path, dispose } = temporaryDirectory();
  const settings = {
    extends: join(REPOSITORY, "tsconfig.build.json"),
    compilerOptions: {
      outDir: path,
      rootDir: join(REPOSITORY, "src"),
      declaration: false,
      typeRoots: [join(REPOSITORY, "node_modules/@types")],
    },
    files: [join(REPOSITORY, "src/workspaces/worktree/index.ts")],
    include: [],
  };
  writeFileSync(join(path, "tsconfig.json"), JSON.stringify(settings));
  writeFileSync(join(path, "package.json"), JSON.stringify({ type: "module" }));
  symlinkSync(join(REPOSITORY, "node_modules"), join(path, "node_modules"));
  await promisify(execFile)(process.execPath, [join(REPOSITORY, "node_modules/typescript/bin/tsc"), "-p", path]);
  return { path, dispose };
}

export interface WorktreeProcess {
  readonly child: ChildProcess;
  /** What it made; rejects with what it printed when it ended otherwise. */
  readonly made: Promise<readonly Workspace[]>;
}

export function provisionElsewhere(
  build: WorktreeBuild,
  options: Omit<WorktreeOptions, "clock" | "warn">,
  identifiers: readonly string[],
): WorktreeProcess {
  const script = join(import.meta.dirname, "git-workspaces-child.mjs");
  const child = spawn(process.execPath, [script, build.path, JSON.stringify(options), JSON.stringify(identifiers)]);
  let printed = "";
  let complained = "";
  child.stdout.on("data", (bytes: Buffer) => {
    printed += bytes;
  });
  child.stderr.on("data", (bytes: Buffer) => {
    complained += bytes;
  });
  const made = new Promise<readonly Workspace[]>((resolved, rejected) => {
    child.on("close", (code) => (code === 0 ? resolved(JSON.parse(printed)) : rejected(new Error(`it ended with ${code}: ${complained}`))));
  });
  // Whoever kills the process does not ask what it made.
  made.catch(() => {});
  return { child, made };
}

// What a workspace costs beyond the bare `git worktree add` that it stands for, on a repository of two thousand files.
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../src/std/clock.ts";
import { createWorktreeWorkspaces } from "../src/workspaces/worktree/index.ts";
import type { BenchRow } from "./bench-row.ts";
import { median } from "./median.ts";

const FOLDERS = 40;
const FILES = 50;
const ROUNDS = 15;

export async function benchWorktree(): Promise<BenchRow[]> {
  const directory = await mkdtemp(join(tmpdir(), "yardmaster-bench-"));
  try {
    const source = await createSource(directory);
    const workspaces = createWorktreeWorkspaces({
      root: join(directory, "workspaces"),
      mirrors: join(directory, "mirrors"),
      source,
      hooks: { after_create: null, before_run: null, after_run: null, before_remove: null },
      hookTimeoutMs: 0,
      newHookCookie: () => ({ name: "YARDMASTER_BENCH", value: "bench" }),
      env: { PATH: process.env["PATH"] ?? "" },
      clock: systemClock,
      warn() {},
    });
    const provision = (name: string) => workspaces.provision({ identifier: name, branch: `bench/${name}`, base: null });
    await provision("first");
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      theirs.push(await timed(() => git(source, "worktree", "add", "--quiet", "-b", `floor-${round}`, join(directory, `floor-${round}`))));
      ours.push(await timed(() => provision(`issue-${round}`)));
    }
    const [value, floor] = [median(ours), median(theirs)];
    return [{ name: "worktree provisioning, 2,000 files", value, unit: "ms", floor, ratio: value / floor, aim: "ratio < 1.3" }];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function createSource(directory: string): Promise<string> {
  const source = join(directory, "source");
  await mkdir(source);
  git(source, "init", "--quiet");
  for (let folder = 0; folder < FOLDERS; folder++) {
    await mkdir(join(source, `d${folder}`));
    const text = "x".repeat(2000);
    await Promise.all(Array.from({ length: FILES }, (_, i) => writeFile(join(source, `d${folder}`, `f${i}`), `${text}${folder}-${i}`)));
  }
  git(source, "add", "--all");
  git(source, "-c", "user.name=bench", "-c", "user.email=bench@localhost", "commit", "--quiet", "--message=start");
  return source;
}

function git(cwd: string, ...args: readonly string[]): void {
  execFileSync("git", args, { cwd, stdio: "ignore" });
}

async function timed(act: () => unknown): Promise<number> {
  const begun = performance.now();
  await act();
  return performance.now() - begun;
}

// What a server holds in memory when it has nothing to do: the real process, asked after it has looked at the tracker a few times.
import { execFileSync, spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { BenchRow } from "./bench-row.ts";

const SETTLE_MS = 5_000;

/** @param main absolute path of the built command line */
export async function benchMemory(main: string): Promise<BenchRow[]> {
  const repository = await mkdtemp(join(tmpdir(), "yardmaster-bench-"));
  try {
    await createRepository(repository);
    const bare = await residentMegabytes(["-e", "setInterval(() => {}, 1e6)"], repository);
    const server = await residentMegabytes([main, "start", "--data-dir", join(repository, "data")], repository);
    return [{ name: "memory of an idle server", value: server, unit: "MB", floor: bare, ratio: server / bare, aim: "< 90 MB" }];
  } finally {
    await rm(repository, { recursive: true, force: true });
  }
}

async function createRepository(repository: string): Promise<void> {
  await mkdir(join(repository, "docs"));
  await writeFile(join(repository, "docs/roadmap.md"), "# Roadmap\n");
  await writeFile(join(repository, "agent.json"), "[]");
  await writeFile(join(repository, "workflow.yaml"), "polling: { interval_ms: 1000 }\nagent: { backend: scripted, script: agent.json }\n");
  const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: repository, stdio: "ignore" });
  git("init", "--quiet");
  git("add", "--all");
  git("-c", "user.name=bench", "-c", "user.email=bench@localhost", "commit", "--quiet", "--message=start");
}

async function residentMegabytes(args: readonly string[], cwd: string): Promise<number> {
  const child = spawn(process.execPath, args, { cwd, stdio: "ignore" });
  try {
    await pause(SETTLE_MS);
    const status = await readFile(`/proc/${child.pid}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
  } finally {
    child.kill("SIGKILL");
  }
}

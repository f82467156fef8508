// Other processes that work on the same workspaces: starts children on a build of the room.
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { Workspace } from "../../src/workspaces/workspace.ts";
import type { WorktreeOptions } from "../../src/workspaces/worktree/index.ts";
import { buildRoom, type RoomBuild } from "./room-build.ts";

export const buildWorktrees = (): Promise<RoomBuild> => buildRoom("workspaces/worktree/index.ts");

export interface WorktreeProcess {
  readonly child: ChildProcess;
  /** What it made; rejects with what it printed when it ended otherwise. */
  readonly made: Promise<readonly Workspace[]>;
}

export function provisionElsewhere(
  build: RoomBuild,
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

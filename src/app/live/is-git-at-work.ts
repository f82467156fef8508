// Whether a git command is changing the working tree, as a checkout does: until it is done, nobody can tell where a file came from.
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { GitObjects } from "../git-objects.ts";

/** A lock this old was left behind by a git that was killed. */
const STALE_MS = 60_000;

export async function isGitAtWork(git: GitObjects): Promise<boolean> {
  const directory = (await git.ask(["rev-parse", "--absolute-git-dir"]))?.toString().trimEnd() ?? "";
  const lock = await stat(join(directory, "index.lock")).catch(() => null);
  return lock !== null && Date.now() - lock.mtimeMs < STALE_MS;
}

// Whether a file came along with a branch that was checked out, rather than from the hand of whoever works here.
import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import { findDefaultBranch } from "../default-branch.ts";
import type { GitObjects } from "../git-objects.ts";

export interface ForeignBranch {
  /** Null for a commit that is checked out without a branch. */
  readonly branch: string | null;
  readonly defaultBranch: string;
}

/**
 * A file that is committed on another branch than the default one, and differs there, may be anyone's: a pull request that someone
 * looks at. One that is not committed was written here. Null for a file that is nobody else's.
 */
export async function findForeignBranch(git: GitObjects, root: string, file: string): Promise<ForeignBranch | null> {
  const path = relative(root, file);
  if (path.startsWith("..")) return null;
  const trusted = await findDefaultBranch(git);
  const head = (await git.ask(["symbolic-ref", "--quiet", "--short", "HEAD"]))?.toString().trimEnd() ?? null;
  if (trusted === null || (head !== null && [head, `origin/${head}`].includes(trusted.name))) return null;
  const [here, committed, theirs] = await Promise.all([
    readFile(file),
    git.ask(["cat-file", "blob", `HEAD:${path}`]),
    git.ask(["cat-file", "blob", `${trusted.commit}:${path}`]),
  ]);
  if (!isSame(here, committed) || isSame(here, theirs)) return null;
  return { branch: head, defaultBranch: trusted.name };
}

/** Line ends aside, which git may change when it writes a file. */
function isSame(one: Buffer, other: Buffer | null): boolean {
  const toText = (bytes: Buffer) => bytes.toString("latin1").replaceAll("\r\n", "\n");
  return other !== null && toText(one) === toText(other);
}

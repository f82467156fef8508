// Puts two lines of commits together in the mirror, where they do not contradict each other. Writes objects and moves no branch; what
// stands in a workspace is not looked at.
import type { CommitRequest } from "../workspace.ts";
import { type Git, gitError } from "./git.ts";

export interface Lines {
  readonly ours: string;
  readonly theirs: string;
}

/** The files are none where git cannot say: without a common beginning, or when it is too old to merge, before its version 2.38. */
export type Merge = { readonly tree: string } | Contradiction;

export interface Contradiction {
  readonly conflicts: readonly string[];
  readonly isTooOld: boolean;
}

const UNRELATED = 128;
const UNKNOWN_OPTION = 129;

/** @throws workspace.git */
export async function mergeTrees(git: Git, { ours, theirs }: Lines, signal?: AbortSignal): Promise<Merge> {
  const merged = await git.ask(["merge-tree", "--write-tree", "--name-only", "--no-messages", ours, theirs], { signal });
  const [tree = "", ...files] = merged.stdout.split("\n").filter((line) => line !== "");
  if (merged.exitCode === 1) return { conflicts: [...new Set(files)], isTooOld: false };
  if (merged.exitCode === UNRELATED) return { conflicts: [], isTooOld: false };
  if (merged.exitCode === UNKNOWN_OPTION) return { conflicts: [], isTooOld: true };
  if (merged.exitCode !== 0) throw gitError("merging two commits", merged);
  return { tree };
}

export interface CommitObject extends CommitRequest {
  readonly tree: string;
  readonly parents: readonly string[];
}

/** The same tree, parents, author and time make the same commit. @throws workspace.git */
export async function writeCommit(git: Git, { tree, parents, message, author, at }: CommitObject): Promise<string> {
  const date = `@${Math.floor(at / 1000)} +0000`;
  const made = await git.run("writing a commit", ["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent])], {
    input: message.endsWith("\n") ? message : `${message}\n`,
    env: {
      GIT_AUTHOR_NAME: author.name,
      GIT_AUTHOR_EMAIL: author.email,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: author.name,
      GIT_COMMITTER_EMAIL: author.email,
      GIT_COMMITTER_DATE: date,
    },
  });
  return made.trim();
}

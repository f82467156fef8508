// What a branch of the mirror changed since it began, as text. Reads commits alone: what stands in a workspace is not looked at.
import type { Git } from "./git.ts";
import { readHead } from "./snapshot.ts";

const MOST_LINES = 20_000;
/** Nothing that a tree or a configuration names is run. */
const FLAGS = ["--no-ext-diff", "--no-textconv", "--no-color", "--no-renames"];

export async function readDiff(
  git: Git,
  { branch, baseCommit }: { readonly branch: string; readonly baseCommit: string },
): Promise<string> {
  const head = await readHead(git, branch);
  if (head === baseCommit) return "";
  const counts = await git.run("counting changed lines", ["diff", ...FLAGS, "--numstat", baseCommit, head]);
  const files = counts.split("\n").filter((line) => line !== "");
  const lines = files.reduce((sum, file) => sum + file.split("\t", 2).reduce((count, number) => count + (Number(number) || 0), 0), 0);
  if (lines > MOST_LINES) return `The changes are too many to be shown: ${lines} lines in ${files.length} files since ${baseCommit}.\n`;
  return await git.run("reading the changes", ["diff", ...FLAGS, baseCommit, head]);
}

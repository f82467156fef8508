// Keeps the mirror from growing for ever: refs of work that nobody goes on with are let go of, and what git has piled up is packed together.
// Touches no workspace, and no ref that the source has.
import { BASES, OUR_BRANCHES, PARTED, SEEN } from "./check-out.ts";
import { type Git, gitError } from "./git.ts";
import { SOURCE_HEAD } from "./source.ts";

export interface TidyOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  loadBranchesInUse(): Promise<ReadonlySet<string>>;
}

interface DatedRef {
  readonly name: string;
  readonly commit: string;
  /** When that was made; milliseconds since the epoch. */
  readonly at: number;
}

/** As long as a run can be looked into. */
const KEEP_MS = 90 * 24 * 3600 * 1000;
/** When git itself would pack: the defaults of `gc.auto` and `gc.autoPackLimit`. */
const MOST_LOOSE = 6_700;
const MOST_PACKS = 50;
/** What no ref leads to any more may still be borrowed by a workspace. */
const PRUNE = "30.days.ago";
/** Git before 2.37 knows no `--cruft`. */
const UNKNOWN_OPTION = 129;

/** @throws workspace.git */
export async function tidyMirror(git: Git, { now, loadBranchesInUse }: TidyOptions): Promise<void> {
  const [merged, ours] = [await listMerged(git), await listRefs(git, [OUR_BRANCHES, BASES, SEEN, PARTED])];
  // A workspace has its record before its branch has a ref: whatever was listed and is in use is known by now.
  const inUse = await loadBranchesInUse();
  await deleteRefs(
    git,
    ours.filter(({ name, at }) => merged.has(name) || (now - at > KEEP_MS && !inUse.has(toBranch(name)))),
  );
  if (await isPiledUp(git)) await pack(git);
}

/** What no ref leads to goes into one pack too: loose, it would count as piled up until it is pruned. */
async function pack(git: Git): Promise<void> {
  const args = ["gc", "--quiet", `--prune=${PRUNE}`];
  const answer = await git.ask([...args, "--cruft"]);
  if (answer.exitCode === UNKNOWN_OPTION) await git.run("packing the mirror", args);
  else if (answer.exitCode !== 0) throw gitError("packing the mirror", answer);
}

/** Commits kept aside that the default branch has by now. */
async function listMerged(git: Git): Promise<ReadonlySet<string>> {
  const answer = await git.ask(["for-each-ref", "--format=%(refname)", `--merged=${SOURCE_HEAD}`, PARTED]);
  // Before the first fetch there is no such branch.
  return new Set(answer.exitCode === 0 ? answer.stdout.split("\n").filter((line) => line !== "") : []);
}

async function listRefs(git: Git, below: readonly string[]): Promise<readonly DatedRef[]> {
  const format = "--format=%(refname)%09%(objectname)%09%(committerdate:unix)";
  const lines = (await git.run("listing our branches", ["for-each-ref", format, ...below])).split("\n");
  return lines
    .filter((line) => line !== "")
    .map((line) => {
      const [name = "", commit = "", at = ""] = line.split("\t");
      return { name, commit, at: Number(at) * 1000 };
    });
}

async function deleteRefs(git: Git, refs: readonly DatedRef[]): Promise<void> {
  if (refs.length === 0) return;
  const input = refs.map(({ name, commit }) => `delete ${name} ${commit}\n`).join("");
  const answer = await git.ask(["update-ref", "--stdin"], { input });
  if (answer.exitCode !== 0) throw gitError("letting go of old branches", answer);
}

/** `refs/heads/a/b`, `refs/yardmaster/base/a/b` and `refs/yardmaster/seen/a/b`, and `refs/yardmaster/parted/a/b/<commit>`. */
function toBranch(ref: string): string {
  if (ref.startsWith(PARTED)) return ref.slice(PARTED.length, ref.lastIndexOf("/"));
  const below = [BASES, SEEN].find((prefix) => ref.startsWith(prefix)) ?? OUR_BRANCHES;
  return ref.slice(below.length);
}

async function isPiledUp(git: Git): Promise<boolean> {
  const counted = await git.run("counting the mirror's objects", ["count-objects", "--verbose"]);
  const count = (name: string) => Number(new RegExp(`^${name}: (\\d+)$`, "m").exec(counted)?.[1] ?? 0);
  return count("count") > MOST_LOOSE || count("packs") > MOST_PACKS;
}

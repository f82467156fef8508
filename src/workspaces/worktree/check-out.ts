// Decides where a branch starts and lays out its tree, complete before it appears under its name. Reads the mirror; never opens a
// directory where an agent has been.
import { copyFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { YardmasterError } from "../../core/errors.ts";
import { allEnded } from "../../std/all-ended.ts";
import type { WorkspaceRequest } from "../workspace.ts";
import { orMissing } from "./errno.ts";
import { type Git, gitError } from "./git.ts";
import { writeGitDirectory } from "./git-directory.ts";
import type { RefreshedRefs } from "./mirror.ts";
import { TAGS, THEIR_BRANCHES } from "./source.ts";

export interface Start {
  readonly commit: string;
  readonly baseCommit: string;
}

export const OUR_BRANCHES = "refs/heads/";
/** Where each of our branches began; keeps that commit alive too. */
export const BASES = "refs/yardmaster/base/";

/** Commits of ours that a person's branch has gone past in another direction: kept, though nothing goes on from them. */
export const PARTED = "refs/yardmaster/parted/";

/**
 * Where the source's branch stood when a run last took it up, or brought its work there. What stands there later has to contain it: else
 * somebody took commits back, and ours, which build on them, would bring them in again.
 */
export const SEEN = "refs/yardmaster/seen/";

/**
 * The branch goes on where it stands, in the mirror or in the source, whichever is ahead; theirs when the two parted or theirs was
 * rewritten, since people cannot see ours. A new one starts where the work on its issue stands, else at the base.
 * @throws workspace.no-repository when there is no such commit
 */
export async function findStart(
  git: Git,
  { head, refs }: RefreshedRefs,
  request: WorkspaceRequest,
  { label, from }: { readonly label: string; readonly from: Start | null },
): Promise<Start> {
  const ours = refs.get(OUR_BRANCHES + request.branch);
  const theirs = refs.get(THEIR_BRANCHES + request.branch);
  const started = ours ?? theirs;
  if (started === undefined && from !== null) return from;
  if (started === undefined) {
    const commit = request.base === null ? head : await resolveBase(git, refs, request.base);
    if (commit === null) throw nothingToStartFrom(request.base, label);
    return { commit, baseCommit: commit };
  }
  const isRewritten = await wasRewritten(git, refs, request.branch);
  const isAhead = ours === undefined || theirs === undefined || (!isRewritten && (await isAncestor(git, theirs, ours)));
  const commit = isAhead ? started : theirs;
  const known = isRewritten ? undefined : refs.get(BASES + request.branch);
  return { commit, baseCommit: known ?? (await mergeBase(git, commit, head)) ?? commit };
}

/** Whether the source has the branch, and not what it held when it was last seen. */
export async function wasRewritten(git: Git, refs: RefreshedRefs["refs"], branch: string): Promise<boolean> {
  const seen = refs.get(SEEN + branch);
  const theirs = refs.get(THEIR_BRANCHES + branch);
  if (seen === undefined || theirs === undefined || seen === theirs) return false;
  return !(await isAncestor(git, seen, theirs));
}

/** @param commit null: the source does not have the branch @throws workspace.git */
export async function recordSeen(git: Git, refs: RefreshedRefs["refs"], branch: string, commit: string | null): Promise<void> {
  if ((refs.get(SEEN + branch) ?? null) === commit) return;
  const args = commit === null ? ["-d", SEEN + branch] : [SEEN + branch, commit];
  await git.run(`noting where ${branch} stands`, ["update-ref", ...args]);
}

export async function recordStart(git: Git, refs: RefreshedRefs["refs"], branch: string, start: Start): Promise<void> {
  await recordSeen(git, refs, branch, refs.get(THEIR_BRANCHES + branch) ?? null);
  const ours = refs.get(OUR_BRANCHES + branch);
  const isParted = ours !== undefined && ours !== start.commit && !(await isAncestor(git, ours, start.commit));
  const lines = [
    [OUR_BRANCHES + branch, start.commit],
    [BASES + branch, start.baseCommit],
    ...(isParted ? [[`${PARTED}${branch}/${ours}`, ours]] : []),
  ]
    .filter(([name = "", commit]) => refs.get(name) !== commit)
    .map(([name = "", commit]) => `update ${name} ${commit} ${refs.get(name) ?? "0".repeat(start.commit.length)}\n`);
  if (lines.length === 0) return;
  const answer = await git.ask(["update-ref", "--stdin"], { input: lines.join("") });
  // The git of a server that was killed may live on and be first; what counts is where the branch stands.
  if (answer.exitCode === 0 || (await readCommit(git, OUR_BRANCHES + branch)) === start.commit) return;
  throw gitError(`creating the branch ${branch}`, answer);
}

/** The next workspace for the branch starts as if there had been none. */
export async function retireBranch(git: Git, branch: string): Promise<void> {
  const ours = await readCommit(git, OUR_BRANCHES + branch);
  if (ours === null) return;
  const lines = [
    `update ${PARTED}${branch}/${ours} ${ours}`,
    `delete ${OUR_BRANCHES}${branch} ${ours}`,
    `delete ${BASES}${branch}`,
    `delete ${SEEN}${branch}`,
  ];
  const answer = await git.ask(["update-ref", "--stdin"], { input: `${lines.join("\n")}\n` });
  if (answer.exitCode !== 0) throw gitError(`retiring the branch ${branch}`, answer);
}

/** Fills the draft with the commit's tree and a git directory of its own, then gives it its name. */
export async function layOut(options: {
  readonly git: Git;
  readonly draft: string;
  readonly path: string;
  readonly index: string;
  readonly branch: string;
  readonly start: Start;
  readonly refs: RefreshedRefs["refs"];
  readonly mirror: string;
  readonly signal: AbortSignal | undefined;
}): Promise<void> {
  const { draft, branch, start } = options;
  const gitDirectory = join(draft, ".git");
  const theirs = [...options.refs].filter(([name]) => name.startsWith(THEIR_BRANCHES) || name.startsWith(TAGS));
  await allEnded([
    options.git.run(`checking out ${branch}`, ["read-tree", "--reset", "-u", "--no-recurse-submodules", start.commit], {
      env: { GIT_WORK_TREE: draft, GIT_INDEX_FILE: options.index },
      signal: options.signal,
    }),
    writeGitDirectory(gitDirectory, {
      bare: false,
      branch,
      refs: new Map([...theirs, [OUR_BRANCHES + branch, start.commit]]),
      borrowFrom: join(options.mirror, "objects"),
    }),
  ]);
  await allEnded([
    copyFile(options.index, join(gitDirectory, "index")),
    orMissing(copyFile(join(options.mirror, "shallow"), join(gitDirectory, "shallow"))),
  ]);
  await rename(draft, options.path);
}

/** The tree of a workspace goes on from the branch as it stands, and the source has nothing that it lacks. */
export async function isUpToDate(
  git: Git,
  refs: RefreshedRefs["refs"],
  { branch, head, nextHead }: { readonly branch: string; readonly head: string; readonly nextHead: string | null },
): Promise<boolean> {
  const ours = refs.get(OUR_BRANCHES + branch);
  const theirs = refs.get(THEIR_BRANCHES + branch);
  if (ours === undefined || (ours !== head && ours !== nextHead)) return false;
  if (await wasRewritten(git, refs, branch)) return false;
  return theirs === undefined || theirs === ours || (await isAncestor(git, theirs, ours));
}

export async function isAncestor(git: Git, older: string, newer: string): Promise<boolean> {
  return (await git.ask(["merge-base", "--is-ancestor", older, newer])).exitCode === 0;
}

async function mergeBase(git: Git, commit: string, head: string | null): Promise<string | null> {
  if (head === null) return null;
  const answer = await git.ask(["merge-base", commit, head]);
  return answer.exitCode === 0 ? answer.stdout.trim() : null;
}

/** Names mean what they mean in the source; then a branch of ours, for work that builds on other work; then any commit. */
async function resolveBase(git: Git, refs: RefreshedRefs["refs"], base: string): Promise<string | null> {
  if (base.startsWith("-")) return null;
  const name = base.replace(/^(?:refs\/heads\/|origin\/)/, "");
  const known = [THEIR_BRANCHES + base, THEIR_BRANCHES + name, OUR_BRANCHES + name, TAGS + base].find((candidate) => refs.has(candidate));
  return readCommit(git, known ?? base);
}

async function readCommit(git: Git, name: string): Promise<string | null> {
  const answer = await git.ask(["rev-parse", "--verify", "--quiet", `${name}^{commit}`]);
  return answer.exitCode === 0 ? answer.stdout.trim() : null;
}

function nothingToStartFrom(base: string | null, label: string): YardmasterError {
  return base === null
    ? new YardmasterError("workspace.no-repository", `finding where to start in ${label}: its HEAD names no commit`, {
        hint: "make a first commit there",
      })
    : new YardmasterError("workspace.no-repository", `finding where to start in ${label}: there is no commit "${base}"`);
}

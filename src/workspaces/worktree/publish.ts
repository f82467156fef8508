// Brings a branch of the mirror into the source: forward only, never over someone else's commits, never under a checked-out branch, never
// to the default branch, and never what somebody took back.
import { setTimeout as sleep } from "node:timers/promises";
import { YardmasterError } from "../../core/errors.ts";
import type { CommitRequest, Published } from "../workspace.ts";
import { isAncestor, recordSeen, SEEN, wasRewritten } from "./check-out.ts";
import type { Git, GitAnswer } from "./git.ts";
import { type Contradiction, mergeTrees, writeCommit } from "./merge.ts";
import type { Mirror } from "./mirror.ts";
import { readHead } from "./snapshot.ts";
import { askSource, type Source, THEIR_BRANCHES, toSourceError } from "./source.ts";

const MOST_TRIES = 4;
const RETRY_MS = 100;
/** Of a commit's name, in that of the branch that keeps it. */
const SHORT = 7;
/** Named in a message. */
const MOST_FILES = 2;
const MOST_CONFLICTS = 10;

export interface Publication {
  readonly branch: string;
  /** Of the merge, where one is needed. */
  readonly author: CommitRequest["author"];
  readonly at: number;
}

/**
 * Where somebody pushed to the branch meanwhile, ours and theirs are put together. Where they contradict each other, where somebody took
 * back what ours began from, or where the branch is the default one by now, ours go to a branch beside it.
 *
 * @throws workspace.diverged and workspace.default-branch, which people are told as they are: sentences with names in single quotes;
 *   workspace.unreachable, workspace.git
 */
export async function publishBranch(mirror: Mirror, source: Source, publication: Publication, signal?: AbortSignal): Promise<Published> {
  const git = await mirror.open();
  const { commit, head } = await bringOver(git, { mirror, source, publication, signal });
  const conflicts = await findConflicts(git, { commit, head, signal });
  return { commit, conflicts: conflicts.slice(0, MOST_CONFLICTS) };
}

/** It is told besides: what stands in the way of finding it out is no reason to say that nothing was published. */
async function findConflicts(
  git: Git,
  { commit, head, signal }: Brought & { readonly signal: AbortSignal | undefined },
): Promise<readonly string[]> {
  try {
    if (head === null || (await isAncestor(git, head, commit))) return [];
    const merge = await mergeTrees(git, { ours: commit, theirs: head }, signal);
    return "conflicts" in merge ? merge.conflicts : [];
  } catch (error) {
    if (!(error instanceof YardmasterError) || signal?.aborted) throw error;
    return [];
  }
}

interface Passage {
  readonly mirror: Mirror;
  readonly source: Source;
  readonly publication: Publication;
  readonly signal: AbortSignal | undefined;
}

interface Brought {
  /** That the branch is at there. */
  readonly commit: string;
  /** Of the default branch there. */
  readonly head: string | null;
}

async function bringOver(git: Git, { mirror, source, publication, signal }: Passage): Promise<Brought> {
  const { branch } = publication;
  const ours = await readHead(git, branch);
  const doing = `publishing ${branch} to ${source.label}`;
  for (let tries = 1; ; tries += 1) {
    const { head, refs, defaultBranch } = await mirror.refresh(signal);
    const theirs = refs.get(THEIR_BRANCHES + branch) ?? null;
    // Someone built on what was published before: everything of ours is there already.
    const isThere = theirs !== null && (await isAncestor(git, ours, theirs));
    const beside = { commit: ours, branch, signal };
    // In a repository with a working copy it is whatever is checked out, and git refuses that.
    if (!isThere && !source.isLocal && branch === defaultBranch) throw await toUnwanted(git, source, beside);
    const isGone = theirs === null && refs.has(SEEN + branch);
    if (!isThere && (isGone || (await wasRewritten(git, refs, branch)))) throw await toTakenBack(git, source, { ...beside, isGone });
    const commit = isThere ? theirs : await joinTheirs(git, { ours, theirs, source, publication, signal });
    const answer = isThere ? DONE : await pushPatiently(git, source, { commit, branch, over: theirs, signal });
    if (answer.exitCode === 0) {
      await recordSeen(git, refs, branch, commit);
      return { commit, head };
    }
    // "! <from>:<to>\t[rejected] (…)" is git's own refusal, when the branch moved since; "[remote rejected]" comes from over there.
    if (!/^!\t\S+\t\[rejected\]/m.test(answer.stdout) || tries === MOST_TRIES) throw toRefusal(source, doing, answer);
  }
}

const DONE = { exitCode: 0, stdout: "", stderr: "" };

interface Joining extends Omit<Passage, "mirror"> {
  readonly ours: string;
  readonly theirs: string | null;
}

/** @returns a commit that goes on from theirs @throws workspace.diverged */
async function joinTheirs(git: Git, { ours, theirs, source, publication, signal }: Joining): Promise<string> {
  const { branch } = publication;
  if (theirs === null || (await isAncestor(git, theirs, ours))) return ours;
  const merge = await mergeTrees(git, { ours, theirs }, signal);
  if ("conflicts" in merge) throw await toDiverged(git, source, merge, { branch, commit: ours, signal });
  const message = `Merge what was pushed to ${branch} meanwhile`;
  return await writeCommit(git, { ...merge, ...publication, parents: [ours, theirs], message });
}

function toRefusal(source: Source, doing: string, answer: GitAnswer): YardmasterError {
  const checkedOut = /branch is currently checked out/.test(answer.stdout);
  const hint = checkedOut ? "check out another branch there, or let runs use branch names of their own" : undefined;
  return toSourceError(source, doing, answer, hint);
}

async function toDiverged(git: Git, source: Source, { conflicts, isTooOld }: Contradiction, pushed: Pushed): Promise<YardmasterError> {
  const files = conflicts.slice(0, MOST_FILES).map((file) => `'${file}'`);
  const others = conflicts.length > MOST_FILES ? " and others" : "";
  const where = files.length === 0 ? `on '${pushed.branch}'` : `of ${files.join(", ")}${others}`;
  const why = isTooOld
    ? `the server's git is older than 2.38 and cannot merge what somebody pushed to '${pushed.branch}'`
    : `somebody pushed other changes to the same lines ${where}`;
  const beside = await keepBeside(git, source, pushed);
  const kept = beside === null ? "" : `the run's commits are on '${beside}': merge that by hand, or `;
  return new YardmasterError("workspace.diverged", why, { hint: `${kept}try again to start from what was pushed` });
}

/** What was taken back may have been a mistake or a secret: with ours it would be there again. */
async function toTakenBack(
  git: Git,
  source: Source,
  { isGone, ...pushed }: Pushed & { readonly isGone: boolean },
): Promise<YardmasterError> {
  const beside = await keepBeside(git, source, pushed);
  const happened = isGone
    ? `somebody deleted the branch '${pushed.branch}'`
    : `somebody took back commits of '${pushed.branch}' that the run began from`;
  const kept = beside === null ? "" : `the run's commits are on '${beside}': look at them there, or `;
  const hint = `${kept}try again to ${isGone ? "make the branch again" : "start from what is there now"}`;
  return new YardmasterError("workspace.diverged", happened, { hint });
}

async function toUnwanted(git: Git, source: Source, pushed: Pushed): Promise<YardmasterError> {
  const beside = await keepBeside(git, source, pushed);
  const why = `'${pushed.branch}' is the default branch now, and nothing is pushed there`;
  const hint = beside === null ? "work on another branch" : `the run's commits are on '${beside}'`;
  return new YardmasterError("workspace.default-branch", why, { hint });
}

/** Nobody but us can see the mirror: what people are to look at goes where they can. @returns its branch; null when it could not */
async function keepBeside(git: Git, source: Source, pushed: Pushed): Promise<string | null> {
  const beside = `${pushed.branch}-${pushed.commit.slice(0, SHORT)}`;
  const answer = await pushPatiently(git, source, { ...pushed, branch: beside });
  return answer.exitCode === 0 ? beside : null;
}

interface Pushed {
  readonly commit: string;
  readonly branch: string;
  /** Where the branch stands there, and the commit goes on from; null: nowhere yet. Should it have moved since, nothing is pushed. */
  readonly over?: string | null;
  readonly signal: AbortSignal | undefined;
}

/** Another push to the same branch may hold its lock over there; that one is ours too, or git will say what it is. */
async function pushPatiently(git: Git, source: Source, pushed: Pushed): ReturnType<Git["ask"]> {
  for (let tries = 1; ; tries += 1) {
    const answer = await push(git, source, pushed);
    if (answer.exitCode === 0 || tries === MOST_TRIES || !/cannot lock ref|failed to update ref/.test(answer.stdout + answer.stderr))
      return answer;
    await sleep(RETRY_MS * tries);
  }
}

async function push(git: Git, source: Source, { commit, branch, over, signal }: Pushed): ReturnType<Git["ask"]> {
  const flags = ["--porcelain", "--no-verify", "--no-signed", "--no-follow-tags", "--no-recurse-submodules"];
  const lease = over === undefined ? [] : [`--force-with-lease=refs/heads/${branch}:${over ?? ""}`];
  // Whatever the repository says about pushes to a checked-out branch: they would change a person's working copy under their hands.
  const guard = source.isLocal ? ["--receive-pack=git -c receive.denyCurrentBranch=refuse receive-pack"] : [];
  return await askSource(
    git,
    source,
    ["push", ...flags, ...lease, ...guard, "--", source.address, `${commit}:refs/heads/${branch}`],
    signal,
  );
}

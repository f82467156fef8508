// Brings a branch of the mirror into the source: forward only, never over someone else's commits, never under a checked-out branch.
import { setTimeout as sleep } from "node:timers/promises";
import { YardmasterError } from "../../core/errors.ts";
import type { CommitRequest, Published } from "../workspace.ts";
import { isAncestor } from "./check-out.ts";
import type { Git, GitAnswer } from "./git.ts";
import { mergeTrees, writeCommit } from "./merge.ts";
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
 * Where somebody pushed to the branch meanwhile, ours and theirs are put together; where they contradict each other, ours go to a branch
 * beside it.
 *
 * @throws workspace.diverged, workspace.unreachable, workspace.git
 */
export async function publishBranch(mirror: Mirror, source: Source, publication: Publication, signal?: AbortSignal): Promise<Published> {
  const git = await mirror.open();
  const commit = await bringOver(git, { mirror, source, publication, signal });
  const conflicts = await findConflicts(git, { mirror, commit, signal });
  return { commit, conflicts: conflicts.slice(0, MOST_CONFLICTS) };
}

/** It is told besides: what stands in the way of finding it out is no reason to say that nothing was published. */
async function findConflicts(
  git: Git,
  { mirror, commit, signal }: { readonly commit: string } & Pick<Passage, "mirror" | "signal">,
): Promise<readonly string[]> {
  try {
    const { head } = await mirror.refresh(signal);
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

/** @returns the commit that the branch is at there */
async function bringOver(git: Git, { mirror, source, publication, signal }: Passage): Promise<string> {
  const { branch } = publication;
  const ours = await readHead(git, branch);
  const doing = `publishing ${branch} to ${source.label}`;
  for (let commit = ours, tries = 1; ; tries += 1) {
    const answer = await pushPatiently(git, source, { commit, branch, signal });
    if (answer.exitCode === 0) return commit;
    // "! <from>:<to>\t[rejected] (…)" is git's own refusal to go anywhere but forward; "[remote rejected]" comes from over there.
    if (!/^!\t\S+\t\[rejected\]/m.test(answer.stdout) || tries === MOST_TRIES) throw toRefusal(source, doing, answer);
    const theirs = (await mirror.refresh(signal)).refs.get(THEIR_BRANCHES + branch);
    // It was there a moment ago, and is gone.
    if (theirs === undefined) continue;
    // Someone built on what was published before: everything of ours is there already.
    if (await isAncestor(git, ours, theirs)) return theirs;
    const merge = await mergeTrees(git, { ours, theirs }, signal);
    if ("conflicts" in merge) throw await toDiverged(git, source, { branch, commit: ours, conflicts: merge.conflicts, signal });
    const message = `Merge what was pushed to ${branch} meanwhile`;
    commit = await writeCommit(git, { ...merge, ...publication, parents: [ours, theirs], message });
  }
}

function toRefusal(source: Source, doing: string, answer: GitAnswer): YardmasterError {
  const checkedOut = /branch is currently checked out/.test(answer.stdout);
  const hint = checkedOut ? "check out another branch there, or let runs use branch names of their own" : undefined;
  return toSourceError(source, doing, answer, hint);
}

/** Nobody but us can see the mirror: what people are to look at goes where they can. */
async function toDiverged(
  git: Git,
  source: Source,
  { conflicts, ...pushed }: Pushed & { readonly conflicts: readonly string[] },
): Promise<YardmasterError> {
  const beside = `${pushed.branch}-${pushed.commit.slice(0, SHORT)}`;
  const answer = await pushPatiently(git, source, { ...pushed, branch: beside });
  const files = conflicts.length === 0 ? "" : `, in ${conflicts.slice(0, MOST_FILES).join(", ")}`;
  const others = conflicts.length > MOST_FILES ? " and others" : "";
  const kept = answer.exitCode === 0 ? `it is kept on ${beside}, and ` : "";
  // People on the forge get to see both, in one line, and not much of it.
  return new YardmasterError(
    "workspace.diverged",
    `publishing ${pushed.branch}: what somebody pushed meanwhile contradicts it${files}${others}`,
    {
      hint: `${kept}a retry begins from theirs`,
    },
  );
}

interface Pushed {
  readonly commit: string;
  readonly branch: string;
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

async function push(git: Git, source: Source, { commit, branch, signal }: Pushed): ReturnType<Git["ask"]> {
  const flags = ["--porcelain", "--no-verify", "--no-signed", "--no-follow-tags", "--no-recurse-submodules"];
  // Whatever the repository says about pushes to a checked-out branch: they would change a person's working copy under their hands.
  const guard = source.isLocal ? ["--receive-pack=git -c receive.denyCurrentBranch=refuse receive-pack"] : [];
  return await askSource(git, source, ["push", ...flags, ...guard, "--", source.address, `${commit}:refs/heads/${branch}`], signal);
}

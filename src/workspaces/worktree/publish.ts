// Brings a branch of the mirror into the source: forward only, never over someone else's commits, never under a checked-out branch.
import { setTimeout as sleep } from "node:timers/promises";
import { YardmasterError } from "../../core/errors.ts";
import { isAncestor } from "./check-out.ts";
import type { Git } from "./git.ts";
import type { Mirror } from "./mirror.ts";
import { readHead } from "./snapshot.ts";
import { askSource, type Source, THEIR_BRANCHES, toSourceError } from "./source.ts";

const MOST_TRIES = 4;
const RETRY_MS = 100;

/** @throws workspace.diverged, workspace.unreachable, workspace.git */
export async function publishBranch(mirror: Mirror, source: Source, branch: string): Promise<void> {
  const git = await mirror.open();
  const commit = await readHead(git, branch);
  const answer = await pushPatiently(git, source, commit, branch);
  if (answer.exitCode === 0) return;
  const doing = `publishing ${branch} to ${source.label}`;
  // "! <from>:<to>\t[rejected] (…)" is git's own refusal to go anywhere but forward; "[remote rejected]" comes from over there.
  if (!/^!\t\S+\t\[rejected\]/m.test(answer.stdout)) {
    const checkedOut = /branch is currently checked out/.test(answer.stdout);
    throw toSourceError(
      source,
      doing,
      answer,
      checkedOut ? "check out another branch there, or let runs use branch names of their own" : undefined,
    );
  }
  const theirs = (await mirror.refresh()).refs.get(THEIR_BRANCHES + branch);
  // Someone built on what was published before: everything of ours is there already.
  if (theirs !== undefined && (await isAncestor(git, commit, theirs))) return;
  throw new YardmasterError("workspace.diverged", `${doing}: the branch has commits there that are not ours`, {
    hint: "remove the workspace to go on from their commits, or give the work another branch",
  });
}

/** Another push to the same branch may hold its lock over there; that one is ours too, or git will say what it is. */
async function pushPatiently(git: Git, source: Source, commit: string, branch: string): ReturnType<Git["ask"]> {
  for (let tries = 1; ; tries += 1) {
    const answer = await push(git, source, commit, branch);
    if (answer.exitCode === 0 || tries === MOST_TRIES || !/cannot lock ref|failed to update ref/.test(answer.stdout + answer.stderr))
      return answer;
    await sleep(RETRY_MS * tries);
  }
}

async function push(git: Git, source: Source, commit: string, branch: string): ReturnType<Git["ask"]> {
  const flags = ["--porcelain", "--no-verify", "--no-signed", "--no-follow-tags", "--no-recurse-submodules"];
  // Whatever the repository says about pushes to a checked-out branch: they would change a person's working copy under their hands.
  const guard = source.isLocal ? ["--receive-pack=git -c receive.denyCurrentBranch=refuse receive-pack"] : [];
  return await askSource(git, source, ["push", ...flags, ...guard, "--", source.address, `${commit}:refs/heads/${branch}`]);
}

// A pull request that is closed or merged: what was under way for it ends, its workspace goes, and so does a merged branch of ours.
import { hasEnded } from "../../core/run/state.ts";
import { isOurBranch } from "../../core/run/thread-branch.ts";
import type { ThreadYard } from "../../runtime/threads/thread-yard.ts";
import type { ListedRun } from "../../runtime/yard.ts";
import type { KnockOf } from "../knock/knock.ts";
import { findAsked, isAskedAfter, listThreads } from "./asked-order.ts";

export type EndedPullRequest = KnockOf<"pull-request.closed" | "pull-request.merged">;

/** @returns why it led to nothing; null when something ended */
export async function endPullRequest(
  { thread: number, pullRequest: told, sender, at }: EndedPullRequest,
  yard: ThreadYard,
): Promise<string | null> {
  const did = told.isMerged ? "merged the pull request" : "closed the pull request";
  const moment = { at, comment: null };
  const found = await yard.loadThread(number);
  const seen = found === null ? [] : await yard.listRunsSeen(found);
  for (const each of listThreads(number, seen)) {
    await yard.noteStop(each, { ...moment, by: sender.login, did, mark: null, isForOthers: true, since: null });
  }
  const pullRequest = found?.pullRequest ?? null;
  const isMerged = told.isMerged || pullRequest?.state === "merged";
  const isOpenAgain = !isMerged && pullRequest?.state === "open";
  // Of one second only the forge knows the order.
  const isMeant = (run: ListedRun) => !isAskedAfter(run, moment) && !(isOpenAgain && findAsked(run)?.at === at);
  const ours = (await yard.listRuns(number)).filter((run) => !hasEnded(run));
  // The run may have been asked for in the issue that the pull request closes. A fork's branch may be called like one of ours.
  const onBranch = told.isFromFork ? [] : await yard.listOpenRunsOn(told.head);
  // Asked for since, as in that issue, it goes on though it was told first.
  const open = new Set([...ours, ...onBranch].filter(isMeant).map(({ id }) => id));
  const why = isMerged
    ? { login: null, reason: "the pull request was merged" }
    : { login: sender.login, reason: `'${sender.login}' closed the pull request` };
  for (const id of open) await yard.cancel(id, { ...why, isOurs: true });
  if (isOpenAgain) return open.size === 0 ? "the pull request is open again" : null;
  if (isMerged && pullRequest !== null && !pullRequest.isFromFork && isOurBranch(pullRequest.head)) {
    await yard.finishBranch(pullRequest.head, pullRequest.headCommit);
    return null;
  }
  if (!told.isFromFork) await yard.leaveBranch(told.head);
  return open.size === 0 ? "nothing was under way for the pull request" : null;
}

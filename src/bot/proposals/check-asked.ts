// Looks at what an open pull request changes of the configuration, as it was asked for some time ago.
import type { MergedAsk } from "../../runtime/threads/configuration-checks.ts";
import type { ThreadYard } from "../../runtime/threads/thread-yard.ts";
import { checkProposal, type ProposalDeps } from "./check-proposal.ts";

export interface AskedDeps extends ProposalDeps {
  readonly yard: Pick<ThreadYard, "loadThread">;
}

/** @returns why there is no check; null when there is one. @throws forge.*, workspace.* */
export async function checkAsked({ pullRequest: number, asked, pushed, isMerged }: MergedAsk, deps: AskedDeps): Promise<string | null> {
  const pullRequest = (await deps.yard.loadThread(number))?.pullRequest ?? null;
  if (pullRequest?.state !== "open") return "the pull request is not open";
  if (pushed === null) return await checkProposal(pullRequest, asked, deps);
  // The forge may still answer with what was there before the push.
  const isNewest = pullRequest.headCommit === pushed.commit || pullRequest.headCommit === pushed.before;
  if (isNewest) return await checkProposal({ ...pullRequest, headCommit: pushed.commit }, asked, deps);
  return isMerged ? await checkProposal(pullRequest, asked, deps) : "a newer push is looked at instead";
}

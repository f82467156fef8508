// The check `yardmaster / config` on a pull request that changes manifests: read at its head through the forge, together with those that it
// leaves alone, and judged as they would be after the merge. A pull request that changes none gets no check.
import { YardmasterError } from "../../core/errors.ts";
import { type ConfigCheck, toConfigAnnotations, toConfigCheck, toConfigConclusion, toUnreadCheck } from "../../core/views/config-check.ts";
import type { Renderer } from "../../rendering/renderer.ts";
import { isManifestPath } from "../../resources/repository-files/choose-files.ts";
import type { Proposals, ProposedFile } from "../../runtime/threads/proposals.ts";
import type { StartRequest } from "../../runtime/threads/thread-yard.ts";
import { judgeFiles } from "./judge-files.ts";

type PullRequest = NonNullable<StartRequest["thread"]["pullRequest"]>;

export interface ProposalDeps {
  readonly proposals: Proposals;
  loadRenderer(): Promise<Renderer>;
}

/** More changed files of manifests are not read: each is a request. */
const MOST_CHANGED = 100;

/**
 * @param asked names what asked for it, so that the same thing again is the same check
 * @returns why there is no check; null when there is one
 */
export async function checkProposal(
  { number, headCommit: commit, isFromFork }: PullRequest,
  asked: string,
  { proposals, loadRenderer }: ProposalDeps,
): Promise<string | null> {
  const changed = (await proposals.listChangedFiles(number)).filter(isManifestPath);
  if (changed.length === 0) return "the pull request changes no configuration";
  const files = changed.length > MOST_CHANGED ? null : await loadProposed(changed, commit, proposals);
  const problems = files === null ? [] : await judgeFiles(files, proposals.tryOut);
  const check: ConfigCheck =
    files === null ? toUnreadCheck(`more than ${MOST_CHANGED} files of manifests are changed at once`) : toConfigCheck(problems);
  const renderer = await loadRenderer();
  try {
    await proposals.putCheck({
      commit,
      externalId: `${CONFIG_CHECK}/${number}/${asked}`,
      conclusion: toConfigConclusion(check, isFromFork),
      title: renderer.template("github/config-check-title").render(check),
      summary: renderer.template("github/config-check").render(check).trim(),
      annotations: toConfigAnnotations(problems, new Set(files?.map(({ path }) => path)), isFromFork),
    });
    return null;
  } catch (error) {
    // The commit may be gone by now, and a newer one has been told of.
    if (!(error instanceof YardmasterError) || error.code !== "forge.refused") throw error;
    return error.message;
  }
}

const CONFIG_CHECK = "config";

/** Of one of our checks, by what we called it: the pull request whose configuration it is about. */
export function toCheckedPullRequest(externalId: string | null): number | null {
  const [, number] = /^config\/(\d{1,15})\//.exec(externalId ?? "") ?? [];
  return number === undefined ? null : Number(number);
}

async function loadProposed(changed: readonly string[], commit: string, proposals: Proposals): Promise<readonly ProposedFile[]> {
  const kept = (await proposals.loadFiles()).filter(({ path }) => !changed.includes(path));
  const proposed: ProposedFile[] = [];
  for (const path of changed) {
    const text = await proposals.readFile(path, commit);
    if (text !== null) proposed.push({ path, bytes: Buffer.from(text) });
  }
  return [...kept, ...proposed];
}

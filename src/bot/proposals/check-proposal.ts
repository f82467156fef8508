// The check `yardmaster / config` on a pull request that changes manifests or the workflow file: read at its head through the forge, manifests
// together with those that it leaves alone, and judged as they would be after the merge. A pull request that changes neither gets no check.
import { YardmasterError } from "../../core/errors.ts";
import { type ConfigCheck, toConfigAnnotations, toConfigCheck, toConfigConclusion, toUnreadCheck } from "../../core/views/config-check.ts";
import type { Renderer } from "../../rendering/renderer.ts";
import { isManifestPath } from "../../resources/repository-files/choose-files.ts";
import { WORKFLOW_FILE_NAMES } from "../../resources/workflow-file/file-names.ts";
import type { Proposals, ProposedFile, ProposedWorkflowFile } from "../../runtime/threads/proposals.ts";
import type { StartRequest } from "../../runtime/threads/thread-yard.ts";

type PullRequest = NonNullable<StartRequest["thread"]["pullRequest"]>;

export interface ProposalDeps {
  readonly proposals: Proposals;
  loadRenderer(): Promise<Renderer>;
}

/** Of changed manifests, what is read at most: each file is a request. Who may not write here costs us less. */
const LIMITS = { files: 100, bytes: 10 * 1024 ** 2 };
const OUTSIDERS_LIMITS = { files: 20, bytes: 1024 ** 2 };

/**
 * @param asked names what asked for it, so that the same thing again is the same check
 * @returns why there is no check; null when there is one
 */
export async function checkProposal(
  { number, headCommit: commit, isFromFork }: PullRequest,
  asked: string,
  { proposals, loadRenderer }: ProposalDeps,
): Promise<string | null> {
  const all = await proposals.listChangedFiles(number);
  const changed = all.filter(isManifestPath);
  const changesWorkflowFile = all.some((path) => WORKFLOW_FILE_NAMES.includes(path));
  if (changed.length === 0 && !changesWorkflowFile) return "the pull request changes no configuration";
  const read = changed.length === 0 ? { manifests: null, unread: null } : await loadProposed(changed, { commit, isFromFork }, proposals);
  const workflowFile = changesWorkflowFile ? await loadWorkflowFile(commit, proposals) : null;
  const judgement = await proposals.judge({ manifests: read.manifests, workflowFile, isFromFork });
  const problems = judgement.isJudged ? judgement.problems : [];
  const unread = read.unread ?? (judgement.isJudged ? null : judgement.why);
  const check: ConfigCheck = unread === null ? toConfigCheck(problems) : toUnreadCheck(unread);
  const files = new Set([...(read.manifests ?? []).map(({ path }) => path), ...WORKFLOW_FILE_NAMES]);
  const renderer = await loadRenderer();
  try {
    await proposals.putCheck({
      commit,
      externalId: `${CONFIG_CHECK}/${number}/${asked}`,
      conclusion: toConfigConclusion(check, isFromFork),
      title: renderer.template("github/config-check-title").render(check),
      summary: renderer.template("github/config-check").render(check).trim(),
      annotations: toConfigAnnotations(problems, files, isFromFork),
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

async function loadWorkflowFile(commit: string, proposals: Proposals): Promise<ProposedWorkflowFile | null> {
  const found: { readonly path: string; readonly text: string }[] = [];
  for (const path of WORKFLOW_FILE_NAMES) {
    const text = await proposals.readFile(path, commit);
    if (text !== null) found.push({ path, text });
  }
  const [file, ...others] = found;
  return file === undefined ? null : { ...file, unread: others.map(({ path }) => path) };
}

interface Read {
  /** All that there would be; null: part of them is not looked at, and part of a configuration is none. */
  readonly manifests: readonly ProposedFile[] | null;
  /** Why. */
  readonly unread: string | null;
}

async function loadProposed(
  changed: readonly string[],
  { commit, isFromFork }: { readonly commit: string; readonly isFromFork: boolean },
  proposals: Proposals,
): Promise<Read> {
  const most = isFromFork ? OUTSIDERS_LIMITS : LIMITS;
  const where = isFromFork ? "from a fork " : "";
  if (changed.length > most.files) {
    return { manifests: null, unread: `it changes ${changed.length} manifest files, and ${where}at most ${most.files} are read` };
  }
  const proposed: ProposedFile[] = [];
  let left = most.bytes;
  for (const path of changed) {
    const text = await proposals.readFile(path, commit);
    if (text === null) continue;
    const bytes = Buffer.from(text);
    left -= bytes.length;
    if (left < 0)
      return { manifests: null, unread: `it changes large manifests, and ${where}at most ${most.bytes / 1024 ** 2} MiB are read` };
    proposed.push({ path, bytes });
  }
  const kept = (await proposals.loadFiles()).filter(({ path }) => !changed.includes(path));
  return { manifests: [...kept, ...proposed], unread: null };
}

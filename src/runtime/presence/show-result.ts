// A run's work, brought to people: its pull request, and whether that is a draft. It is one while the run's own checks do not hold; what
// else is checked on its commits is shown beside them, and is not waited for (docs/decisions/0013).
import { type CardResult, toRunCard } from "../../core/views/run-card.ts";
import type { Forge, PullRequest, Thread } from "../../forge/forge.ts";
import { readTemplate } from "./read-template.ts";
import { hasWork, type Scene, type ShowDeps } from "./scene.ts";
import { isRefused, type Sheet } from "./sheet.ts";
import { clearDrafts, wasLeftAsDraft } from "./shown.ts";
import { renderPullRequest, toDraft } from "./texts.ts";

const MOST_FILES = 10;

export async function showResult(deps: ShowDeps, scene: Scene, sheet: Sheet, thread: Thread | null): Promise<void> {
  if (!hasWork(scene.run)) return;
  const pullRequest = thread?.pullRequest ?? null;
  if (thread !== null && pullRequest !== null) {
    await sheet.attempt("draft", () => settleDraft(deps, scene, sheet, { thread, pullRequest }));
    return;
  }
  if (sheet.shown.result !== null) return;
  const trouble = await sheet.attempt("pull-request", async () => {
    const { result, draftOf } = await putResult(deps, scene, { thread, url: sheet.shown.comment?.url ?? null });
    await sheet.keepWrite({ result, draftOf });
    if (result.pullRequest !== null) await clearDrafts(deps.store, scene.run, result.pullRequest.number);
  });
  if (trouble !== null) await sheet.keep({ result: { pullRequest: null, files: [], fileCount: 0, trouble } });
}

async function putResult(
  { forge, renderer }: ShowDeps,
  { run, origin, facts }: Scene,
  { thread, url }: { readonly thread: Thread | null; readonly url: string | null },
): Promise<{ readonly result: CardResult; readonly draftOf: number | null }> {
  const { defaultBranch } = await forge.fetchRepository();
  const template = await readTemplate(forge, run.workspace?.baseCommit ?? defaultBranch);
  const card = toRunCard(run, origin, { ...facts, result: null, calls: [] });
  const draft = toDraft(run, card);
  const pullRequest = await forge.putPullRequest({
    ...renderPullRequest(renderer, card, origin, { title: thread?.title ?? null, template, isDraft: draft === "checks", url }),
    head: run.workspace?.branch ?? origin.branch,
    base: defaultBranch,
    isDraft: draft !== null,
  });
  const { number, isDraft } = pullRequest;
  const files = await readFiles(forge, number);
  return {
    result: { pullRequest: { number, isDraft }, files: files.slice(0, MOST_FILES), fileCount: files.length, trouble: null },
    draftOf: isDraft && draft === "checks" ? number : null,
  };
}

/** Some are too large to be listed; that is no reason to say that there is no pull request. */
async function readFiles(forge: Forge, pullRequest: number): Promise<readonly string[]> {
  try {
    return await forge.fetchChangedFiles(pullRequest);
  } catch (error) {
    if (isRefused(error)) return [];
    throw error;
  }
}

interface OpenPull {
  readonly thread: Thread;
  readonly pullRequest: PullRequest;
}

/** In a pull request of ours: what other people opened, and what they made a draft of, is theirs to say. */
async function settleDraft(
  { forge, store }: ShowDeps,
  { run, origin, facts }: Scene,
  sheet: Sheet,
  { thread, pullRequest: { number, isDraft, state } }: OpenPull,
): Promise<void> {
  if (state !== "open" || thread.author !== (await forge.fetchLogin())) return;
  const card = toRunCard(run, origin, { ...facts, result: null, calls: [] });
  const wanted = toDraft(run, card);
  if (wanted !== null && !isDraft) {
    // Known before it is done: a crash in between must not leave a draft that nobody ends.
    await sheet.keep({ draftOf: wanted === "checks" ? number : null });
    if ((await forge.setDraft(number, true)) === true) await sheet.keepWrite();
    else await sheet.keep({ draftOf: null });
  } else if (wanted === null && isDraft && (await wasLeftAsDraft(store, number))) {
    await forge.setDraft(number, false);
    await sheet.keepWrite();
  }
  if (wanted === null) await clearDrafts(store, run, number);
}

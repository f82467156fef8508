// A run's check: on the commit that carries it already; at the end on the run's own commit, and on every one that was told of it, so that
// none of them waits for ever.
import { toLogAnnotations } from "../../core/views/log-annotations.ts";
import { isOver, type RunCard } from "../../core/views/run-card.ts";
import { toCheckName, toRunCheck } from "../../core/views/run-check.ts";
import type { CheckRequest, Forge, PullRequest, PutCheck, Thread } from "../../forge/forge.ts";
import { hasWork, type Scene, type ShowDeps } from "./scene.ts";
import { isRefused, type Sheet } from "./sheet.ts";
import type { Shown } from "./shown.ts";
import { renderCheck } from "./texts.ts";

export async function showCheck(deps: ShowDeps, scene: Scene, sheet: Sheet, { thread, card, hash }: CheckSight): Promise<void> {
  const detailsUrl = sheet.shown.comment?.url ?? thread?.url ?? null;
  for (const place of await toPlaces(deps.forge, scene, { thread, shown: sheet.shown, isOver: isOver(card) })) {
    const { commit } = place;
    const last = sheet.shown.checks.find((check) => check.commit === commit);
    if (last?.hash === hash) continue;
    const put = await putCheck(deps, scene, { ...toRequest(deps, scene, card), ...place, detailsUrl });
    const others = sheet.shown.checks.filter((check) => check.commit !== commit);
    await sheet.keepWrite({ checks: [...others, { ...put, commit, hash }] });
  }
}

export interface CheckSight {
  /** Null: it was asked for in none. */
  readonly thread: Thread | null;
  readonly card: RunCard;
  readonly hash: string;
}

interface Place {
  readonly commit: string;
  readonly known: PutCheck | null;
}

async function toPlaces(
  forge: Forge,
  { run, origin }: Scene,
  { thread, shown, isOver: isEnd }: { readonly thread: Thread | null; readonly shown: Shown; readonly isOver: boolean },
): Promise<readonly Place[]> {
  const known = shown.checks.map(({ commit, id, annotations }) => ({ commit, known: { id, annotations } }));
  if (!isEnd && known.length > 0) return known;
  const target = hasWork(run) ? run.commit : toHead(thread?.pullRequest ?? (await forge.fetchPullRequestOf(origin.branch)));
  if (target === null || known.some(({ commit }) => commit === target)) return known;
  return [...known, { commit: target, known: null }];
}

function toHead(pullRequest: PullRequest | null): string | null {
  return pullRequest?.state === "open" ? pullRequest.headCommit : null;
}

/** Annotations come out of logs: one that the forge does not take is no reason to have no check. */
async function putCheck({ forge, log }: ShowDeps, { run, origin }: Scene, request: CheckRequest): Promise<PutCheck> {
  try {
    return await forge.putCheck(request);
  } catch (error) {
    if (!isRefused(error) || request.annotations.length === 0) throw error;
    log.warn({ run: run.id, thread: origin.thread, err: error }, "a check is written without annotations");
    return await forge.putCheck({ ...request, annotations: [] });
  }
}

function toRequest({ renderer }: ShowDeps, { run, origin, logs }: Scene, card: RunCard) {
  return {
    name: toCheckName(card.workflow),
    externalId: run.id,
    ...toRunCheck(card),
    ...renderCheck(renderer, card, origin.thread),
    annotations: toLogAnnotations(logs, run.workspace?.path ?? null),
  };
}

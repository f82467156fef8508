// One look at a run, written on the forge: its pull request, its comment, its check, each only where it differs from what was shown last.
// Knows nothing of when to look. What it wrote is kept after each answer, so that whatever fails next is all that is left to do.
import { createHash } from "node:crypto";
import { YardmasterError } from "../../core/errors.ts";
import type { RunState } from "../../core/run/state.ts";
import type { TaskOrigin } from "../../core/run/task-order.ts";
import { toLogAnnotations } from "../../core/views/log-annotations.ts";
import { type CardFacts, type CardResult, isOver, type RunCard, toCardKey, toRunCard } from "../../core/views/run-card.ts";
import { toRunCheck } from "../../core/views/run-check.ts";
import type { Forge, PullRequest, PutCheck, Thread } from "../../forge/forge.ts";
import type { Renderer } from "../../rendering/renderer.ts";
import type { Store } from "../../store/store.ts";
import type { Log } from "../deps.ts";
import { readTemplate } from "./read-template.ts";
import { listFormer, type Shown, type Surface, writeFolded } from "./shown.ts";
import { isDraft, renderCheck, renderComment, renderPullRequest } from "./texts.ts";

/** `sticky`: one comment, kept up to date; `final`: one at the end; `off`: none. */
export type CommentMode = "sticky" | "final" | "off";

export interface ShowDeps {
  readonly store: Store;
  readonly forge: Forge;
  readonly log: Log;
  readonly renderer: Renderer;
  readonly comments: CommentMode;
  /** Where mail to people goes that must not arrive, for the co-author of a pull request. */
  readonly noreplyHost: string;
  /** A page about the run; null: there is none. */
  toDetailsUrl(run: RunState): string | null;
}

export interface Scene {
  readonly run: RunState;
  readonly origin: TaskOrigin;
  readonly facts: Omit<CardFacts, "result">;
  /** Keeps what was shown so far. */
  keep(shown: Shown): Promise<void>;
}

const MOST_FILES = 10;

/** @throws forge.unavailable, forge.gone; what was written before is kept all the same */
export async function showRun(deps: ShowDeps, scene: Scene, before: Shown): Promise<Shown> {
  const { forge, log } = deps;
  const { run, origin, facts } = scene;
  let shown = before;

  async function keep(change: Partial<Shown>): Promise<void> {
    shown = { ...shown, ...change };
    await scene.keep(shown);
  }

  /** What the forge refuses once it refuses again: the rest goes on without it. @returns why, when it was refused */
  async function attempt(surface: Surface, work: () => Promise<void>): Promise<string | null> {
    if (shown.refused.includes(surface)) return null;
    try {
      await work();
      return null;
    } catch (error) {
      if (!isRefused(error)) throw error;
      log.warn({ run: run.id, thread: origin.thread, err: error }, `the ${surface} of a run was refused and is given up`);
      await keep({ refused: [...shown.refused, surface] });
      return error.message;
    }
  }

  const thread = await forge.fetchThread(origin.thread);
  if (!thread) throw new YardmasterError("forge.gone", `showing run ${run.id}: #${origin.thread} is gone`);

  if (hasWork(run) && thread.pullRequest === null && shown.result === null) {
    const trouble = await attempt("pull-request", async () => {
      await keep({ result: await putResult(deps, scene, thread), writes: shown.writes + 1 });
    });
    if (trouble !== null) await keep({ result: { pullRequest: null, files: [], fileCount: 0, trouble } });
  }

  const card = toRunCard(run, origin, { ...facts, result: shown.result });
  const hash = toHash(toCardKey(card));
  if (deps.comments === "sticky" || (deps.comments === "final" && isOver(card))) {
    await attempt("comment", async () => {
      if (shown.comment?.hash === hash) return;
      const body = renderComment(deps.renderer, card);
      const marker = `yardmaster:run/${run.id}`;
      const { id } = await forge.putComment({
        thread: origin.thread,
        marker,
        body,
        known: shown.comment?.id ?? null,
        isLast: isOver(card),
      });
      await keep({ comment: { id, hash }, writes: shown.writes + 1 });
    });
    await foldFormer(deps, scene, () => keep({ writes: shown.writes + 1 }));
  }

  await attempt("check", async () => {
    for (const { commit, known } of await toCheckPlaces(forge, scene, { thread, shown, isOver: isOver(card) })) {
      const last = shown.checks.find((check) => check.commit === commit);
      if (last?.hash === hash) continue;
      const put = await forge.putCheck({ ...toCheckRequest(deps, scene, card), commit, known });
      const others = shown.checks.filter((check) => check.commit !== commit);
      await keep({ checks: [...others, { ...put, commit, hash }], writes: shown.writes + 1 });
    }
  });

  await keep({ hash, state: card.state, isFinal: isOver(card) });
  return shown;
}

export function toHash(key: string): string {
  return createHash("sha256").update(key).digest("base64url");
}

/** Whether there is something to bring to a pull request. */
function hasWork({ status, commit, workspace }: RunState): boolean {
  return status === "completed" && commit !== null && workspace !== null;
}

async function putResult(deps: ShowDeps, { run, origin, facts }: Scene, { title }: Thread): Promise<CardResult> {
  const { forge, renderer, noreplyHost } = deps;
  const { defaultBranch } = await forge.fetchRepository();
  const template = await readTemplate(forge, run.workspace?.baseCommit ?? defaultBranch);
  const card = toRunCard(run, origin, { ...facts, result: null });
  const pullRequest = await forge.putPullRequest({
    ...renderPullRequest(renderer, card, origin, { title, template, noreplyHost }),
    head: run.workspace?.branch ?? origin.branch,
    base: defaultBranch,
    isDraft: isDraft(run, card),
  });
  const files = await readFiles(forge, pullRequest.number);
  return {
    pullRequest: { number: pullRequest.number, isDraft: pullRequest.isDraft },
    files: files.slice(0, MOST_FILES),
    fileCount: files.length,
    trouble: null,
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

function isRefused(error: unknown): error is YardmasterError {
  return error instanceof YardmasterError && error.code === "forge.refused";
}

/** Also those that could not be folded when this run's comment was new, and those that ended after it. */
async function foldFormer({ store, forge, log }: ShowDeps, { run, origin }: Scene, onWrite: () => Promise<void>): Promise<void> {
  for (const former of await listFormer(store, run, origin.thread)) {
    try {
      await forge.hideComment(former.comment);
      await onWrite();
    } catch (error) {
      if (!isRefused(error)) throw error;
      log.warn({ run: former.run, thread: origin.thread, err: error }, "folding the comment of an earlier run was refused");
    }
    await writeFolded(store, former);
  }
}

interface CheckPlace {
  readonly commit: string;
  readonly known: PutCheck | null;
}

/**
 * Where the check belongs: on the commit that carries it already; at the end on the run's own commit, and on every one that was told of it,
 * so that none of them waits for ever.
 */
async function toCheckPlaces(
  forge: Forge,
  { run, origin }: Scene,
  { thread, shown, isOver }: { readonly thread: Thread; readonly shown: Shown; readonly isOver: boolean },
): Promise<readonly CheckPlace[]> {
  const known = shown.checks.map(({ commit, id, annotations }) => ({ commit, known: { id, annotations } }));
  if (!isOver && known.length > 0) return known;
  const target = hasWork(run) ? run.commit : toHead(thread.pullRequest ?? (await forge.fetchPullRequestOf(origin.branch)));
  if (target === null || known.some(({ commit }) => commit === target)) return known;
  return [...known, { commit: target, known: null }];
}

function toHead(pullRequest: PullRequest | null): string | null {
  return pullRequest?.state === "open" ? pullRequest.headCommit : null;
}

function toCheckRequest({ renderer, toDetailsUrl }: ShowDeps, { run, origin, facts }: Scene, card: RunCard) {
  const root = run.workspace?.path ?? null;
  return {
    name: `yardmaster / ${card.workflow}`,
    externalId: run.id,
    ...toRunCheck(card),
    ...renderCheck(renderer, card, origin.thread),
    annotations: facts.log === null ? [] : toLogAnnotations(facts.log, root).map((each) => ({ ...each, title: null })),
    detailsUrl: toDetailsUrl(run),
  };
}

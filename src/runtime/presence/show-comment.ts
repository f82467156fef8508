// A run's comment, and the one that calls whoever asked where an edit would go unseen. Comments of earlier runs in the thread are folded.
import { isOver, type RunCard } from "../../core/views/run-card.ts";
import type { Scene, ShowDeps } from "./scene.ts";
import { isRefused, type Sheet } from "./sheet.ts";
import { listFormer, writeFolded } from "./shown.ts";
import { renderCall, renderComment } from "./texts.ts";

/** Goes before the comment, which leads to it. */
export async function showCall(
  { forge, renderer, comments }: ShowDeps,
  { run }: Scene,
  sheet: Sheet,
  { thread, card }: { readonly thread: number; readonly card: RunCard },
): Promise<void> {
  const { call } = card;
  if (call === null || comments === "off" || sheet.shown.calls.some(({ key }) => key === call.key)) return;
  const isInComment = comments === "final" ? isOver(card) : sheet.shown.comment === null;
  if (isInComment) {
    // A comment that is new notifies by itself.
    await sheet.keep({ calls: [...sheet.shown.calls, { key: call.key, url: null, comment: null }] });
    return;
  }
  await sheet.attempt("call", async () => {
    const body = renderCall(renderer, card, sheet.shown.comment?.url ?? null);
    const marker = `yardmaster:call/${run.id}/${call.key}`;
    const { id, url } = await forge.putComment({ thread, marker, body, known: null, isLast: true });
    await sheet.keepWrite({ calls: [...sheet.shown.calls, { key: call.key, url, comment: id }] });
  });
}

export interface CommentSight {
  readonly thread: number;
  readonly card: RunCard;
  readonly hash: string;
}

export async function showComment(deps: ShowDeps, scene: Scene, sheet: Sheet, { thread, card, hash }: CommentSight): Promise<void> {
  const { forge, renderer, comments } = deps;
  const { run } = scene;
  const isWanted = comments === "sticky" || (comments === "final" && isOver(card));
  // What stands there from when more was wanted is brought to its end.
  if (!isWanted && (sheet.shown.comment === null || !isOver(card))) return;
  await sheet.attempt("comment", async () => {
    const { comment } = sheet.shown;
    if (comment?.hash === hash) return;
    const { id, url } = await forge.putComment({
      thread,
      marker: `yardmaster:run/${run.id}`,
      body: renderComment(renderer, card),
      known: comment?.id ?? null,
      isLast: isOver(card),
    });
    await sheet.keepWrite({ comment: { id, url, hash } });
  });
  await foldFormer(deps, scene, sheet, thread);
}

/** Also those that could not be folded when this run's comment was new, and those that ended after it. */
async function foldFormer({ store, forge, log }: ShowDeps, { run }: Scene, sheet: Sheet, thread: number): Promise<void> {
  for (const former of await listFormer(store, run, thread)) {
    for (const comment of former.comments) {
      try {
        await forge.hideComment(comment);
        await sheet.keepWrite();
      } catch (error) {
        if (!isRefused(error)) throw error;
        log.warn({ run: former.run, thread, err: error }, "folding the comment of an earlier run was refused");
      }
    }
    await writeFolded(store, former);
  }
}

// What people were shown of a run so far, as the store keeps it beside the run: enough to write only what changed, and to go on after a
// crash. What is written on the forge carries markers besides, so a record that was lost costs no second comment.
import type { RunId } from "../../core/ids.ts";
import type { RunState } from "../../core/run/state.ts";
import type { RunCall } from "../../core/views/run-call.ts";
import type { CardResult, CardState } from "../../core/views/run-card.ts";
import type { PutCheck, Reaction } from "../../forge/forge.ts";
import type { Document, Store } from "../../store/store.ts";

/** The collection that these records live in, each under its run's id. */
export const PRESENCES = "presences";
/** Tag of those that are not final yet. */
const OPEN = "open";

export type Surface = "comment" | "call" | "check" | "pull-request" | "draft" | "reaction";

export interface Shown {
  /** Null: it was asked for in none. */
  readonly thread: number | null;
  readonly comment: { readonly id: number; readonly url: string; readonly hash: string } | null;
  /** How whoever asked was called; without a comment of its own where the run's was new. */
  readonly calls: readonly (RunCall & { readonly comment: number | null })[];
  /** The last one on what asked. */
  readonly reaction: Reaction | null;
  /** One for each commit that carried the run's check; the newest last. */
  readonly checks: readonly (PutCheck & { readonly commit: string; readonly hash: string })[];
  /** What came of the commits, once it was brought there. */
  readonly result: CardResult | null;
  /** The pull request that it left as a draft, since its own checks failed; null: none, or that was ended by a later run. */
  readonly draftOf: number | null;
  /** Those that the forge refused: they are not tried again. */
  readonly refused: readonly Surface[];
  /** What was shown last as a whole: its hash and its state. */
  readonly hash: string | null;
  readonly state: CardState | null;
  /** Times that something was written while the run stood as it does now, and when that was last. */
  readonly rounds: number;
  readonly writtenAt: number | null;
  /** Writes that people can see, all in all. */
  readonly writes: number;
  /** A later run's comment has taken the place of this one. */
  readonly isFolded: boolean;
  /** Nothing more is to be written. */
  readonly isFinal: boolean;
}

export function createShown(thread: number | null): Shown {
  return {
    thread,
    comment: null,
    calls: [],
    reaction: null,
    checks: [],
    result: null,
    draftOf: null,
    refused: [],
    hash: null,
    state: null,
    rounds: 0,
    writtenAt: null,
    writes: 0,
    isFolded: false,
    isFinal: false,
  };
}

export async function loadShown(store: Store, run: RunId): Promise<Shown | null> {
  const found = await store.getDocument(PRESENCES, run);
  return found && toShown(found);
}

export async function writeShown(store: Store, run: Pick<RunState, "id" | "createdAt">, shown: Shown): Promise<void> {
  await store.putDocument(toDocument(run.id, run.createdAt, shown));
}

export async function listUnfinished(store: Store, limit: number): Promise<readonly Document[]> {
  return await store.listDocuments({ collection: PRESENCES, tags: [OPEN], limit });
}

/** What the forge has refused since then is to be tried again: it refused because we were not let in. */
export async function forgetRefusals(store: Store, since: number): Promise<void> {
  for (const { id, at, body } of await store.listDocuments({ collection: PRESENCES, limit: MOST_SHOWN })) {
    const shown = toShown({ body });
    if (shown.refused.length === 0 || (shown.writtenAt ?? at) < since) continue;
    await store.putDocument(toDocument(id, at, { ...shown, refused: [], hash: null, isFinal: false }));
  }
}

/** Runs of the same thread that are shown for good, were asked for earlier, and whose comments still stand open. */
export async function listFormer(store: Store, { id, createdAt }: RunState, thread: number): Promise<readonly Former[]> {
  const found = await store.listDocuments({ collection: PRESENCES, tags: [toFinalTag(thread)], limit: MOST_FORMER });
  return found.flatMap((document) => {
    const shown = toShown(document);
    const isFormer = document.id !== id && document.at <= createdAt && !shown.isFolded;
    const comments = [shown.comment?.id ?? null, ...shown.calls.map(({ comment }) => comment)].filter((id) => id !== null);
    return isFormer && comments.length > 0 ? [{ run: document.id, at: document.at, comments, shown }] : [];
  });
}

export interface Former {
  readonly run: string;
  /** When it was asked for. */
  readonly at: number;
  readonly comments: readonly number[];
  readonly shown: Shown;
}

export async function writeFolded(store: Store, { run, at, shown }: Former): Promise<void> {
  await store.putDocument(toDocument(run, at, { ...shown, isFolded: true }));
}

/** Whether we made a draft of it, because a run's own checks failed, and have not ended that. */
export async function wasLeftAsDraft(store: Store, pullRequest: number): Promise<boolean> {
  return (await listDrafts(store, pullRequest)).length > 0;
}

/** It is none any more as far as we are concerned: only what this run itself says of it stays. */
export async function clearDrafts(store: Store, { id }: RunState, pullRequest: number): Promise<void> {
  const others = (await listDrafts(store, pullRequest)).filter((document) => document.id !== id);
  for (const document of others) await store.putDocument(toDocument(document.id, document.at, { ...toShown(document), draftOf: null }));
}

async function listDrafts(store: Store, pullRequest: number): Promise<readonly Document[]> {
  const found = await store.listDocuments({ collection: PRESENCES, limit: MOST_SHOWN });
  return found.filter((document) => toShown(document).draftOf === pullRequest);
}

/** Older ones were folded long ago. */
const MOST_FORMER = 20;
/** Nobody goes on with work that is older than so many. */
const MOST_SHOWN = 2_000;

function toDocument(id: string, at: number, shown: Shown): Document {
  return { collection: PRESENCES, id, tag: shown.isFinal ? toFinalTag(shown.thread) : OPEN, at, body: { ...shown } };
}

function toFinalTag(thread: number | null): string {
  return `thread/${thread ?? "none"}`;
}

function toShown({ body }: Pick<Document, "body">): Shown {
  const kept = body as unknown as Partial<Shown> & Pick<Shown, "thread">;
  return { ...createShown(kept.thread), ...kept };
}

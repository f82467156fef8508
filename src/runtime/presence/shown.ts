// What people were shown of a run so far, as the store keeps it beside the run: enough to write only what changed, and to go on after a
// crash. What is written on the forge carries markers besides, so a record that was lost costs no second comment.
import type { RunId } from "../../core/ids.ts";
import type { RunState } from "../../core/run/state.ts";
import type { CardResult, CardState } from "../../core/views/run-card.ts";
import type { PutCheck } from "../../forge/forge.ts";
import type { Document, Store } from "../../store/store.ts";

/** The collection that these records live in, each under its run's id. */
export const PRESENCES = "presences";
/** Tag of those that are not final yet. */
const OPEN = "open";

export type Surface = "comment" | "check" | "pull-request";

export interface Shown {
  readonly thread: number;
  readonly comment: { readonly id: number; readonly hash: string } | null;
  /** One for each commit that carried the run's check; the newest last. */
  readonly checks: readonly (PutCheck & { readonly commit: string; readonly hash: string })[];
  /** What came of the commits, once it was brought there. */
  readonly result: CardResult | null;
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

export function createShown(thread: number): Shown {
  return {
    thread,
    comment: null,
    checks: [],
    result: null,
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

/** Runs of the same thread that are shown for good, were asked for earlier, and whose comments still stand open. */
export async function listFormer(store: Store, { id, createdAt }: RunState, thread: number): Promise<readonly Former[]> {
  const found = await store.listDocuments({ collection: PRESENCES, tags: [toFinalTag(thread)], limit: MOST_FORMER });
  return found.flatMap((document) => {
    const shown = toShown(document);
    const isFormer = document.id !== id && document.at <= createdAt && !shown.isFolded;
    return isFormer && shown.comment ? [{ run: document.id, at: document.at, comment: shown.comment.id, shown }] : [];
  });
}

export interface Former {
  readonly run: string;
  /** When it was asked for. */
  readonly at: number;
  readonly comment: number;
  readonly shown: Shown;
}

export async function writeFolded(store: Store, { run, at, shown }: Former): Promise<void> {
  await store.putDocument(toDocument(run, at, { ...shown, isFolded: true }));
}

/** Older ones were folded long ago. */
const MOST_FORMER = 20;

function toDocument(id: string, at: number, shown: Shown): Document {
  return { collection: PRESENCES, id, tag: shown.isFinal ? toFinalTag(shown.thread) : OPEN, at, body: { ...shown } };
}

function toFinalTag(thread: number): string {
  return `thread/${thread}`;
}

function toShown({ body }: Document): Shown {
  return body as unknown as Shown;
}

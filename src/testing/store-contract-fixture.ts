// What the store's contract cases share: the fixture they run on and short ways to say what they store.
// Knows no implementation and no test runner.
import { type EffectId, type StreamId, toWorkerId } from "../core/ids.ts";
import type { Append, AppendResult, Claim, ClaimedEffect, Document, Store } from "../store/store.ts";

export interface StoreFixture {
  readonly store: Store;
  /** A second handle on the same data, as another process would have. */
  openAnother(): Promise<Store>;
  /** Moves the store's clock on. */
  advance(milliseconds: number): void;
  now(): number;
}

export interface StoreCase {
  readonly name: string;
  run(fixture: StoreFixture): Promise<void>;
}

export const TTL_MS = 30_000;
export const worker = toWorkerId("worker-a");
export const otherWorker = toWorkerId("worker-b");
export const streamA = "run/a" as StreamId;
export const streamB = "run/b" as StreamId;

export const effectId = (text: string): EffectId => text as EffectId;

/** An append of nothing to stream A at version 0, but for what is given. */
export function batch(given: Partial<Append> = {}): Append {
  return {
    stream: streamA,
    expectedVersion: 0,
    events: [],
    effects: [],
    cancel: [],
    documents: [],
    under: null,
    completes: false,
    ...given,
  };
}

export const event = (type: string) => ({ type });

export function effect(id: string, dueAt = 0) {
  return { id: effectId(id), dueAt, data: { type: "agent.start-turn", of: id } };
}

export function document(id: string, given: Partial<Document> = {}): Document {
  return { collection: "runs", id, tag: "running", at: 1, body: {}, ...given };
}

/** Appends one event and these effects to a stream that does not exist yet. */
export function start(store: Store, ...effects: readonly ReturnType<typeof effect>[]): Promise<AppendResult> {
  return store.append(batch({ events: [event("run.started")], effects }));
}

/** A store with one registered worker that has claimed the only effect, `work`. */
export async function claimed(store: Store): Promise<ClaimedEffect> {
  await store.registerWorker(worker, TTL_MS, {});
  await start(store, effect("work"));
  return claimNow(store, "work");
}

export async function claimNow(store: Store, id: string, by = worker): Promise<ClaimedEffect> {
  const claim = await store.claim(effectId(id), by);
  if (claim === null) throw new Error(`${id} could not be claimed by ${by}`);
  return claim;
}

/** The claim alone, as a worker would keep it. */
export function toClaim({ effect: id, worker: by, token }: ClaimedEffect): Claim {
  return { effect: id, worker: by, token };
}

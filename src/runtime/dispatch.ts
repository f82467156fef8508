// Invariant 1: only `dispatch` changes anything. Load, decide, append events and effects in one transaction; on conflict, again.
import { type EffectId, type StreamId, toEffectId } from "../core/ids.ts";
import { createRecent } from "../std/recent.ts";
import type { Claim, NewEffect, Store, StoredData, StoredEvent } from "../store/store.ts";
import type { Aggregate, CoreEffect } from "./aggregate.ts";

export type Outcome<State, Event> =
  | { readonly outcome: "done"; readonly state: State; readonly events: readonly Event[] }
  | { readonly outcome: "refused"; readonly code: string }
  /** The claim under which it was decided is stale: someone else has the effect now. Nothing was written. */
  | { readonly outcome: "fenced" };

export interface DispatchOptions {
  /** The claim of the effect that the command answers. */
  readonly under?: Claim;
  /** With `under`: the effect is done with this commit. */
  readonly completes?: boolean;
}

export interface Stream<State, Command, Event> {
  dispatch(id: StreamId, command: Command, options?: DispatchOptions): Promise<Outcome<State, Event>>;
  /** The state as of the latest commit of any process. */
  load(id: StreamId): Promise<State>;
}

export interface DispatchDeps {
  readonly store: Store;
  /** Called after each commit with the effects that it put into the outbox. */
  onEffects(effects: readonly NewEffect[]): void;
  /** A snapshot could not be kept. The commit it was to follow stands; a later commit tries again. */
  onSnapshotError?(error: unknown): void;
}

interface Cached<State> {
  readonly version: number;
  readonly state: State;
  readonly snapshotVersion: number;
}

interface Decided<State, Event> {
  readonly outcome: Outcome<State, Event>;
  /** False: nothing was appended, and the effect that asked is still to be answered. */
  readonly isWritten: boolean;
}

/** Streams whose state is kept in memory; the least recently used go first. */
const MOST_OPEN = 5_000;
const MOST_OVER = 200;

/** @param onCommit called after each commit of this process, in commit order per stream, with the state it led to */
export function createStream<State, Command, Event extends StoredData>(
  aggregate: Aggregate<State, Command, Event>,
  { store, onEffects, onSnapshotError }: DispatchDeps,
  onCommit: (state: State, events: readonly Event[]) => void = () => {},
): Stream<State, Command, Event> {
  const open = createRecent<StreamId, Cached<State>>(MOST_OPEN);
  const over = createRecent<StreamId, Cached<State>>(MOST_OVER);
  const queues = new Map<StreamId, Promise<unknown>>();

  const recall = (id: StreamId) => open.get(id) ?? over.get(id);

  function remember(id: StreamId, entry: Cached<State>): void {
    if ((recall(id)?.version ?? 0) > entry.version) return;
    const [home, other] = aggregate.isOver?.(entry.state) ? [over, open] : [open, over];
    home.set(id, entry);
    other.delete(id);
  }

  async function loadLatest(id: StreamId): Promise<Cached<State>> {
    const known = recall(id) ?? (await fromSnapshot(id));
    const entry = foldOnto(known, await store.read(id, known.version));
    remember(id, entry);
    return entry;
  }

  async function fromSnapshot(id: StreamId): Promise<Cached<State>> {
    const format = aggregate.snapshot;
    const found = format ? await store.loadSnapshot(id) : null;
    if (!format || found?.schema !== format.schema) return { version: 0, state: aggregate.initial, snapshotVersion: 0 };
    return { version: found.version, state: format.fromJson(found.state), snapshotVersion: found.version };
  }

  function foldOnto(entry: Cached<State>, events: readonly StoredEvent[]): Cached<State> {
    const last = events.at(-1);
    if (!last) return entry;
    const data = events.map((event) => event.data as Event);
    return { ...entry, version: last.version, state: aggregate.apply(entry.state, data).state };
  }

  async function decideAndAppend(id: StreamId, command: Command, options: DispatchOptions): Promise<Decided<State, Event>> {
    for (let fresh = false; ; fresh = true) {
      const cached = fresh ? undefined : recall(id);
      const entry = cached ?? (await loadLatest(id));
      const decision = aggregate.decide(command, entry.state);
      const empty = "refused" in decision || decision.events.length === 0;
      // A cached state may be behind another process. Events would meet a conflict; a "no" has to be asked again of the latest.
      if (empty && cached) continue;
      if ("refused" in decision) return { outcome: { outcome: "refused", code: decision.refused }, isWritten: false };
      if (empty) return { outcome: { outcome: "done", state: entry.state, events: [] }, isWritten: false };
      const outcome = await append(id, entry, decision.events, options);
      if (outcome) return { outcome, isWritten: true };
    }
  }

  async function answerEffect(outcome: Outcome<State, Event>, { under, completes }: DispatchOptions): Promise<Outcome<State, Event>> {
    return under && completes && !(await store.complete(under)) ? { outcome: "fenced" } : outcome;
  }

  /** Null after a conflict: someone else was first. */
  async function append(
    id: StreamId,
    entry: Cached<State>,
    events: readonly Event[],
    { under, completes }: DispatchOptions,
  ): Promise<Outcome<State, Event> | null> {
    const { state, effects } = aggregate.apply(entry.state, events);
    const newEffects = toNewEffects(id, effects);
    const result = await store.append({
      stream: id,
      expectedVersion: entry.version,
      events,
      effects: newEffects,
      cancel: toCancelled(id, effects),
      documents: aggregate.toDocuments(state, events),
      under: under ?? null,
      completes: completes ?? false,
    });
    if (result.outcome === "fenced") return { outcome: "fenced" };
    if (result.outcome === "conflict") {
      open.delete(id);
      over.delete(id);
      return null;
    }
    const committed = { version: result.version, state, snapshotVersion: entry.snapshotVersion };
    remember(id, committed);
    onCommit(state, events);
    if (newEffects.length > 0) onEffects(newEffects);
    await snapshotIfDue(id, committed);
    return { outcome: "done", state, events };
  }

  async function snapshotIfDue(id: StreamId, entry: Cached<State>): Promise<void> {
    const format = aggregate.snapshot;
    if (!format || entry.version - entry.snapshotVersion < format.every) return;
    try {
      await store.saveSnapshot(id, { version: entry.version, schema: format.schema, state: format.toJson(entry.state) });
      remember(id, { ...entry, snapshotVersion: entry.version });
    } catch (error) {
      onSnapshotError?.(error);
    }
  }

  return {
    dispatch(id, command, options = {}) {
      const before = queues.get(id) ?? Promise.resolve();
      const mine = before.then(() => decideAndAppend(id, command, options));
      const settled = mine.then(ignore, ignore);
      queues.set(id, settled);
      void settled.then(() => {
        if (queues.get(id) === settled) queues.delete(id);
      });
      // Nothing was written to the stream then, so that the next command need not wait for another commit.
      return mine.then(({ outcome, isWritten }) => (isWritten ? outcome : answerEffect(outcome, options)));
    },
    async load(id) {
      return (await loadLatest(id)).state;
    },
  };
}

function ignore(): void {}

function toNewEffects(stream: StreamId, effects: readonly CoreEffect[]): NewEffect[] {
  return effects
    .filter((effect) => effect.type !== "effect.cancel")
    .map(({ key, dueAt, ...data }) => ({ id: toEffectId(stream, key), dueAt: dueAt ?? 0, data }));
}

function toCancelled(stream: StreamId, effects: readonly CoreEffect[]): EffectId[] {
  return effects.filter((effect) => effect.type === "effect.cancel").map(({ key }) => toEffectId(stream, key));
}

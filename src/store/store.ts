// Remembers: event streams, the outbox of effects, who performs what, snapshots, documents for lists, what workflows remember.
// Decides nothing and interprets no event. The same contract stands on SQLite and on PostgreSQL.
import type { EffectId, StreamId, WorkerId } from "../core/ids.ts";

/** JSON all the way down: what the store keeps survives `JSON.parse(JSON.stringify(x))` unchanged. */
export type StoredData = Readonly<Record<string, unknown>> & { readonly type: string };

export interface StoredEvent {
  /** Grows along the whole store; later commits have higher positions. Gaps are possible. */
  readonly position: number;
  readonly stream: StreamId;
  /** 1, 2, 3 … inside the stream, without gaps. */
  readonly version: number;
  /** When it was appended, by the store's clock; milliseconds since the epoch. */
  readonly at: number;
  readonly data: StoredData;
}

export interface NewEffect {
  readonly id: EffectId;
  /** Not to be performed before this time, in milliseconds since the epoch; 0: at once. */
  readonly dueAt: number;
  readonly data: StoredData;
}

/** The right to perform one effect. Its token grows with each claim of that effect, and only the newest counts. */
export interface Claim {
  readonly effect: EffectId;
  readonly worker: WorkerId;
  readonly token: number;
}

export interface ClaimedEffect extends Claim {
  readonly stream: StreamId;
  readonly data: StoredData;
  /** Someone asked to stop it before it was claimed. */
  readonly cancelled: boolean;
}

/** A small JSON record beside the streams, for lists: `task list` must not fold every run. */
export interface Document {
  readonly collection: string;
  readonly id: string;
  /** What lists filter by, such as a status. */
  readonly tag: string;
  /** What lists sort by, newest first; milliseconds since the epoch. */
  readonly at: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What a commit does to a document: puts it, or takes it away. */
export type DocumentChange = Document | { readonly collection: string; readonly id: string; readonly body: null };

/** Something that a project's workflows remember, in one of its stores under a key. */
export interface StoredEntry {
  readonly key: string;
  readonly value: string;
  /** When it was put, by the store's clock; milliseconds since the epoch. */
  readonly updatedAt: number;
  /** The task that put it. */
  readonly taskId: string | null;
}

export interface EntryShelf {
  readonly project: string;
  readonly store: string;
}

/** What of a shelf counts: the entries put last, so many, and none that was put longer ago. What does not count is as good as gone. */
export interface EntryRetention {
  readonly maxEntries: number | null;
  readonly ttlMs: number | null;
}

export interface Append {
  readonly stream: StreamId;
  /** The stream's version that the decision was made on; 0: the stream must not exist. */
  readonly expectedVersion: number;
  readonly events: readonly StoredData[];
  /** Inserted into the outbox. An id that exists already is left as it is. */
  readonly effects: readonly NewEffect[];
  /** Effects to stop: an unclaimed one is removed, a claimed one is marked for its worker (see `cancelledEffects`). */
  readonly cancel: readonly EffectId[];
  readonly documents: readonly DocumentChange[];
  /** The claim under which the decision came about; stale: nothing is written and the answer is `fenced`. */
  readonly under: Claim | null;
  /** With `under`: the effect is done and leaves the outbox with this commit. */
  readonly completes: boolean;
}

export type AppendResult =
  | { readonly outcome: "appended"; readonly version: number }
  /** Another writer was first; `version` is the stream's now. */
  | { readonly outcome: "conflict"; readonly version: number }
  /** The claim is no longer the newest. */
  | { readonly outcome: "fenced" };

export interface Snapshot {
  readonly version: number;
  /** The shape of the state it was taken from; a reader that knows another shape folds from the start. */
  readonly schema: string;
  readonly state: unknown;
}

export interface Lease {
  readonly name: string;
  readonly holder: WorkerId;
  /** Grows with each change of holder. */
  readonly token: number;
  /** What the holder said of itself, for messages and for telling whether it still lives: host, process id, start time. */
  readonly info: Readonly<Record<string, unknown>>;
  readonly expired: boolean;
}

export interface StoreStatus {
  /** Where it is, for people: a path or a database name without credentials. */
  readonly location: string;
  readonly schemaVersion: number;
  readonly events: number;
  readonly pendingEffects: number;
  readonly bytes: number;
}

/** A step to a schema. */
export interface SchemaStep {
  /** The schema's version after it. */
  readonly version: number;
  readonly name: string;
  readonly applied: boolean;
}

/**
 * Every write is one transaction and is durable (synced to disk) when its promise resolves. Writes made in one turn of the event loop may
 * share a commit; one that fails does not harm the others. Times of leases are the store's own clock's.
 *
 * @throws store.busy, store.full, store.corrupted, store.unavailable, store.closed from every method.
 */
export interface Store {
  append(batch: Append): Promise<AppendResult>;
  /** Events of a stream with a version above `after`, in order. */
  read(stream: StreamId, after: number): Promise<readonly StoredEvent[]>;
  /** Events of all streams with a position above `after`, in order, at most `limit`. */
  readFeed(after: number, limit: number): Promise<readonly StoredEvent[]>;
  /** The highest position so far; 0 when there is none. */
  feedPosition(): Promise<number>;

  loadSnapshot(stream: StreamId): Promise<Snapshot | null>;
  /** Keeps the newest only; an older version than the stored one is ignored. */
  saveSnapshot(stream: StreamId, snapshot: Snapshot): Promise<void>;

  /** Takes an unclaimed effect whose time has come; null when it is gone, claimed, or not yet due. The worker must be registered and alive. */
  claim(effect: EffectId, worker: WorkerId): Promise<ClaimedEffect | null>;
  /** Gives a claim back unperformed, to be claimed again at `dueAt` or later. A stale claim changes nothing. */
  release(claim: Claim, dueAt: number): Promise<void>;
  /** Ends a claim with nothing to record. A stale claim changes nothing and answers false. */
  complete(claim: Claim): Promise<boolean>;
  /** Unclaimed effects whose time has come, oldest first. */
  dueEffects(limit: number): Promise<readonly EffectId[]>;
  /** When the next unclaimed effect that is not yet due becomes so; null when there is none. */
  nextDueAt(): Promise<number | null>;
  /** Effects that this worker performs and that someone asked to stop. */
  cancelledEffects(worker: WorkerId): Promise<readonly EffectId[]>;

  /** Announces a worker; its claims are its own while it renews within `ttlMs`. */
  registerWorker(worker: WorkerId, ttlMs: number, info: Readonly<Record<string, unknown>>): Promise<void>;
  /** False: the lease ran out and was reaped; everything it claimed is lost to it. */
  renewWorker(worker: WorkerId, ttlMs: number): Promise<boolean>;
  workers(): Promise<readonly Lease[]>;
  /** Ends a worker's lease at once and frees what it had claimed; answers those effects. Also for a worker known to be dead. */
  retireWorker(worker: WorkerId): Promise<readonly EffectId[]>;
  /** Retires every worker whose lease ran out. */
  reapWorkers(): Promise<readonly EffectId[]>;

  /** Takes a named lease unless another holder has it unexpired; then answers the holder's. */
  acquireLease(
    name: string,
    holder: WorkerId,
    ttlMs: number,
    info: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly acquired: boolean; readonly lease: Lease }>;
  /** False when it is no longer this holder's. */
  renewLease(name: string, holder: WorkerId, ttlMs: number): Promise<boolean>;
  /** Frees it when it is this holder's; anything else changes nothing. */
  releaseLease(name: string, holder: WorkerId): Promise<void>;
  readLease(name: string): Promise<Lease | null>;

  putDocument(document: Document): Promise<void>;
  getDocument(collection: string, id: string): Promise<Document | null>;
  /** Newest first. `idPrefix` and `tags` narrow; the limit is required. */
  listDocuments(query: {
    readonly collection: string;
    readonly tags?: readonly string[];
    readonly idPrefix?: string;
    readonly limit: number;
  }): Promise<readonly Document[]>;
  /** How many documents each tag has, without reading them. */
  countDocuments(collection: string): Promise<Readonly<Record<string, number>>>;

  /** Replaces the entry of the same key, and removes what does not count any more. Of two puts the later is the newer, whatever the clock says. */
  putEntry(shelf: EntryShelf, entry: Omit<StoredEntry, "updatedAt">, retention: EntryRetention): Promise<StoredEntry>;
  getEntry(shelf: EntryShelf, key: string, retention: EntryRetention): Promise<StoredEntry | null>;
  /** By key, in the order of its UTF-8 bytes. */
  listEntries(
    shelf: EntryShelf,
    page: { readonly limit: number; readonly offset: number },
    retention: EntryRetention,
  ): Promise<readonly StoredEntry[]>;
  /** False: there was none that counted. */
  deleteEntry(shelf: EntryShelf, key: string, retention: EntryRetention): Promise<boolean>;
  /** Removes what does not count any more; answers how many. */
  pruneEntries(shelf: EntryShelf, retention: EntryRetention): Promise<number>;

  /** Deletes streams with their snapshots and the documents of the same id, and, in a stream that goes on, events up to a version that a snapshot covers. */
  forget(what: {
    readonly streams: readonly StreamId[];
    readonly documents: readonly { readonly collection: string; readonly id: string }[];
    readonly before?: { readonly stream: StreamId; readonly version: number };
  }): Promise<void>;

  status(): Promise<StoreStatus>;
  /** Every step to the schema that this version of the program writes, the first one first. */
  schemaSteps(): Promise<readonly SchemaStep[]>;
  /** Gives the room of what was forgotten back to the disk. Needs about as much room again, and keeps everyone else waiting meanwhile. */
  compact(): Promise<void>;
  /** A hint that something was committed, by this process or another; may come late, twice or for nothing. */
  onChange(listener: () => void): () => void;
  /** Waits for writes under way. */
  close(): Promise<void>;
}

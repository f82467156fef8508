// The tables as Kysely sees them: text, integers and JSON as text, so that another SQL dialect can have the same ones.
// Holds no query and creates nothing.

export interface Tables {
  readonly events: EventRow;
  readonly effects: EffectRow;
  readonly snapshots: SnapshotRow;
  readonly documents: DocumentRow;
  readonly leases: LeaseRow;
  readonly counters: CounterRow;
  readonly entries: EntryRow;
}

export interface EventRow {
  readonly position: number;
  readonly stream: string;
  readonly version: number;
  readonly at: number;
  readonly data: string;
}

export interface EffectRow {
  /** Order of insertion: "oldest first". */
  readonly sequence: number;
  readonly id: string;
  readonly stream: string;
  readonly data: string;
  readonly due_at: number;
  /** Null: unclaimed. */
  readonly worker: string | null;
  /** The fencing number of the newest claim; it stays when the claim is given back. */
  readonly token: number;
  /** 0 or 1. */
  readonly cancelled: number;
}

export interface SnapshotRow {
  readonly stream: string;
  readonly version: number;
  readonly schema: string;
  readonly state: string;
}

export interface DocumentRow {
  readonly collection: string;
  readonly id: string;
  readonly tag: string;
  readonly at: number;
  readonly body: string;
}

export interface LeaseRow {
  readonly name: string;
  /** Null: released. The row stays, so that the token goes on growing. */
  readonly holder: string | null;
  readonly token: number;
  readonly info: string;
  readonly expires_at: number;
}

export interface CounterRow {
  readonly name: string;
  readonly value: number;
}

export interface EntryRow {
  readonly project: string;
  readonly store: string;
  readonly key: string;
  readonly value: string;
  readonly at: number;
  readonly task_id: string | null;
  /** Order of putting: of two entries the newer has the higher one. */
  readonly sequence: number;
}

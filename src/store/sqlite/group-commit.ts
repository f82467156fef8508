// Collects the writes of one event-loop turn into one transaction, and so into one sync of the disk.
// Knows no table but the counter; what a write does is the caller's.
import type Libsql from "libsql";
import type { Clock } from "../../std/clock.ts";
import type { Prepare } from "./statements.ts";

/** What a write may use of the transaction it runs in. */
export interface Transaction {
  readonly now: number;
  /** The next number of the store's only counter: never given twice, not even after what bore it was deleted. */
  peekNumber(): number;
  takeNumber(): number;
}

/** Runs inside the transaction, perhaps twice: it reads and writes the database and keeps nothing else. */
type Work<T> = (transaction: Transaction) => T;

interface Write {
  readonly work: Work<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  value: unknown;
}

/** A commit of so many writes promises another like it. */
const BUSY_WRITES = 16;

export interface GroupCommit {
  /** Resolves once the work is on disk; rejects with the driver's error when it is not. */
  write<T>(work: Work<T>): Promise<T>;
  /** Commits what is waiting, at once. */
  flush(): void;
}

export function createGroupCommit(options: {
  readonly connection: Libsql.Database;
  readonly prepare: Prepare;
  readonly clock: Clock;
  /** After a commit that changed something. */
  readonly onCommit: () => void;
}): GroupCommit {
  const { connection, clock, onCommit } = options;
  const begin = connection.prepare("begin immediate");
  const commit = connection.prepare("commit");
  const totalChanges = connection.prepare("select total_changes() as total");
  const counter = createCounter(options.prepare);
  let changesSeen = 0;
  let waiting: Write[] = [];
  let isBusy = false;

  /** Many writers answer the last commit at once, some a turn later than others: waiting for them is cheaper than a sync of their own. */
  function flushNextTurn(): void {
    setImmediate(flush);
  }

  function flush(): void {
    const batch = waiting;
    waiting = [];
    isBusy = batch.length >= BUSY_WRITES;
    if (batch.length > 0) runTogether(batch);
  }

  function runTogether(batch: readonly Write[]): void {
    let stage: "begin" | "work" | "commit" = "begin";
    try {
      begin.run([]);
      counter.reload();
      stage = "work";
      const transaction = { now: clock.now(), peekNumber: counter.peek, takeNumber: counter.take };
      for (const write of batch) write.value = write.work(transaction);
      counter.save();
      stage = "commit";
      commit.run([]);
    } catch (error) {
      rollBack();
      // One write's failure is not the others': each gets a transaction of its own. A lock or a commit fails for all.
      if (stage === "work" && batch.length > 1) for (const write of batch) runTogether([write]);
      else for (const write of batch) write.reject(error);
      return;
    }
    for (const write of batch) write.resolve(write.value);
    if (changed()) onCommit();
  }

  function rollBack(): void {
    // SQLite may have rolled back already, and a disk that refuses writes may refuse this one: the next begin tells.
    if (!connection.inTransaction) return;
    try {
      connection.exec("rollback");
    } catch {
      return;
    }
  }

  /** Without it, a listener that answers a change with a write that finds nothing to do would wake itself for ever. */
  function changed(): boolean {
    const { total } = totalChanges.get([]) as { total: number };
    const differs = total !== changesSeen;
    changesSeen = total;
    return differs;
  }

  return {
    flush,
    write<T>(work: Work<T>): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        if (waiting.length === 0) setImmediate(isBusy ? flushNextTurn : flush);
        waiting.push({ work, resolve: resolve as (value: unknown) => void, reject, value: undefined });
      });
    },
  };
}

/** Reads the counter once per transaction and writes it once, however many numbers are taken. */
function createCounter(prepare: Prepare) {
  const load = prepare((db) => db.selectFrom("counters").select("value").where("name", "=", "number"));
  const store = prepare((db, p: { value: number }) => db.updateTable("counters").set({ value: p.value }).where("name", "=", "number"));
  let stored: number | null = null;
  let last = 0;

  function peek(): number {
    if (stored === null) {
      stored = load.get({})?.value ?? 0;
      last = stored;
    }
    return last + 1;
  }

  return {
    peek,
    take(): number {
      last = peek();
      return last;
    },
    save(): void {
      if (stored !== null && last !== stored) store.run({ value: last });
    },
    /** Whatever was known of it is out of date: another process may have taken numbers. */
    reload(): void {
      stored = null;
    },
  };
}

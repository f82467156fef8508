// What every part of the store works through: reads at once, writes in the group commit, errors in our own words.
// Knows no table.
import type Libsql from "libsql";
import { YardmasterError } from "../../core/errors.ts";
import type { Clock } from "../../std/clock.ts";
import { toStoreError } from "./driver-error.ts";
import { createGroupCommit, type Transaction } from "./group-commit.ts";
import { createPrepare, createQueryBuilder, type Prepare } from "./statements.ts";

export interface Session {
  readonly prepare: Prepare;
  readonly clock: Clock;
  /** `doing` begins the message of what may go wrong: `reading run/17`. */
  read<T>(doing: string, work: () => T): Promise<T>;
  write<T>(doing: string, work: (transaction: Transaction) => T): Promise<T>;
  /** What no transaction can do: commits what waits, then works between two. */
  between<T>(doing: string, work: () => T): Promise<T>;
  /** Commits what waits; everything after it rejects with store.closed. */
  end(): void;
}

export function createSession(options: {
  readonly connection: Libsql.Database;
  readonly file: string;
  readonly clock: Clock;
  readonly onCommit: () => void;
}): Session {
  const { connection, file, clock, onCommit } = options;
  const prepare = createPrepare(connection, createQueryBuilder());
  const commits = createGroupCommit({ connection, prepare, clock, onCommit });
  let ended = false;

  function assertOpen(doing: string): void {
    if (ended) throw new YardmasterError("store.closed", `${doing} in ${file}: the store is closed`);
  }

  return {
    prepare,
    clock,
    async read(doing, work) {
      assertOpen(doing);
      try {
        return work();
      } catch (error) {
        throw toStoreError(error, doing, file);
      }
    },
    async write(doing, work) {
      assertOpen(doing);
      try {
        return await commits.write(work);
      } catch (error) {
        throw toStoreError(error, doing, file);
      }
    },
    async between(doing, work) {
      assertOpen(doing);
      commits.flush();
      try {
        return work();
      } catch (error) {
        throw toStoreError(error, doing, file);
      }
    },
    end() {
      ended = true;
      commits.flush();
    },
  };
}

// The operations on the store as a whole: what it holds, how it came to its schema, and making it smaller.
import { YardmasterError } from "../core/errors.ts";
import { measureDirectory } from "../std/directory-size.ts";
import type { Store } from "../store/store.ts";
import type { DatabaseControl } from "./control/database.ts";
import type { EventControl } from "./control/events.ts";

export interface DatabaseControlDeps {
  readonly store: Store;
  readonly events: Pick<EventControl, "cleanup">;
  /** Directories of what lies beside the store. */
  readonly logs: string;
  readonly archives: string;
  /** Whether a server works on the store. */
  isServed(): Promise<boolean>;
}

/** A store of this size is compacted before a server notices that it waits. */
const QUICK_BYTES = 256 * 1024 ** 2;

export function createDatabaseControl({ store, events, logs, archives, isServed }: DatabaseControlDeps): DatabaseControl {
  return {
    async status() {
      const [status, steps, logBytes, archiveBytes] = await Promise.all([
        store.status(),
        store.schemaSteps(),
        measureDirectory(logs),
        measureDirectory(archives),
      ]);
      return {
        path: status.location,
        schema_version: status.schemaVersion,
        pending_migrations: steps.filter(({ applied }) => !applied).length,
        events: status.events,
        pending_effects: status.pendingEffects,
        db_size_bytes: status.bytes,
        logs_size_bytes: logBytes,
        archive_size_bytes: archiveBytes,
      };
    },
    migrations: () => store.schemaSteps(),
    async vacuum() {
      const before = (await store.status()).bytes;
      if (before > QUICK_BYTES && (await isServed())) {
        throw new YardmasterError("store.busy", "compacting the store: a server works on it, and would wait for long", {
          hint: "stop the server first",
        });
      }
      await store.compact();
      const after = (await store.status()).bytes;
      return { before_bytes: before, after_bytes: after, freed_bytes: Math.max(0, before - after) };
    },
    cleanup: ({ olderThanDays, dryRun }) => events.cleanup({ olderThanDays, dryRun, archive: false }),
  };
}

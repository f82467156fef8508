// The store on one machine: one SQLite file, shared safely by several processes.
// Not for network file systems: SQLite's write-ahead log needs memory shared by all of its processes.
import type { Clock } from "../../std/clock.ts";
import type { Store } from "../store.ts";
import { createChanges } from "./changes.ts";
import { createDocuments } from "./documents.ts";
import { createEffects } from "./effects.ts";
import { createEntries } from "./entries.ts";
import { createLeases } from "./leases.ts";
import { MIGRATION_NAMES, SCHEMA_VERSION } from "./migrations.ts";
import { closeDatabase, openDatabase, sizeOf } from "./open-database.ts";
import { createSession } from "./session.ts";
import { createStreams } from "./streams.ts";
import { createWorkers } from "./workers.ts";

export interface SqliteStoreOptions {
  /** Created with its directory when missing. */
  readonly file: string;
  readonly clock: Clock;
  /** Told what went wrong without harm, such as a listener that threw. Default: nobody. */
  readonly warn?: (message: string) => void;
}

/**
 * @throws store.unavailable, store.corrupted, store.newer-version: the file is left as it was.
 * @throws store.busy, store.full.
 */
export async function openSqliteStore({ file, clock, warn = () => {} }: SqliteStoreOptions): Promise<Store> {
  const connection = await openDatabase(file, warn);
  const dataVersion = connection.prepare("pragma data_version");
  const readVersion = () => (dataVersion.get([]) as { data_version: number }).data_version;
  const changes = createChanges({ clock, readVersion, warn });
  const session = createSession({ connection, file, clock, onCommit: changes.notify });

  const { writes: effectWrites, ...effects } = createEffects(session);
  const { writes: documentWrites, ...documents } = createDocuments(session);
  const count = session.prepare((db) =>
    db.selectNoFrom(({ selectFrom, fn }) => [
      selectFrom("events").select(fn.countAll<number>().as("count")).as("events"),
      selectFrom("effects").select(fn.countAll<number>().as("count")).as("effects"),
    ]),
  );

  return {
    ...createStreams(session, { effects: effectWrites, documents: documentWrites }),
    ...effects,
    ...documents,
    ...createEntries(session),
    ...createLeases(session),
    ...createWorkers(session, effectWrites),

    status: () =>
      session.read("reading the status", () => {
        const counts = count.get({});
        return {
          location: file,
          schemaVersion: SCHEMA_VERSION,
          events: counts?.events ?? 0,
          pendingEffects: counts?.effects ?? 0,
          bytes: sizeOf(file) + sizeOf(`${file}-wal`),
        };
      }),

    schemaSteps: async () => MIGRATION_NAMES.map((name, index) => ({ version: index + 1, name, applied: true })),

    compact: () =>
      session.between("compacting the store", () => {
        connection.exec("vacuum");
        // The smaller file is in the log until then. Someone who reads keeps the log as it is; the next one shortens it.
        connection.exec("pragma wal_checkpoint(truncate)");
      }),

    onChange: changes.listen,

    async close() {
      session.end();
      changes.stop();
      closeDatabase(connection);
    },
  };
}

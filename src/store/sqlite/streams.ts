// Event streams and their snapshots: appending under an expected version, reading, forgetting.
// Interprets no event.
import { sql } from "kysely";
import type { StreamId } from "../../core/ids.ts";
import type { AppendResult, Store, StoredData, StoredEvent } from "../store.ts";
import type { DocumentWrites } from "./documents.ts";
import type { EffectWrites } from "./effects.ts";
import type { EventRow, SnapshotRow } from "./schema.ts";
import type { Session } from "./session.ts";
import type { Prepare } from "./statements.ts";

export function createStreams(
  session: Session,
  parts: { readonly effects: EffectWrites; readonly documents: DocumentWrites },
): Pick<Store, "append" | "read" | "readFeed" | "feedPosition" | "loadSnapshot" | "saveSnapshot" | "forget"> {
  const { effects, documents } = parts;
  const query = prepareQueries(session.prepare);

  /** A stream whose events were all forgotten goes on after its snapshot. */
  function headVersion(stream: StreamId): number {
    return (query.head.get({ stream }) ?? query.snapshotVersion.get({ stream }))?.version ?? 0;
  }

  return {
    async append(batch) {
      const { stream, expectedVersion, under, completes } = batch;
      // Turned into text before anything waits: what is stored is what was passed, even when the caller changes it later.
      const eventData = batch.events.map((event) => JSON.stringify(event));
      const newEffects = batch.effects.map(({ id, dueAt, data }) => ({ id, dueAt, data: JSON.stringify(data) }));
      const changes = batch.documents.map(documents.prepare);
      const version = expectedVersion + eventData.length;

      return session.write(`appending to ${stream}`, (transaction): AppendResult => {
        const head = headVersion(stream);
        if (head !== expectedVersion) {
          return under !== null && !effects.holds(under) ? { outcome: "fenced" } : { outcome: "conflict", version: head };
        }
        if (under !== null && !(completes ? effects.remove(under) : effects.holds(under))) return { outcome: "fenced" };

        const at = transaction.now;
        let next = expectedVersion;
        for (const data of eventData) {
          next += 1;
          query.insertEvent.run({ position: transaction.takeNumber(), stream, version: next, at, data });
        }
        for (const id of batch.cancel) effects.cancel(id);
        for (const effect of newEffects) effects.insert(effect, stream, transaction.takeNumber());
        for (const change of changes) change();
        return { outcome: "appended", version };
      });
    },

    read: (stream, after) =>
      session.read(`reading ${stream}`, () => {
        // Most who ask know all there is, and the driver takes three times as long for no rows as for one.
        if (after > 0 && headVersion(stream) <= after) return [];
        return query.read.all({ stream, after }).map(toEvent);
      }),

    readFeed: (after, limit) => session.read("reading the feed", () => query.feed.all({ after, limit }).map(toEvent)),

    feedPosition: () => session.read("reading the feed's position", () => query.lastPosition.get({})?.position ?? 0),

    loadSnapshot: (stream) =>
      session.read(`reading the snapshot of ${stream}`, () => {
        const row = query.snapshot.get({ stream });
        return row === undefined ? null : { version: row.version, schema: row.schema, state: JSON.parse(row.state) as unknown };
      }),

    async saveSnapshot(stream, { version, schema, state }) {
      const text = JSON.stringify(state);
      return session.write(`saving the snapshot of ${stream}`, () => {
        query.saveSnapshot.run({ stream, version, schema, state: text });
      });
    },

    forget: ({ streams, documents: named, before }) =>
      session.write("forgetting streams", () => {
        for (const stream of streams) {
          query.deleteEvents.run({ stream, version: Number.MAX_SAFE_INTEGER });
          query.deleteSnapshot.run({ stream });
        }
        documents.removeById(streams);
        documents.remove(named);
        if (before === undefined) return;
        // Events that no snapshot covers are the only record of what happened.
        const covered = query.snapshotVersion.get({ stream: before.stream })?.version ?? 0;
        query.deleteEvents.run({ stream: before.stream, version: Math.min(before.version, covered) });
      }),
  };
}

function toEvent(row: EventRow): StoredEvent {
  const { position, version, at } = row;
  return { position, stream: row.stream as StreamId, version, at, data: JSON.parse(row.data) as StoredData };
}

function prepareQueries(prepare: Prepare) {
  return {
    head: prepare((db, p: { stream: string }) =>
      db.selectFrom("events").select("version").where("stream", "=", p.stream).orderBy("version", "desc").limit(sql.lit(1)),
    ),
    insertEvent: prepare((db, p: { position: number; stream: string; version: number; at: number; data: string }) =>
      db.insertInto("events").values({ position: p.position, stream: p.stream, version: p.version, at: p.at, data: p.data }),
    ),
    read: prepare((db, p: { stream: string; after: number }) =>
      db.selectFrom("events").selectAll().where("stream", "=", p.stream).where("version", ">", p.after).orderBy("version"),
    ),
    feed: prepare((db, p: { after: number; limit: number }) =>
      db.selectFrom("events").selectAll().where("position", ">", p.after).orderBy("position").limit(p.limit),
    ),
    lastPosition: prepare((db) => db.selectFrom("events").select("position").orderBy("position", "desc").limit(sql.lit(1))),
    deleteEvents: prepare((db, p: { stream: string; version: number }) =>
      db.deleteFrom("events").where("stream", "=", p.stream).where("version", "<=", p.version),
    ),

    snapshot: prepare((db, p: { stream: string }) => db.selectFrom("snapshots").selectAll().where("stream", "=", p.stream)),
    snapshotVersion: prepare((db, p: { stream: string }) => db.selectFrom("snapshots").select("version").where("stream", "=", p.stream)),
    saveSnapshot: prepare((db, p: SnapshotRow) =>
      db
        .insertInto("snapshots")
        .values({ stream: p.stream, version: p.version, schema: p.schema, state: p.state })
        .onConflict((conflict) =>
          conflict
            .column("stream")
            .doUpdateSet(({ ref }) => ({
              version: ref("excluded.version"),
              schema: ref("excluded.schema"),
              state: ref("excluded.state"),
            }))
            .whereRef("excluded.version", ">=", "snapshots.version"),
        ),
    ),
    deleteSnapshot: prepare((db, p: { stream: string }) => db.deleteFrom("snapshots").where("stream", "=", p.stream)),
  };
}

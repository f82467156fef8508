// What workflows remember: texts under keys, of which a shelf keeps the newest.
// What has aged out is passed over by every read and goes with the next write; no timer looks for it.
import { sql } from "kysely";
import type { EntryRetention, EntryShelf, Store, StoredEntry } from "../store.ts";
import type { EntryRow } from "./schema.ts";
import type { Session } from "./session.ts";
import type { Prepare } from "./statements.ts";

type EntryMethods = "putEntry" | "getEntry" | "listEntries" | "deleteEntry" | "pruneEntries";

export function createEntries(session: Session): Pick<Store, EntryMethods> {
  const query = prepareQueries(session.prepare);

  /** What counts has been put after `since` and has at least the number `floor`. */
  function toBounds({ project, store }: EntryShelf, { maxEntries, ttlMs }: EntryRetention, now: number): Bounds {
    const shelf = { project, store, since: ttlMs === null ? -1 : now - ttlMs };
    const oldest = maxEntries === null ? undefined : query.nth.get({ ...shelf, before: maxEntries - 1 });
    return { ...shelf, floor: oldest?.sequence ?? 0 };
  }

  return {
    async putEntry(shelf, { key, value, taskId }, retention) {
      const { project, store } = shelf;
      return session.write(`putting ${nameOf(shelf)}/${key}`, (transaction) => {
        const row = { project, store, key, value, at: transaction.now, task_id: taskId, sequence: transaction.takeNumber() };
        query.put.run(row);
        query.prune.run(toBounds(shelf, retention, transaction.now));
        return toEntry(row);
      });
    },

    getEntry: (shelf, key, retention) =>
      session.read(`reading ${nameOf(shelf)}/${key}`, () => {
        const row = query.get.get({ ...toBounds(shelf, retention, session.clock.now()), key });
        return row === undefined ? null : toEntry(row);
      }),

    listEntries: (shelf, { limit, offset }, retention) =>
      session.read(`listing ${nameOf(shelf)}`, () =>
        query.list.all({ ...toBounds(shelf, retention, session.clock.now()), limit, offset }).map(toEntry),
      ),

    deleteEntry: (shelf, key, retention) =>
      session.write(`deleting ${nameOf(shelf)}/${key}`, ({ now }) => {
        const counted = query.get.get({ ...toBounds(shelf, retention, now), key }) !== undefined;
        query.remove.run({ project: shelf.project, store: shelf.store, key });
        return counted;
      }),

    pruneEntries: (shelf, retention) =>
      session.write(`pruning ${nameOf(shelf)}`, ({ now }) => query.prune.run(toBounds(shelf, retention, now))),
  };
}

interface Bounds {
  readonly project: string;
  readonly store: string;
  readonly since: number;
  readonly floor: number;
}

function nameOf({ project, store }: EntryShelf): string {
  return `${project}/${store}`;
}

function toEntry({ key, value, at, task_id }: Omit<EntryRow, "project" | "store">): StoredEntry {
  return { key, value, updatedAt: at, taskId: task_id };
}

function prepareQueries(prepare: Prepare) {
  return {
    put: prepare((db, p: { [Column in keyof EntryRow]: EntryRow[Column] }) =>
      db
        .insertInto("entries")
        .values({ project: p.project, store: p.store, key: p.key, value: p.value, at: p.at, task_id: p.task_id, sequence: p.sequence })
        .onConflict((conflict) =>
          conflict.columns(["project", "store", "key"]).doUpdateSet(({ ref }) => ({
            value: ref("excluded.value"),
            at: ref("excluded.at"),
            task_id: ref("excluded.task_id"),
            sequence: ref("excluded.sequence"),
          })),
        ),
    ),
    get: prepare((db, p: Bounds & { key: string }) =>
      db
        .selectFrom("entries")
        .selectAll()
        .where("project", "=", p.project)
        .where("store", "=", p.store)
        .where("key", "=", p.key)
        .where("at", ">", p.since)
        .where("sequence", ">=", p.floor),
    ),
    list: prepare((db, p: Bounds & { limit: number; offset: number }) =>
      db
        .selectFrom("entries")
        .selectAll()
        .where("project", "=", p.project)
        .where("store", "=", p.store)
        .where("at", ">", p.since)
        .where("sequence", ">=", p.floor)
        .orderBy("key")
        .limit(p.limit)
        .offset(p.offset),
    ),
    nth: prepare((db, p: { project: string; store: string; since: number; before: number }) =>
      db
        .selectFrom("entries")
        .select("sequence")
        .where("project", "=", p.project)
        .where("store", "=", p.store)
        .where("at", ">", p.since)
        .orderBy("sequence", "desc")
        .limit(sql.lit(1))
        .offset(p.before),
    ),
    remove: prepare((db, p: { project: string; store: string; key: string }) =>
      db.deleteFrom("entries").where("project", "=", p.project).where("store", "=", p.store).where("key", "=", p.key),
    ),
    prune: prepare((db, p: Bounds) =>
      db
        .deleteFrom("entries")
        .where("project", "=", p.project)
        .where("store", "=", p.store)
        .where(({ or, eb }) => or([eb("at", "<=", p.since), eb("sequence", "<", p.floor)])),
    ),
  };
}

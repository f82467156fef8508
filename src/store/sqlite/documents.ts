// Small JSON records beside the streams, for lists.
// Knows no collection by name.
import type { Kysely } from "kysely";
import type { Document, DocumentChange, Store } from "../store.ts";
import type { DocumentRow, Tables } from "./schema.ts";
import type { Session } from "./session.ts";
import type { Prepare } from "./statements.ts";

/** What other parts of the store do with documents inside a transaction of theirs. */
export interface DocumentWrites {
  /** Turned into text now, written when the answer is called. */
  prepare(change: DocumentChange): () => void;
  remove(documents: readonly Pick<Document, "collection" | "id">[]): void;
  /** Removes the documents with these ids from every collection. */
  removeById(ids: readonly string[]): void;
}

type DocumentMethods = "putDocument" | "getDocument" | "listDocuments" | "countDocuments";

export function createDocuments(session: Session): Pick<Store, DocumentMethods> & { readonly writes: DocumentWrites } {
  const query = prepareQueries(session.prepare);

  const toRow = ({ collection, id, tag, at, body }: Document): DocumentRow => ({ collection, id, tag, at, body: JSON.stringify(body) });

  const writes: DocumentWrites = {
    prepare(change) {
      if (change.body === null) return () => query.remove.run({ collection: change.collection, id: change.id });
      const row = toRow(change);
      return () => query.put.run(row);
    },
    remove(documents) {
      for (const { collection, id } of documents) query.remove.run({ collection, id });
    },
    removeById(ids) {
      if (ids.length === 0) return;
      const collections = query.collections.all({});
      for (const { collection } of collections) for (const id of ids) query.remove.run({ collection, id });
    },
  };

  return {
    writes,

    async putDocument(document) {
      const put = writes.prepare(document);
      return session.write(`putting ${document.collection}/${document.id}`, put);
    },

    getDocument: (collection, id) =>
      session.read(`reading ${collection}/${id}`, () => {
        const row = query.get.get({ collection, id });
        return row === undefined ? null : toDocument(row);
      }),

    listDocuments: ({ collection, tags, idPrefix, limit }) =>
      session.read(`listing ${collection}`, () => {
        const prefix = idPrefix ?? "";
        const list = prefix === "" ? query.list : query.listPrefixed;
        const given = { collection, limit, from: prefix, to: `${prefix}${LAST_CHARACTER}` };
        if (tags === undefined) return list.ofAnyTag.all(given).map(toDocument);
        // One look per tag, each along the index: a single one for all of them would walk past every document of a common tag.
        const rows = [...new Set(tags)].flatMap((tag) => list.ofTag.all({ ...given, tag }));
        return rows.sort(newestFirst).slice(0, limit).map(toDocument);
      }),

    countDocuments: (collection) =>
      session.read(`counting ${collection}`, () =>
        Object.fromEntries(query.count.all({ collection }).map(({ tag, documents }) => [tag, documents])),
      ),
  };
}

/** Nothing sorts after it, so that ids with a prefix are a range. */
const LAST_CHARACTER = "\u{10FFFF}";

function toDocument({ collection, id, tag, at, body }: DocumentRow): Document {
  return { collection, id, tag, at, body: JSON.parse(body) as Document["body"] };
}

/** The order of the queries, for what comes from several of them. */
function newestFirst(a: DocumentRow, b: DocumentRow): number {
  if (a.at !== b.at) return b.at - a.at;
  return a.id < b.id ? 1 : -1;
}

function prepareQueries(prepare: Prepare) {
  interface ListParameters {
    readonly collection: string;
    readonly from: string;
    readonly to: string;
    readonly limit: number;
  }

  function newest(db: Kysely<Tables>, p: ListParameters) {
    const { collection, limit } = p;
    return db
      .selectFrom("documents")
      .selectAll()
      .where("collection", "=", collection)
      .orderBy("at", "desc")
      .orderBy("id", "desc")
      .limit(limit);
  }

  function newestPrefixed(db: Kysely<Tables>, p: ListParameters) {
    return newest(db, p).where("id", ">=", p.from).where("id", "<", p.to);
  }

  function prepareList(list: typeof newest) {
    return {
      ofAnyTag: prepare(list),
      ofTag: prepare((db, p: ListParameters & { tag: string }) => list(db, p).where("tag", "=", p.tag)),
    };
  }

  return {
    list: prepareList(newest),
    listPrefixed: prepareList(newestPrefixed),
    get: prepare((db, p: { collection: string; id: string }) =>
      db.selectFrom("documents").selectAll().where("collection", "=", p.collection).where("id", "=", p.id),
    ),
    put: prepare((db, p: { collection: string; id: string; tag: string; at: number; body: string }) =>
      db
        .insertInto("documents")
        .values({ collection: p.collection, id: p.id, tag: p.tag, at: p.at, body: p.body })
        .onConflict((conflict) =>
          conflict
            .columns(["collection", "id"])
            .doUpdateSet(({ ref }) => ({ tag: ref("excluded.tag"), at: ref("excluded.at"), body: ref("excluded.body") })),
        ),
    ),
    remove: prepare((db, p: { collection: string; id: string }) =>
      db.deleteFrom("documents").where("collection", "=", p.collection).where("id", "=", p.id),
    ),
    collections: prepare((db) => db.selectFrom("documents").select("collection").distinct()),
    count: prepare((db, p: { collection: string }) =>
      db
        .selectFrom("documents")
        .select(["tag", ({ fn }) => fn.countAll<number>().as("documents")])
        .where("collection", "=", p.collection)
        .groupBy("tag"),
    ),
  };
}

// The numbered steps from an empty file to the schema of this version. A step is never edited once released: add the next one.
// Says what to create; when and under which lock is the opener's business.
import { type Compilable, type Kysely, sql } from "kysely";
import type { Tables } from "./schema.ts";

interface Migration {
  readonly name: string;
  statements(db: Kysely<Tables>): readonly Compilable[];
}

const initial: Migration["statements"] = (db) => [
  db.schema
    .createTable("events")
    .addColumn("position", "integer", (column) => column.primaryKey())
    .addColumn("stream", "text", (column) => column.notNull())
    .addColumn("version", "integer", (column) => column.notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("data", "text", (column) => column.notNull()),
  // Finds a stream's head, reads a stream in order, and is the last guard against two writers.
  db.schema.createIndex("events_stream").unique().on("events").columns(["stream", "version"]),

  db.schema
    .createTable("effects")
    .addColumn("sequence", "integer", (column) => column.primaryKey())
    .addColumn("id", "text", (column) => column.notNull().unique())
    .addColumn("stream", "text", (column) => column.notNull())
    .addColumn("data", "text", (column) => column.notNull())
    .addColumn("due_at", "bigint", (column) => column.notNull())
    .addColumn("worker", "text")
    .addColumn("token", "bigint", (column) => column.notNull())
    .addColumn("cancelled", "integer", (column) => column.notNull()),
  db.schema.createIndex("effects_due").on("effects").column("due_at").where(sql.ref("worker"), "is", null),
  db.schema.createIndex("effects_cancelled").on("effects").column("worker").where(sql.ref("cancelled"), "=", sql.lit(1)),

  db.schema
    .createTable("snapshots")
    .addColumn("stream", "text", (column) => column.primaryKey())
    .addColumn("version", "integer", (column) => column.notNull())
    .addColumn("schema", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull()),

  db.schema
    .createTable("documents")
    .addColumn("collection", "text", (column) => column.notNull())
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("tag", "text", (column) => column.notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("documents_key", ["collection", "id"]),
  // Whole lists, and lists and counts by tag.
  db.schema.createIndex("documents_at").on("documents").columns(["collection", "at"]),
  db.schema.createIndex("documents_tag").on("documents").columns(["collection", "tag", "at"]),

  db.schema
    .createTable("leases")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("holder", "text")
    .addColumn("token", "bigint", (column) => column.notNull())
    .addColumn("info", "text", (column) => column.notNull())
    .addColumn("expires_at", "bigint", (column) => column.notNull()),

  db.schema
    .createTable("counters")
    .addColumn("name", "text", (column) => column.primaryKey())
    .addColumn("value", "bigint", (column) => column.notNull()),
  db.insertInto("counters").values({ name: sql.lit("number"), value: sql.lit(0) }),
];

const entries: Migration["statements"] = (db) => [
  db.schema
    .createTable("entries")
    .addColumn("project", "text", (column) => column.notNull())
    .addColumn("store", "text", (column) => column.notNull())
    .addColumn("key", "text", (column) => column.notNull())
    .addColumn("value", "text", (column) => column.notNull())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("task_id", "text")
    .addColumn("sequence", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("entries_key", ["project", "store", "key"]),
  // Which entries are the newest.
  db.schema.createIndex("entries_sequence").unique().on("entries").columns(["project", "store", "sequence"]),
];

const migrations: readonly Migration[] = [
  { name: "initial", statements: initial },
  { name: "entries", statements: entries },
];

/** What each step is called, the first one first. */
export const MIGRATION_NAMES: readonly string[] = migrations.map(({ name }) => name);

/** The schema that this version of the program writes. */
export const SCHEMA_VERSION = migrations.length;

/** The statements that lead from a version of the schema to ours. */
export function migrationsAfter(version: number, db: Kysely<Tables>): readonly string[] {
  return migrations.slice(version).flatMap(({ statements }) => statements(db).map((statement) => statement.compile().sql));
}

// Compiles each Kysely query once and keeps it as a prepared statement, so that the hot path pays for neither.
// A query is written with named parameters; nothing here knows what the queries are for.
import { type Compilable, DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";
import type Libsql from "libsql";
import type { Tables } from "./schema.ts";

/** Never a boolean: the driver aborts the process on one. */
export type Value = string | number | null;

type Bindable<Parameters> = { readonly [Name in keyof Parameters]: Value };

export interface Statement<Parameters, Row> {
  /** Answers how many rows changed. */
  run(parameters: Parameters): number;
  get(parameters: Parameters): Row | undefined;
  all(parameters: Parameters): readonly Row[];
}

export type Prepare = <Parameters extends Bindable<Parameters>, Row>(
  build: (db: Kysely<Tables>, parameters: Parameters) => Compilable<Row>,
) => Statement<Parameters, Row>;

/** Builds and compiles queries; it has no connection to run them on. */
export function createQueryBuilder(): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
}

/** Stands in a query for the value that is bound later. */
interface Placeholder {
  readonly parameter: string;
}

// Kysely passes a value through to the compiled query untouched, so an object can mark the place.
const placeholders = new Proxy({}, { get: (_, parameter): Placeholder => ({ parameter: String(parameter) }) });

export function createPrepare(connection: Libsql.Database, db: Kysely<Tables>): Prepare {
  return function prepare<Parameters extends Bindable<Parameters>, Row>(
    build: (db: Kysely<Tables>, parameters: Parameters) => Compilable<Row>,
  ): Statement<Parameters, Row> {
    let prepared: { readonly statement: Libsql.Statement; readonly order: readonly (Placeholder | Value)[] } | null = null;

    function bind(parameters: Parameters): { readonly statement: Libsql.Statement; readonly values: Value[] } {
      if (prepared === null) {
        const compiled = build(db, placeholders as Parameters).compile();
        prepared = { statement: connection.prepare(compiled.sql), order: compiled.parameters as (Placeholder | Value)[] };
      }
      const values: Value[] = [];
      for (const entry of prepared.order) {
        const value = typeof entry === "object" && entry !== null ? (parameters[entry.parameter as keyof Parameters] ?? null) : entry;
        // The driver would cut the text there, and two ids would become one.
        if (typeof value === "string" && value.includes("\0")) throw new TypeError("text with a NUL character cannot be stored");
        values.push(value);
      }
      return { statement: prepared.statement, values };
    }

    return {
      run(parameters) {
        const { statement, values } = bind(parameters);
        return statement.run(values).changes;
      },
      get(parameters) {
        const { statement, values } = bind(parameters);
        return statement.get(values) as Row | undefined;
      },
      all(parameters) {
        const { statement, values } = bind(parameters);
        return statement.all(values) as Row[];
      },
    };
  };
}

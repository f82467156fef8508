// Opens the file: creates what is missing, refuses what it must not touch, sets it up, brings the schema up to ours.
// A file that is refused stays as it was, byte for byte: it is looked at through a read-only connection first.
import { accessSync, constants, existsSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import Libsql from "libsql";
import { YardmasterError } from "../../core/errors.ts";
import { isDriverError, toStoreError } from "./driver-error.ts";
import { migrationsAfter, SCHEMA_VERSION } from "./migrations.ts";
import { createQueryBuilder } from "./statements.ts";

/** "YARD" in the file's header: tells our database from another program's. */
const APPLICATION_ID = 0x59_41_52_44;
const BUSY_TIMEOUT_MS = 5000;

export async function openDatabase(file: string, warn: (message: string) => void): Promise<Libsql.Database> {
  const deadline = performance.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      return openOnce(file, warn);
    } catch (error) {
      // Where waiting could be a deadlock, as when two processes turn on the log at once, SQLite answers "busy" without waiting.
      const busy = isDriverError(error) && error.code.startsWith("SQLITE_BUSY");
      if (!busy || performance.now() > deadline) throw toOpeningError(error, file);
      await delay(5 + Math.random() * 20);
    }
  }
}

function openOnce(file: string, warn: (message: string) => void): Libsql.Database {
  prepareDirectory(file);
  // The log is asked first: another process that creates the store right now writes to the file before it has a log.
  const logSize = sizeOf(`${file}-wal`);
  if (sizeOf(file) > 0) inspect(file);
  else if (logSize > 0) throw corrupted(file, "it is empty, but its write-ahead log is not");

  const connection = new Libsql(file);
  try {
    setUp(connection, file, warn);
    migrate(connection, file);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Leaves one file that can be copied, unless another process still works on it. */
export function closeDatabase(connection: Libsql.Database): void {
  if (!connection.open) return;
  try {
    connection.exec("pragma busy_timeout = 0");
    connection.exec("pragma wal_checkpoint(truncate)");
  } catch {
    // Whoever opens the file next finds everything in the log.
  }
  connection.close();
}

/** Bytes; 0 when it does not exist. */
export function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function prepareDirectory(file: string): void {
  createDirectory(dirname(file));
  accessSync(dirname(file), constants.W_OK);
  if (isDirectory(file)) throw new Error("it is a directory");
  if (existsSync(file)) accessSync(file, constants.R_OK | constants.W_OK);
}

/** Not mkdir's own recursion: Node 20 never returns from it where a directory exists and may hold none, as under /proc. */
function createDirectory(path: string): void {
  if (isDirectory(path)) return;
  const parent = dirname(path);
  if (parent !== path) createDirectory(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process may have been first.
    if (!isDirectory(path)) throw error;
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Throws for a file that is not ours to write. */
function inspect(file: string): void {
  let connection: Libsql.Database | null = null;
  try {
    connection = new Libsql(`${pathToFileURL(file).href}?mode=ro`);
    connection.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
    const tables = readNumber(connection, "select count(*) as value from sqlite_master");
    const applicationId = readNumber(connection, "select application_id as value from pragma_application_id");
    if (tables > 0 && applicationId !== APPLICATION_ID) throw corrupted(file, "it is another program's database");
    refuseNewer(schemaVersion(connection), file);
    // The first page of each table only: checking every one would make each start of a big store slow. Deeper damage shows when it is read.
    for (const { name } of connection.prepare("select name from sqlite_master where type = 'table'").all([]) as { name: string }[]) {
      connection.prepare(`select 1 from "${name}" limit 1`).get([]);
    }
  } catch (error) {
    // What a crash left behind can only be put right by a connection that may write: the next one does.
    if (!isDriverError(error) || !/^SQLITE_(READONLY|CANTOPEN)/.test(error.code)) throw error;
  } finally {
    connection?.close();
  }
}

function setUp(connection: Libsql.Database, file: string, warn: (message: string) => void): void {
  // The time to wait comes first: two processes that open together meet already in the next line.
  connection.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
  const { journal_mode: mode } = connection.prepare("pragma journal_mode = wal").get([]) as { journal_mode: string };
  if (mode !== "wal") warn(`the store ${file} cannot have a write-ahead log here (journal mode ${mode}): is it on a network file system?`);
  connection.exec("pragma synchronous = full");
  connection.exec("pragma foreign_keys = on");
  // What is deleted or overwritten, such as the key of secrets that nobody shall open again, does not linger in the pages.
  connection.exec("pragma secure_delete = fast");
}

function migrate(connection: Libsql.Database, file: string): void {
  if (schemaVersion(connection) === SCHEMA_VERSION) return;
  connection.exec("begin immediate");
  try {
    // Asked again under the lock: another process may have been first.
    const version = schemaVersion(connection);
    refuseNewer(version, file);
    for (const statement of migrationsAfter(version, createQueryBuilder())) connection.exec(statement);
    connection.exec(`pragma application_id = ${APPLICATION_ID}`);
    connection.exec(`pragma user_version = ${SCHEMA_VERSION}`);
    connection.exec("commit");
  } catch (error) {
    if (connection.inTransaction) connection.exec("rollback");
    throw error;
  }
}

function refuseNewer(version: number, file: string): void {
  if (version <= SCHEMA_VERSION) return;
  throw new YardmasterError(
    "store.newer-version",
    `opening the store ${file}: its schema has version ${version}, and this Yardmaster knows ${SCHEMA_VERSION}`,
    { hint: "upgrade Yardmaster; the file was left untouched" },
  );
}

function schemaVersion(connection: Libsql.Database): number {
  return readNumber(connection, "select user_version as value from pragma_user_version");
}

function readNumber(connection: Libsql.Database, query: string): number {
  return (connection.prepare(query).get([]) as { value: number }).value;
}

function corrupted(file: string, reason: string): YardmasterError {
  return new YardmasterError("store.corrupted", `opening the store ${file}: ${reason}`, {
    hint: "restore a copy of the file, or move it away to start with an empty store; it was left untouched",
  });
}

function toOpeningError(error: unknown, file: string): unknown {
  if (error instanceof YardmasterError) return error;
  if (isDriverError(error)) return toStoreError(error, "opening the store", file);
  // The file system's errors, and the driver's when it has no connection yet.
  const reason = error instanceof Error ? error.message : String(error);
  return new YardmasterError("store.unavailable", `opening the store ${file}: ${reason}`, {
    cause: error,
    hint: "see that the file and its directory exist and can be written",
  });
}

// The one place that knows the driver's error codes and says which of ours each one is.
// Anything that is not the driver's is our own bug and passes through unchanged.
import Libsql from "libsql";
import { type ErrorCode, YardmasterError } from "../../core/errors.ts";

interface Meaning {
  readonly code: ErrorCode;
  readonly hint: string;
}

const CORRUPTED: Meaning = { code: "store.corrupted", hint: "restore a copy of the file, or move it away to start with an empty store" };
const FULL: Meaning = { code: "store.full", hint: "free space on the disk, or raise the quota or file size limit, and go on" };
const BUSY: Meaning = { code: "store.busy", hint: "try again" };
const UNAVAILABLE: Meaning = { code: "store.unavailable", hint: "see that the file and its directory exist and can be written" };

/**
 * SQLite's result codes, extended ones included (https://www.sqlite.org/rescode.html). Only ENOSPC becomes SQLITE_FULL: a quota or
 * a file size limit shows as a write that was refused.
 */
function meaningOf(driverCode: string): Meaning {
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(driverCode)) return CORRUPTED;
  if (/^SQLITE_(FULL|IOERR_WRITE|IOERR_SHMSIZE)$/.test(driverCode)) return FULL;
  if (/^SQLITE_(BUSY|LOCKED)/.test(driverCode)) return BUSY;
  return UNAVAILABLE;
}

export function isDriverError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Libsql.SqliteError;
}

/** `doing` says what was being done, such as `appending to run/17`. */
export function toStoreError(error: unknown, doing: string, file: string): unknown {
  if (!isDriverError(error)) return error;
  const { code, hint } = meaningOf(error.code);
  return new YardmasterError(code, `${doing} in ${file}: ${error.message} (${error.code})`, { cause: error, hint });
}

// Where everything about one repository is kept, and whose it is. Made on first use; never shared by two repositories.
import { createHash } from "node:crypto";
import { access, constants, lstat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, resolve, sep } from "node:path";
import { YardmasterError } from "../core/errors.ts";
import { makeDirectory } from "../std/make-directory.ts";
import { checkClaim, claimDirectory } from "./claim-directory.ts";
import type { Repository } from "./repository.ts";

const USABLE = constants.R_OK | constants.W_OK | constants.X_OK;

export interface DataDirectory {
  readonly path: string;
  readonly store: string;
  readonly logs: string;
  /** Events written to files before they are forgotten. */
  readonly archives: string;
  readonly mirrors: string;
  readonly workspaces: string;
  /** Entries of stores that are kept in files. */
  readonly stores: string;
  /** Short name for the cookies of processes. */
  readonly key: string;
}

export interface DataDirectoryChoice {
  /** From the command line. */
  readonly flag: string | null;
  /** From `YARDMASTER_DATA_DIR`. */
  readonly variable: string | null;
  /** `XDG_STATE_HOME`, when set. */
  readonly stateHome: string | null;
}

/**
 * The first that is given: flag, environment, the repository's git configuration, else one of its own below the user's state directory.
 *
 * @throws app.data-directory
 */
export async function openDataDirectory(repository: Repository, choice: DataDirectoryChoice): Promise<DataDirectory> {
  return await openDirectoryAt(toPath(repository, choice), repository);
}

/** The same one, whether it is there or not: makes nothing. @throws app.data-directory where it could not be opened */
export async function findDataDirectory(repository: Repository, choice: DataDirectoryChoice): Promise<DataDirectory> {
  const path = toPath(repository, choice);
  await checkWritable(path).catch((cause: unknown) => {
    throw unready(path, cause);
  });
  await checkClaim(path, repository.root);
  return toDataDirectory(path);
}

function toPath(repository: Repository, choice: DataDirectoryChoice): string {
  const given = choice.flag ?? choice.variable;
  const configured = repository.configuredDataDirectory ? resolve(repository.root, repository.configuredDataDirectory) : null;
  // A relative one is to be ignored (XDG Base Directory Specification).
  const stateHome = choice.stateHome && isAbsolute(choice.stateHome) ? choice.stateHome : join(homedir(), ".local", "state");
  return given ? resolve(given) : (configured ?? join(stateHome, "yardmaster", repository.key));
}

/** @throws app.data-directory */
export async function openDirectoryAt(path: string, repository: Repository): Promise<DataDirectory> {
  await makeWritable(path);
  await claimDirectory(path, repository.root);
  return toDataDirectory(path);
}

function toDataDirectory(path: string): DataDirectory {
  return {
    path,
    store: join(path, "store.db"),
    logs: join(path, "logs"),
    archives: join(path, "archive", "events"),
    mirrors: join(path, "mirrors"),
    workspaces: join(path, "workspaces"),
    stores: join(path, "stores"),
    key: createHash("sha256").update(path).digest("hex").slice(0, 12),
  };
}

async function makeWritable(path: string): Promise<void> {
  try {
    await makeDirectory(path, 0o700);
    await access(path, USABLE);
  } catch (cause) {
    throw unready(path, cause);
  }
}

/** It, or where it would be made. @throws what the system says */
async function checkWritable(path: string): Promise<void> {
  // Of a link to nowhere nothing can be made.
  const isThere = await lstat(path).catch(toNothing);
  if (isThere === null) return await checkWritable(dirname(path));
  await access(`${path}${sep}`, USABLE);
}

function toNothing(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}

function unready(path: string, cause: unknown): YardmasterError {
  const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
  return new YardmasterError("app.data-directory", `making the data directory ${path} ready: ${code}`, {
    cause,
    hint: "choose another with --data-dir or YARDMASTER_DATA_DIR",
  });
}

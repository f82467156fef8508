// Where everything about one repository is kept, and whose it is. Made on first use; never shared by two repositories.
import { createHash } from "node:crypto";
import { access, constants } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { YardmasterError } from "../core/errors.ts";
import { makeDirectory } from "../std/make-directory.ts";
import { claimDirectory } from "./claim-directory.ts";
import type { Repository } from "./repository.ts";

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
  const given = choice.flag ?? choice.variable;
  const configured = repository.configuredDataDirectory ? resolve(repository.root, repository.configuredDataDirectory) : null;
  // A relative one is to be ignored (XDG Base Directory Specification).
  const stateHome = choice.stateHome && isAbsolute(choice.stateHome) ? choice.stateHome : join(homedir(), ".local", "state");
  const path = given ? resolve(given) : (configured ?? join(stateHome, "yardmaster", repository.key));
  return await openDirectoryAt(path, repository);
}

/** @throws app.data-directory */
export async function openDirectoryAt(path: string, repository: Repository): Promise<DataDirectory> {
  await makeWritable(path);
  await claimDirectory(path, repository.root);
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
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
    throw new YardmasterError("app.data-directory", `making the data directory ${path} ready: ${code}`, {
      cause,
      hint: "choose another with --data-dir or YARDMASTER_DATA_DIR",
    });
  }
}

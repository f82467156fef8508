// Where everything about one repository is kept, and whose it is. Made on first use; never shared by two repositories.
import { createHash } from "node:crypto";
import { access, constants, mkdir, readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { YardmasterError } from "../core/errors.ts";
import { isDirectory } from "./is-directory.ts";
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

/** The file that says which repository a data directory belongs to. */
const OWNER = "repository";

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
  await claimFor(repository, path);
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
    await makeDirectory(path);
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
    throw new YardmasterError("app.data-directory", `making the data directory ${path} ready: ${code}`, {
      cause,
      hint: "choose another with --data-dir or YARDMASTER_DATA_DIR",
    });
  }
}

/** Not mkdir's own recursion: Node 20 never returns from it where a directory exists and may hold none, as under /proc. */
async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (await isDirectory(path)) return;
    const parent = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || (await isDirectory(parent))) throw error;
    await makeDirectory(parent);
    await makeDirectory(path);
  }
}

/** The first writer wins; the same repository may come back, another may not. */
async function claimFor(repository: Repository, path: string): Promise<void> {
  const file = join(path, OWNER);
  try {
    await writeFile(file, `${repository.root}\n`, { flag: "wx", mode: 0o600 });
    return;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") {
      const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
      throw new YardmasterError("app.data-directory", `writing to the data directory ${path}: ${code}`, {
        cause,
        hint: "it must be writable; choose another with --data-dir or YARDMASTER_DATA_DIR",
      });
    }
  }
  const owner = (await readFile(file, "utf8")).trimEnd();
  if (owner === repository.root) return;
  // Its first writer died between making the file and writing it.
  if (owner === "") return await writeFile(file, `${repository.root}\n`);
  throw new YardmasterError("app.data-directory", `the data directory ${path} belongs to the repository ${owner}`, {
    hint: `use another for ${repository.root}; if the repository has moved, write its new path into ${file}`,
  });
}

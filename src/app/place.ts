// Where a repository's things are kept, and its store. Loads little: a command that shows one resource needs no more.

import type { Where } from "../cli/world.ts";
import { systemClock } from "../std/clock.ts";
import { stores } from "../store/index.ts";
import type { Store } from "../store/store.ts";
import { type DataDirectory, type DataDirectoryChoice, findDataDirectory, openDataDirectory } from "./data-directory.ts";
import { parseEnvironment } from "./environment.ts";
import { findRepository, type Repository } from "./repository.ts";

/** The process's surroundings, given by whoever starts us. */
export interface Surroundings {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

export interface Place {
  readonly repository: Repository;
  readonly directory: DataDirectory;
}

/** @throws app.* */
export async function findPlace({ variables, cwd }: Surroundings, where: Where): Promise<Place> {
  const repository = await findRepository(where.directory ?? cwd);
  return { repository, directory: await openDirectoryOf(repository, variables, where) };
}

/** The same without making anything: its store may be missing. @throws app.* */
export async function lookForPlace({ variables, cwd }: Surroundings, where: Where): Promise<Place> {
  const repository = await findRepository(where.directory ?? cwd);
  return { repository, directory: await findDataDirectory(repository, toChoice(variables, where)) };
}

/** @throws app.* */
export async function openDirectoryOf(repository: Repository, variables: Surroundings["variables"], where: Where): Promise<DataDirectory> {
  return await openDataDirectory(repository, toChoice(variables, where));
}

function toChoice(variables: Surroundings["variables"], where: Where): DataDirectoryChoice {
  return {
    flag: where.dataDirectory,
    variable: parseEnvironment(variables).YARDMASTER_DATA_DIR ?? null,
    stateHome: variables["XDG_STATE_HOME"] || null,
  };
}

/** @throws store.* */
export async function openStore(directory: DataDirectory): Promise<Store> {
  const { openSqliteStore } = await stores.sqlite();
  return await openSqliteStore({ file: directory.store, clock: systemClock });
}

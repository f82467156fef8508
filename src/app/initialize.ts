// `init`: makes a repository's data directory and store, and where it is wanted writes manifests to begin with.
// Reads no configuration, so that it also works where that does not hold yet, and never overwrites a file.
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import type { Initialized, Where } from "../cli/world.ts";
import { YardmasterError } from "../core/errors.ts";
import { isDirectory } from "./is-directory.ts";
import { findPlace, openStore, type Surroundings } from "./place.ts";
import { toStarterManifests } from "./starter-manifests.ts";

const FOLDER = ".yardmaster";

/** @throws app.no-repository, app.data-directory, store.*, config.unwritable */
export async function initialize(
  surroundings: Surroundings,
  where: Where,
  { manifests, version }: { readonly manifests: boolean; readonly version: string },
): Promise<Initialized> {
  const { repository, directory } = await findPlace(surroundings, {
    ...where,
    directory: resolve(surroundings.cwd, where.directory ?? "."),
  });
  const created = !existsSync(directory.store);
  const store = await openStore(directory);
  const { schemaVersion } = await store.status();
  await store.close();
  return {
    repository: repository.root,
    dataDirectory: directory.path,
    database: directory.store,
    schemaVersion,
    created,
    manifests: manifests ? await writeStarter(repository.root, version) : [],
  };
}

async function writeStarter(root: string, version: string): Promise<Initialized["manifests"]> {
  const folder = join(root, FOLDER);
  await attempt(folder, async () => {
    if (!(await isDirectory(folder))) await mkdir(folder);
  });
  const written: { file: string; written: boolean }[] = [];
  for (const { name, text } of toStarterManifests(version)) {
    const file = join(folder, name);
    written.push({ file: relative(root, file), written: await attempt(file, () => writeNew(file, text)) });
  }
  return written;
}

/** False: something is there already. */
async function writeNew(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function attempt<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
    throw new YardmasterError("config.unwritable", `writing ${path}: ${code}`, {
      cause,
      hint: "the repository must be writable, and nothing but a folder may stand at .yardmaster",
    });
  }
}

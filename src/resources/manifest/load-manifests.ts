// Manifests from files, folders and standard input. What they say is for read-manifests.ts.
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Problem } from "../../core/errors.ts";
import { readFileText, toReadError } from "../file-text.ts";
import { MANIFEST_LIMITS, type ReadManifests, type ReadOptions, readManifests } from "./read-manifests.ts";

export interface LoadOptions extends ReadOptions {
  /** Everything on standard input, for the path `-`. */
  readStdin(): Promise<string>;
}

/** A character takes at most so many bytes in UTF-8. */
const BYTES_PER_CHARACTER = 3;

/**
 * A folder stands for every `*.yaml`, `*.yml` and `*.json` inside it, at any depth, in the order of their paths. Links to folders are not followed.
 * @throws config.not-found, config.invalid for a path that cannot be read.
 */
export async function loadManifests(paths: readonly string[], options: LoadOptions): Promise<ReadManifests> {
  const read: ReadManifests[] = [];
  for (const path of paths) {
    if (path === "-") read.push(readManifests(await options.readStdin(), path, options));
    else for (const file of await listFiles(path)) read.push(await loadFile(file, options));
  }
  const faulty = read.map((each) => each.faulty);
  const names = faulty.includes(null) ? null : faulty.flatMap((each) => each ?? []);
  return { manifests: read.flatMap(({ manifests }) => manifests), faulty: names, problems: read.flatMap(({ problems }) => problems) };
}

async function loadFile(file: string, options: LoadOptions): Promise<ReadManifests> {
  const { size } = await statOf(file);
  if (size <= MANIFEST_LIMITS.characters * BYTES_PER_CHARACTER) return readManifests(await readFileText(file), file, options);
  const message = `the text is longer than ${MANIFEST_LIMITS.characters} characters`;
  const problem: Problem = { file, line: 1, column: 1, path: "", message, hint: "split it into several files", severity: "error" };
  return { manifests: [], faulty: null, problems: [problem] };
}

async function listFiles(path: string): Promise<readonly string[]> {
  if (!(await statOf(path)).isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw toReadError(path, cause);
  });
  const named = entries.filter((entry) => /\.(?:ya?ml|json)$/i.test(entry.name) && (entry.isFile() || entry.isSymbolicLink()));
  const files: string[] = [];
  for (const entry of named) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() || (await statOf(file)).isFile()) files.push(file);
  }
  return files.sort();
}

async function statOf(path: string) {
  return stat(path).catch((cause: unknown) => {
    throw toReadError(path, cause);
  });
}

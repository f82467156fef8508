// Under which name the repository's mirror is kept: the one that is there, also when it was made while the repository stood elsewhere.
// A data directory is one repository's alone, so what stands in it is its own.
import { readdir } from "node:fs/promises";

const ENDING = ".git";

/** @returns null while there is none, or when there are several: then the repository's path decides */
export async function findMirrorName(mirrors: string): Promise<string | null> {
  const names = await readdir(mirrors).catch(() => []);
  // One that is being made has an id behind its ending.
  const [found, ...others] = names.filter((name) => name.endsWith(ENDING));
  return found === undefined || others.length > 0 ? null : found.slice(0, -ENDING.length);
}

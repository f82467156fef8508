// Finds a program as a shell would, without running anything.
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join, resolve } from "node:path";

/** The absolute path of an executable file: of the path itself when it has a slash, else of the first match on the search path. */
export async function findProgram(name: string, searchPath: string): Promise<string | null> {
  if (name === "") return null;
  const candidates =
    name.includes("/") || isAbsolute(name) ? [resolve(name)] : searchPath.split(delimiter).map((directory) => join(directory || ".", name));
  for (const candidate of candidates) {
    if (await isExecutableFile(candidate)) return candidate;
  }
  return null;
}

async function isExecutableFile(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

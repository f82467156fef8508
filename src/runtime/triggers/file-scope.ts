// Which files under a root a trigger looks at: those at or below its paths, but nothing hidden, no git directory, no node_modules, and nothing
// that a symbolic link would lead out of the root for. Reads links; watches nothing.
import { realpath } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";

export interface FileScope {
  /** The root with its links resolved. */
  readonly root: string;
  /** Absolute, links not resolved. */
  readonly paths: readonly string[];
  /** @param path absolute */
  isWanted(path: string): boolean;
  /** Relative to the root, with `/` on every system. */
  toRelative(path: string): string;
  /** Whether it is, links resolved, inside the root; false for one that is not there. */
  isInside(path: string): Promise<boolean>;
}

/** @param ignored absolute directories that are never looked at */
export async function openFileScope(root: string, paths: readonly string[], ignored: readonly string[]): Promise<FileScope> {
  const real = await realpath(root);
  const hidden = await Promise.all(ignored.map((path) => realpath(path).catch(() => path)));
  const wanted = paths.map((path) => join(real, path)).filter((path) => contains(real, path));
  return {
    root: real,
    paths: wanted,
    isWanted(path) {
      if (hidden.some((each) => contains(each, path))) return false;
      if (relative(real, path).split(sep).includes(".git")) return false;
      return wanted.some((each) => contains(each, path) && !relative(each, path).split(sep).some(isPassedOver));
    },
    toRelative: (path) => relative(real, path).split(sep).join("/"),
    isInside: async (path) => {
      const target = await realpath(path).catch(() => null);
      return target !== null && contains(real, target);
    },
  };
}

/** Whether the path is the directory or below it. */
export function contains(directory: string, path: string): boolean {
  const way = relative(directory, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** What is named in a trigger's paths is looked at even when it is hidden; what is found below is not. */
function isPassedOver(name: string): boolean {
  return name.startsWith(".") || name === "node_modules";
}

// Keeps a script's paths inside the workspace, symbolic links resolved. A guard for fixtures, not a sandbox.
import { lstat, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";

/** The real path for a path relative to the root; null when it would lie outside, is the root itself, or is a link to nowhere. */
export async function confinedPath(root: string, path: string): Promise<string | null> {
  const realRoot = await realpath(root);
  const real = await realPathOf(resolve(realRoot, path));
  if (real === null) return null;
  const inside = relative(realRoot, real);
  return inside === "" || inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? null : real;
}

/** What does not exist yet is where its nearest existing directory really is. */
async function realPathOf(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    if (parent === path || (await isLink(path))) return null;
    const realParent = await realPathOf(parent);
    return realParent === null ? null : join(realParent, basename(path));
  }
}

async function isLink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch {
    return false;
  }
}

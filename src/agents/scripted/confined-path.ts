// Keeps a script's paths inside the workspace, symbolic links resolved. A guard for fixtures, not a sandbox.
import { realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";

/** The real path for a path relative to the root; null when it would lie outside, or is the root itself. */
export async function confinedPath(root: string, path: string): Promise<string | null> {
  const realRoot = await realpath(root);
  const real = await realPathOf(resolve(realRoot, path));
  const inside = relative(realRoot, real);
  return inside === "" || inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? null : real;
}

/** What does not exist yet is where its nearest existing directory really is. */
async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await realPathOf(parent), basename(path));
  }
}

// Where something really is, provided that it lies inside a directory, symbolic links resolved.
import { realpath } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";

/** Null when there is nothing, or when it lies outside. The directory itself counts as inside. */
export async function realPathInside(directory: string, path: string): Promise<string | null> {
  try {
    const [root, real] = await Promise.all([realpath(directory), realpath(join(directory, path))]);
    const inside = relative(root, real);
    return inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? null : real;
  } catch {
    return null;
  }
}

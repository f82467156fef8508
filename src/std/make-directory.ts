// A directory and those above it. Not mkdir's own recursion: Node 20 never returns from it where a directory exists and may hold none,
// as under /proc.
import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/** @param mode of those that are made @throws what mkdir throws */
export async function makeDirectory(path: string, mode = 0o777): Promise<void> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    if (await isDirectory(path)) return;
    const parent = dirname(path);
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || parent === path) throw error;
    await makeDirectory(parent, mode);
    // Once more and no oftener: where the parent is there and the child cannot be, that never changes.
    await mkdir(path, { mode }).catch(async (again: unknown) => {
      if (!(await isDirectory(path))) throw again;
    });
  }
}

async function isDirectory(path: string): Promise<boolean> {
  const status = await stat(path).catch(() => null);
  return status?.isDirectory() ?? false;
}

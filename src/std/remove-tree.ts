// A directory goes with everything in it. Tools make read-only directories (Go's module cache), which only root can empty as they are.
// Follows no link.
import { chmod, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** One that is not there is no error. @throws what rm throws */
export async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EACCES" && code !== "EPERM") throw error;
    await unlockDirectories(path);
    await rm(path, { recursive: true, force: true });
  }
}

async function unlockDirectories(path: string): Promise<void> {
  await chmod(path, 0o700);
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) await unlockDirectories(join(path, entry.name));
  }
}

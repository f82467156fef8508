// How many bytes the files below a directory hold. Links are not followed, and what vanishes meanwhile counts nothing.
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

/** 0 when there is no such directory, or nothing in it that may be looked at. */
export async function measureDirectory(directory: string): Promise<number> {
  const waiting = [directory];
  let bytes = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const entry of await readdir(next, { withFileTypes: true }).catch(() => [])) {
      const path = join(next, entry.name);
      if (entry.isDirectory()) waiting.push(path);
      else if (entry.isFile()) bytes += await sizeOf(path);
    }
  }
  return bytes;
}

async function sizeOf(file: string): Promise<number> {
  return await lstat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

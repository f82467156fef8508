// Whether a directory is there, links followed. What cannot be looked at is none.
import { stat } from "node:fs/promises";

export async function isDirectory(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

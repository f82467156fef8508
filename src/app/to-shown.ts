// A file as people name it: from the top of the repository, where it is in there.
import { relative } from "node:path";

export function toShown(root: string, file: string): string {
  const path = relative(root, file);
  return path.startsWith("..") ? file : path;
}

// Hears of changes of some files in a directory, also of files that come, go and are replaced. A hint, no promise: some file systems
// tell nothing, and then nothing is heard.
import { watch } from "node:fs";

export interface FileWatch {
  close(): void;
}

/** Never throws, and never keeps the process alive. @param names of files in the directory */
export type WatchFiles = (directory: string, names: readonly string[], onChange: () => void) => FileWatch;

export const watchFiles: WatchFiles = (directory, names, onChange) => {
  try {
    const watcher = watch(directory, { persistent: false }, (_event, name) => {
      if (name === null || names.includes(name)) onChange();
    });
    watcher.on("error", () => watcher.close());
    return watcher;
  } catch {
    return { close() {} };
  }
};

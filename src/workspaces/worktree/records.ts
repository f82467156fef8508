// What the bot remembers of each workspace, outside of it: the branch, where that began, whether making it was finished, and by the
// record's own modification time when it was last used. Beside it lies the private index.
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeDirectory } from "../../std/make-directory.ts";
import { orMissing } from "./errno.ts";

export interface WorkspaceRecord {
  readonly branch: string;
  readonly baseCommit: string;
  /** The branch's head that the workspace's tree goes on from. Another head means that someone else moved the branch. */
  readonly head: string;
  /** The head that we are about to set, written first: after a crash either of the two is ours. */
  readonly nextHead: string | null;
  /** False until `after_create` has passed; such a workspace is made again from the start. */
  readonly ready: boolean;
}

export interface Records {
  read(key: string): Promise<WorkspaceRecord | null>;
  write(key: string, record: WorkspaceRecord): Promise<void>;
  /** Notes that the workspace was used now. */
  touch(key: string): Promise<void>;
  /** When each workspace was last used, in milliseconds since the epoch. */
  lastUses(): Promise<ReadonlyMap<string, number>>;
  /** Those that have a workspace, or are about to get one. */
  branches(): Promise<ReadonlySet<string>>;
  remove(key: string): Promise<void>;
  indexOf(key: string): string;
  lockOf(key: string): Promise<string>;
}

export function createRecords(directory: string, now: () => number): Records {
  const folder = (key: string) => join(directory, key);
  const file = (key: string) => join(directory, key, "record.json");

  async function touch(key: string): Promise<void> {
    await utimes(file(key), now() / 1000, now() / 1000);
  }

  async function read(key: string): Promise<WorkspaceRecord | null> {
    const text = await orMissing(readFile(file(key), "utf8"));
    return text === null ? null : (JSON.parse(text) as WorkspaceRecord);
  }

  return {
    touch,
    read,
    async write(key, record) {
      await mkdir(folder(key), { recursive: true });
      await writeFile(`${file(key)}.new`, JSON.stringify(record));
      await rename(`${file(key)}.new`, file(key));
      await touch(key);
    },
    async lastUses() {
      const uses = new Map<string, number>();
      for (const entry of (await orMissing(readdir(directory, { withFileTypes: true }))) ?? []) {
        const found = entry.isDirectory() ? await orMissing(stat(file(entry.name))) : null;
        if (found !== null) uses.set(entry.name, found.mtimeMs);
      }
      return uses;
    },
    async branches() {
      const branches = new Set<string>();
      for (const name of (await orMissing(readdir(directory))) ?? []) {
        // A lock is no directory, and what stands in it is nobody's record.
        const record = name.endsWith(".lock") ? null : await read(name);
        if (record !== null) branches.add(record.branch);
      }
      return branches;
    },
    remove: (key) => rm(folder(key), { recursive: true, force: true }),
    indexOf: (key) => join(directory, key, "index"),
    async lockOf(key) {
      await makeDirectory(directory);
      // No key ends in `.lock`.
      return join(directory, `${key}.lock`);
    },
  };
}

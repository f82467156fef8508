// The `file` provider: one JSON file for each entry, `<directory>/<store>/<project>/<key>.json`, that people can read and back up.
// Slower than the local one where there are many: what retention keeps is found by looking at every file's time.
import { join } from "node:path";
import { YardmasterError } from "../../core/errors.ts";
import type { Clock } from "../../std/clock.ts";
import { withFileLock } from "../../std/file-lock.ts";
import type { EntryRetention } from "../../store/store.ts";
import type { Entry } from "../control/entries.ts";
import type { EntryBackend } from "./backend.ts";
import {
  type EntryFile,
  type EntryRecord,
  findEntryFile,
  findShelf,
  listEntryFiles,
  makeShelf,
  readEntryFile,
  removeDrafts,
  removeEntryFile,
  toEntryFileName,
  toEntryKey,
  writeEntryFile,
} from "./entry-files.ts";

const PATIENCE_MS = 10_000;

export function createFileBackend({ directory, clock }: { readonly directory: string; readonly clock: Clock }): EntryBackend {
  let lastAt = 0;

  /** Later puts of this process get later times, also within a millisecond: which entry is older must be seen. */
  function nextTime(): number {
    lastAt = Math.max(clock.now(), lastAt + 1);
    return lastAt;
  }

  async function listCounted(shelf: string, retention: EntryRetention): Promise<readonly EntryFile[]> {
    return toCounted(await listEntryFiles(shelf), retention, clock.now());
  }

  async function removeUncounted(shelf: string, retention: EntryRetention): Promise<number> {
    const files = await listEntryFiles(shelf);
    const counted = new Set(toCounted(files, retention, clock.now()));
    const gone = files.filter((file) => !counted.has(file));
    for (const { name } of gone) await removeEntryFile(shelf, name);
    return gone.length;
  }

  async function isCounted(shelf: string, name: string, retention: EntryRetention): Promise<boolean> {
    // Only a number of entries makes it matter what others there are.
    const one = retention.maxEntries === null ? await findEntryFile(shelf, name) : null;
    const files = retention.maxEntries === null ? (one === null ? [] : [one]) : await listEntryFiles(shelf);
    return toCounted(files, retention, clock.now()).some((file) => file.name === name);
  }

  return {
    get: (shelf, key, retention) =>
      telling(`reading '${key}' from the store '${shelf.store}'`, async () => {
        const path = await findShelf(directory, shelf);
        const name = toEntryFileName(key);
        if (path === null || !(await isCounted(path, name, retention))) return null;
        const record = await readEntryFile(path, name);
        return record === null ? null : toEntry(record);
      }),

    put: (shelf, entry, retention) =>
      telling(`putting '${entry.key}' into the store '${shelf.store}'`, async () => {
        const path = await makeShelf(directory, shelf);
        return await locking(path, async () => {
          const at = nextTime();
          const record = { key: entry.key, value: entry.value, updated_at: new Date(at).toISOString(), task_id: entry.taskId };
          await writeEntryFile(path, { name: toEntryFileName(entry.key), at }, record);
          if (retention.maxEntries !== null || retention.ttlMs !== null) await removeUncounted(path, retention);
          return { ...entry, updatedAt: at };
        });
      }),

    list: (shelf, { limit, offset }, retention) =>
      telling(`listing the store '${shelf.store}'`, async () => {
        const path = await findShelf(directory, shelf);
        if (path === null) return [];
        const keyed = await Promise.all(
          (await listCounted(path, retention)).map(async ({ name }) => ({
            name,
            key: toEntryKey(name) ?? (await readEntryFile(path, name))?.key ?? "",
          })),
        );
        const page = keyed.sort(byBytes).slice(offset, offset + limit);
        const records = await Promise.all(page.map(({ name }) => readEntryFile(path, name)));
        return records.filter((record) => record !== null).map(toEntry);
      }),

    delete: (shelf, key, retention) =>
      telling(`deleting '${key}' from the store '${shelf.store}'`, async () => {
        const path = await findShelf(directory, shelf);
        if (path === null) return false;
        return await locking(path, async () => {
          const name = toEntryFileName(key);
          const counted = await isCounted(path, name, retention);
          await removeEntryFile(path, name);
          return counted;
        });
      }),

    prune: (shelf, retention) =>
      telling(`pruning the store '${shelf.store}'`, async () => {
        const path = await findShelf(directory, shelf);
        if (path === null) return 0;
        return await locking(path, async () => {
          await removeDrafts(path);
          return await removeUncounted(path, retention);
        });
      }),
  };
}

/** The same as in the store: those put last, so many, and none that was put longer ago. */
function toCounted(files: readonly EntryFile[], { maxEntries, ttlMs }: EntryRetention, now: number): readonly EntryFile[] {
  const young = ttlMs === null ? files : files.filter(({ at }) => at > now - ttlMs);
  return maxEntries === null ? young : [...young].sort((a, b) => b.at - a.at).slice(0, maxEntries);
}

function toEntry({ key, value, updated_at, task_id }: EntryRecord): Entry {
  const updatedAt = Date.parse(updated_at);
  return { key, value, updatedAt: Number.isNaN(updatedAt) ? null : updatedAt, taskId: task_id };
}

function byBytes(a: { readonly key: string }, b: { readonly key: string }): number {
  return Buffer.compare(Buffer.from(a.key), Buffer.from(b.key));
}

function locking<T>(path: string, work: () => Promise<T>): Promise<T> {
  return withFileLock(join(path, ".lock"), work, { patienceMs: PATIENCE_MS });
}

async function telling<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new YardmasterError("entry.backend-failed", `${doing}: ${words}`, { cause });
  }
}

// Files that are created, modified and deleted, each told once when it has been quiet for a while. Watches the directories that are asked for
// and those below them, each by itself. What a change means is not asked here.
import { type FSWatcher, type Stats, watch } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { FileEvent } from "../../core/triggers/declaration.ts";
import type { Clock } from "../../std/clock.ts";
import type { Log } from "../deps.ts";
import { contains, type FileScope } from "./file-scope.ts";

export interface FileChange {
  readonly type: FileEvent;
  /** Relative to the root. */
  readonly path: string;
  /** Another for another state of the file; of a deleted one, its last. */
  readonly stamp: string;
}

export interface FileWatchDeps {
  readonly scope: FileScope;
  readonly debounceMs: number;
  readonly clock: Clock;
  readonly log: Log;
  onChange(change: FileChange): void;
}

export interface FileWatch {
  /** Looks again for paths that were not there. */
  refresh(): Promise<void>;
  close(): void;
}

interface Found {
  readonly isDirectory: boolean;
  readonly stamp: string;
}

/** A watch for each directory costs the system something; so does a task for each file. */
export const FILE_LIMITS = { directories: 1024, pending: 1000 };

export async function openFileWatch({ scope, debounceMs, clock, log, onChange }: FileWatchDeps): Promise<FileWatch> {
  /** Files as they were seen last, by absolute path. */
  const known = new Map<string, string>();
  const watchers = new Map<string, FSWatcher>();
  const pending = new Map<string, () => void>();
  let closed = false;
  let told = false;

  function tellOnce(message: string): void {
    if (!told) log.warn({ root: scope.root }, message);
    told = true;
  }

  /** False: it is not watched. */
  function watchDirectory(directory: string): boolean {
    if (closed || watchers.has(directory)) return !closed;
    if (watchers.size >= FILE_LIMITS.directories) {
      tellOnce(`more than ${FILE_LIMITS.directories} directories to watch; the rest are not`);
      return false;
    }
    try {
      const watcher = watch(directory, { persistent: false }, (_event, name) => {
        touch(name === null ? directory : join(directory, name));
      });
      watcher.on("error", () => unwatch(directory));
      watchers.set(directory, watcher);
      return true;
    } catch (error) {
      log.warn({ err: error }, `watching ${directory}`);
      return false;
    }
  }

  function unwatch(directory: string): void {
    for (const [path, watcher] of watchers) {
      if (!contains(directory, path)) continue;
      watcher.close();
      watchers.delete(path);
    }
  }

  /** Each further change of the same path begins the wait anew. */
  function touch(path: string): void {
    if (closed) return;
    // A path of ours that is still to come may begin here.
    const isWay = scope.paths.some((wanted) => contains(path, wanted));
    if (!isWay && !scope.isWanted(path)) return;
    if (pending.size >= FILE_LIMITS.pending && !pending.has(path)) {
      tellOnce(`more than ${FILE_LIMITS.pending} files changed at once; the rest are passed over`);
      return;
    }
    pending.get(path)?.();
    const cancel = clock.after(debounceMs, () => {
      pending.delete(path);
      settle(path).catch((error: unknown) => log.warn({ err: error }, `looking at ${path}`));
    });
    pending.set(path, cancel);
  }

  async function settle(path: string): Promise<void> {
    const found = await look(path);
    if (closed) return;
    if (found === null) {
      forget(path);
      // One of our paths may have gone, and may come again.
      for (const wanted of scope.paths) if (contains(path, wanted)) await attach(wanted, true);
    } else if (found.isDirectory) await attachBelow(path, true);
    else if (scope.isWanted(path)) tellFile(path, found.stamp, true);
  }

  /** Null: it is not there, or nothing that is looked at. */
  async function look(path: string): Promise<Found | null> {
    const entry = await lstat(path).catch(() => null);
    if (entry === null || !(await scope.isInside(path))) return null;
    if (!entry.isDirectory() && !entry.isFile() && !entry.isSymbolicLink()) return null;
    return toFound(entry);
  }

  function tellFile(path: string, stamp: string, isNews: boolean): void {
    const before = known.get(path);
    known.set(path, stamp);
    if (!isNews || before === stamp) return;
    onChange({ type: before === undefined ? "create" : "modify", path: scope.toRelative(path), stamp });
  }

  function forget(path: string): void {
    unwatch(path);
    for (const [file, stamp] of [...known]) {
      if (!contains(path, file)) continue;
      known.delete(file);
      onChange({ type: "delete", path: scope.toRelative(file), stamp });
    }
  }

  async function attachBelow(directory: string, isNews: boolean): Promise<void> {
    if (scope.isWanted(directory)) await scan(directory, isNews);
    for (const wanted of scope.paths) {
      if (wanted !== directory && contains(directory, wanted)) await attach(wanted, isNews);
    }
  }

  async function attach(wanted: string, isNews: boolean): Promise<void> {
    const found = await look(wanted);
    if (found?.isDirectory) await scan(wanted, isNews);
    else if (found !== null) tellFile(wanted, found.stamp, isNews);
    else if ((await lstat(wanted).catch(() => null)) !== null) tellOnce(`'${scope.toRelative(wanted)}' leads out of the workspace`);
    await watchAbove(wanted);
  }

  /** The nearest directory that is there: in it, the path is seen to come and to go. */
  async function watchAbove(wanted: string): Promise<void> {
    for (let above = dirname(wanted); contains(scope.root, above); above = dirname(above)) {
      if ((await look(above))?.isDirectory !== true) continue;
      watchDirectory(above);
      return;
    }
  }

  async function scan(directory: string, isNews: boolean): Promise<void> {
    // Watched first: what comes while it is read is then told twice rather than never.
    if (!(await scope.isInside(directory)) || !watchDirectory(directory)) return;
    for (const entry of await readdir(directory, { withFileTypes: true }).catch(() => [])) {
      const path = join(directory, entry.name);
      if (closed || !scope.isWanted(path)) continue;
      if (entry.isDirectory()) await scan(path, isNews);
      else {
        // Where a file really is need only be asked of a link.
        const found = entry.isFile() ? await lstat(path).then(toFound, () => null) : await look(path);
        if (found !== null && !found.isDirectory) tellFile(path, found.stamp, isNews);
      }
    }
  }

  for (const wanted of scope.paths) await attach(wanted, false);
  return {
    async refresh() {
      for (const wanted of scope.paths) if (!watchers.has(wanted)) await attach(wanted, true);
    },
    close() {
      closed = true;
      for (const cancel of pending.values()) cancel();
      pending.clear();
      unwatch(scope.root);
    },
  };
}

function toFound(entry: Stats): Found {
  return { isDirectory: entry.isDirectory(), stamp: `${entry.mtimeMs}:${entry.size}:${entry.ino}` };
}

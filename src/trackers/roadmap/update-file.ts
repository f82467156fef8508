// Changes a file that people edit at the same time: read, change, write beside it, compare once more, rename.
// Knows nothing about what is in the file.

import { hash, randomUUID } from "node:crypto";
import { readFileSync, renameSync, statSync } from "node:fs";
import { access, constants, open, readdir, realpath, rm, stat } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { basename, dirname, join } from "node:path";
import { YardmasterError } from "../../core/errors.ts";
import { FileLockHeld, withFileLock } from "../../std/file-lock.ts";
import { isSameVersion, readSnapshot, type Snapshot } from "./snapshot.ts";

/** A writer needs milliseconds; one that lives and holds on this long hangs. */
const PATIENCE_MS = 15_000;
const MOST_TRIES = 50;
const LEFTOVER_MS = 60_000;
const TEMPORARY = ".yardmaster";

/**
 * Replaces the file's bytes by what `change` makes of them; does nothing when it answers the same bytes or null.
 * Symbolic links are followed, mode and owner are kept. Someone else's save in between makes it start over from what is there then.
 */
export async function updateFile(file: string, now: () => number, change: (bytes: Buffer) => Buffer | null): Promise<void> {
  const path = await realpath(file);
  await inTurn(path, async () => {
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const current = await readSnapshot(path, now());
      const next = change(current.bytes);
      if (next === null || next.equals(current.bytes)) return;
      if (await replace(path, current, next, now())) return;
    }
    throw new YardmasterError("tracker.unavailable", `reporting to the roadmap ${file}: others keep changing it`);
  });
}

/**
 * One writer at a time, which only keeps them from redoing each other's work: what protects the file is the comparison before the rename.
 * The lock lies in the temporary directory, out of git's sight.
 */
async function inTurn(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await withFileLock(lockPath(path), work, { patienceMs: PATIENCE_MS });
  } catch (cause) {
    if (!(cause instanceof FileLockHeld)) throw cause;
    throw new YardmasterError("tracker.unavailable", `reporting to the roadmap ${path}: ${cause.message}`, { cause });
  }
}

/**
 * Where the lock of a file lies, by its real path. The user's id in it keeps strangers' locks out of our way.
 * @public for the lock's own test, which takes it in another process
 */
export function lockPath(path: string): string {
  return join(tmpdir(), `yardmaster-roadmap-${hash("sha256", `${userInfo().uid}:${path}`, "hex").slice(0, 16)}.lock`);
}

async function replace(path: string, current: Snapshot, next: Buffer, now: number): Promise<boolean> {
  await refuseReadOnly(path, current);
  await removeLeftovers(path, now);
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}${TEMPORARY}`);
  try {
    await writeLike(temporary, current, next);
    if (!renameIfUnchanged(temporary, path, current.bytes)) return false;
    await syncDirectory(dirname(path));
    return true;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** A rename would overwrite a file that its owner made read-only; the mode is looked at because root may write anything. */
async function refuseReadOnly(path: string, { stats }: Snapshot): Promise<void> {
  const readOnly =
    (stats.mode & 0o222n) === 0n ||
    !(await access(path, constants.W_OK).then(
      () => true,
      () => false,
    ));
  if (readOnly) {
    throw new YardmasterError("tracker.unavailable", `reporting to the roadmap ${path}: the file is read-only`, {
      hint: "make the file writable",
    });
  }
}

async function writeLike(temporary: string, { stats }: Snapshot, bytes: Buffer): Promise<void> {
  const handle = await open(temporary, "wx", 0o600);
  try {
    await handle.writeFile(bytes);
    const own = await handle.stat({ bigint: true });
    // Only root may give files away; for everyone else the new owner is who writes.
    if (own.uid !== stats.uid || own.gid !== stats.gid) await handle.chown(Number(stats.uid), Number(stats.gid)).catch(() => {});
    await handle.chmod(Number(stats.mode & 0o7777n));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * No `await` in here: nothing in this process comes between the comparison and the rename, and other processes have microseconds.
 * The version is compared after the bytes because reading takes longer.
 */
function renameIfUnchanged(temporary: string, path: string, expected: Buffer): boolean {
  const before = statSync(path, { bigint: true });
  if (!readFileSync(path).equals(expected)) return false;
  if (!isSameVersion(before, statSync(path, { bigint: true }))) return false;
  renameSync(temporary, path);
  return true;
}

/** Makes the rename last over a power cut, where directories can be synced. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r").catch(() => null);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

/** What a killed process left beside the file. */
async function removeLeftovers(path: string, now: number): Promise<void> {
  const directory = dirname(path);
  for (const name of await readdir(directory)) {
    if (!name.startsWith(`.${basename(path)}.`) || !name.endsWith(TEMPORARY)) continue;
    const leftover = join(directory, name);
    const stats = await stat(leftover).catch(() => null);
    if (stats !== null && now - stats.mtimeMs > LEFTOVER_MS) await rm(leftover, { force: true });
  }
}

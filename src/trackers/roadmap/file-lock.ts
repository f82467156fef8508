// One writer at a time per file: a queue inside this process, a lock between processes of one user.
// The lock is a symbolic link in the temporary directory, out of git's sight; making one is atomic, and its target names the holder.
// It only keeps writers from redoing each other's work: what protects the file is the comparison before the rename (update-file.ts),
// so a lock that is broken by mistake costs nothing.
import { hash, randomUUID } from "node:crypto";
import { readlink, rename, symlink, unlink } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { YardmasterError } from "../../core/errors.ts";
import { isAlive, type ProcessIdentity, processIdentity } from "../../std/process-identity.ts";
import { codeOf } from "./failures.ts";

export interface Patience {
  readonly pollMs: number;
  /** A holder needs milliseconds. One that is met this often has died or hangs, also where nobody can look whether it lives. */
  readonly stalePolls: number;
  readonly mostPolls: number;
}

const PATIENCE: Patience = { pollMs: 10, stalePolls: 500, mostPolls: 1_500 };

const tails = new Map<string, Promise<void>>();

/** Runs `work` when all earlier work on the same real path is done, in this process and in others. */
export async function withFileLock<T>(realPath: string, work: () => Promise<T>, patience: Patience = PATIENCE): Promise<T> {
  const earlier = tails.get(realPath) ?? Promise.resolve();
  const turn = earlier.then(() => withLock(realPath, work, patience));
  const tail = turn.then(ignore, ignore);
  tails.set(realPath, tail);
  try {
    return await turn;
  } finally {
    if (tails.get(realPath) === tail) tails.delete(realPath);
  }
}

function ignore(): void {}

/** Where the lock of a file lies; the user's id in it keeps strangers' locks out of our way. */
export function lockPath(realPath: string): string {
  return join(tmpdir(), `yardmaster-roadmap-${hash("sha256", `${userInfo().uid}:${realPath}`, "hex").slice(0, 16)}.lock`);
}

async function withLock<T>(realPath: string, work: () => Promise<T>, patience: Patience): Promise<T> {
  const lock = lockPath(realPath);
  const ours = JSON.stringify({ ...processIdentity(), lock: randomUUID() });
  await acquire(lock, ours, realPath, patience);
  try {
    return await work();
  } finally {
    if ((await holderOf(lock)) === ours) await unlink(lock).catch(ignore);
  }
}

async function acquire(lock: string, ours: string, realPath: string, patience: Patience): Promise<void> {
  let seen: string | null = null;
  let timesSeen = 0;
  for (let polls = 0; polls < patience.mostPolls; polls += 1) {
    if (await create(lock, ours)) return;
    const holder = await holderOf(lock);
    timesSeen = holder === seen ? timesSeen + 1 : 1;
    seen = holder;
    if (holder !== null && (isDead(holder) || timesSeen >= patience.stalePolls)) await breakLock(lock, holder);
    else await delay(patience.pollMs);
  }
  throw new YardmasterError("tracker.unavailable", `reporting to the roadmap ${realPath}: another process holds ${lock}`);
}

async function create(lock: string, ours: string): Promise<boolean> {
  try {
    await symlink(ours, lock);
    return true;
  } catch (cause) {
    if (codeOf(cause) === "EEXIST") return false;
    throw cause;
  }
}

/** What the holder wrote about itself; null when nobody holds the lock any more. */
async function holderOf(lock: string): Promise<string | null> {
  try {
    return await readlink(lock);
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return null;
    throw cause;
  }
}

function isDead(holder: string): boolean {
  try {
    return isAlive(JSON.parse(holder) as ProcessIdentity) === false;
  } catch {
    return false;
  }
}

/** Moves the lock aside, which only one of several breakers can do, and gives it back if it was no longer the stale one. */
async function breakLock(lock: string, stale: string): Promise<void> {
  const aside = `${lock}.${randomUUID()}`;
  try {
    await rename(lock, aside);
    if ((await holderOf(aside)) === stale) await unlink(aside);
    else await rename(aside, lock);
  } catch (cause) {
    if (codeOf(cause) !== "ENOENT") throw cause;
  }
}

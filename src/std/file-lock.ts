// A lock between processes: a symbolic link whose target names the holder, because making one is atomic and whole.
// A holder that died, even by kill -9, is noticed at once on the same machine; in another container, where nobody can look, by the
// heartbeat that no longer comes. Inside one process turns are given in order.
import { randomUUID } from "node:crypto";
import { lstat, lutimes, readlink, rename, symlink, unlink } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, type ProcessIdentity, processIdentity } from "./process-identity.ts";

export interface FileLockOptions {
  /** How long to wait for a holder that lives; default: without limit. */
  readonly patienceMs?: number;
}

/** Thrown when patience has run out; nothing was done. */
export class FileLockHeld extends Error {
  override readonly name = "FileLockHeld";
}

const FIRST_WAIT_MS = 5;
const LONGEST_WAIT_MS = 200;
const HEARTBEAT_MS = 5_000;
const SILENT_MS = 30_000;

const turns = new Map<string, Promise<void>>();

/**
 * Runs `work` while holding the lock at `path`; its directory must exist.
 *
 * @throws FileLockHeld; what the file system says when the lock cannot be made
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>, options: FileLockOptions = {}): Promise<T> {
  const mine = (turns.get(path) ?? Promise.resolve()).then(() => holding(path, work, options));
  const settled = mine.then(ignore, ignore);
  turns.set(path, settled);
  try {
    return await mine;
  } finally {
    if (turns.get(path) === settled) turns.delete(path);
  }
}

function ignore(): void {}

async function holding<T>(path: string, work: () => Promise<T>, { patienceMs = Number.POSITIVE_INFINITY }: FileLockOptions): Promise<T> {
  const token = JSON.stringify({ ...processIdentity(), lock: randomUUID() });
  const deadline = performance.now() + patienceMs;
  for (let wait = FIRST_WAIT_MS; !(await take(path, token)); wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    if (performance.now() >= deadline) throw new FileLockHeld(`another process holds ${path}`);
    await sleep(wait);
  }
  const heartbeat = setInterval(() => void beat(path), HEARTBEAT_MS).unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    if ((await orMissing(readlink(path))) === token) await orMissing(unlink(path));
  }
}

async function take(path: string, token: string): Promise<boolean> {
  try {
    await symlink(token, path);
    return true;
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
  }
  const holder = await orMissing(readlink(path));
  if (holder !== null && (await isAbandoned(path, holder))) await orMissing(bury(path, holder));
  return false;
}

async function isAbandoned(path: string, holder: string): Promise<boolean> {
  const alive = isHolderAlive(holder);
  if (alive !== "unknown") return !alive;
  const link = await orMissing(lstat(path));
  return link !== null && Date.now() - link.mtimeMs > SILENT_MS;
}

function isHolderAlive(holder: string): boolean | "unknown" {
  try {
    return isAlive(JSON.parse(holder) as ProcessIdentity);
  } catch {
    return "unknown";
  }
}

/** Moves the lock away before removing it: between looking and acting another process may have taken it over. */
async function bury(path: string, holder: string): Promise<void> {
  const grave = `${path}.${randomUUID()}`;
  await rename(path, grave);
  if ((await readlink(grave)) === holder) await unlink(grave);
  else await rename(grave, path);
}

async function beat(path: string): Promise<void> {
  const now = Date.now() / 1000;
  await lutimes(path, now, now).catch(ignore);
}

async function orMissing<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

// A lock between processes: a symbolic link whose target names the holder, because making one is atomic and whole.
// Waits without limit for a live holder. One that died, even by kill -9, is noticed at once on the same machine; in another container,
// where nobody can look, by the heartbeat that no longer comes.
import { randomUUID } from "node:crypto";
import { lstat, lutimes, readlink, rename, symlink, unlink } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, type ProcessIdentity, processIdentity } from "../../std/process-identity.ts";
import { errnoOf, orMissing } from "./errno.ts";

const FIRST_WAIT_MS = 5;
const LONGEST_WAIT_MS = 200;
const HEARTBEAT_MS = 5_000;
const SILENT_MS = 30_000;

export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const token = JSON.stringify({ ...processIdentity(), lock: randomUUID() });
  for (let wait = FIRST_WAIT_MS; !(await take(path, token)); wait = Math.min(wait * 2, LONGEST_WAIT_MS)) await sleep(wait);
  const heartbeat = setInterval(() => void beat(path), HEARTBEAT_MS).unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    if ((await orMissing(readlink(path))) === token) await unlink(path);
  }
}

async function take(path: string, token: string): Promise<boolean> {
  try {
    await symlink(token, path);
    return true;
  } catch (error) {
    if (errnoOf(error) !== "EEXIST") throw error;
  }
  const holder = await orMissing(readlink(path));
  if (holder !== null && (await isAbandoned(path, holder))) await orMissing(bury(path, holder));
  return false;
}

async function isAbandoned(path: string, holder: string): Promise<boolean> {
  const alive = isAlive(JSON.parse(holder) as ProcessIdentity);
  if (alive !== "unknown") return !alive;
  const link = await orMissing(lstat(path));
  return link !== null && Date.now() - link.mtimeMs > SILENT_MS;
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
  await orMissing(lutimes(path, now, now));
}

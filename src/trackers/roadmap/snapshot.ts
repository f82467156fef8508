// One consistent read of a file: its bytes, and the stamp that tells whether they are still current.
// Never a torn read: a file that is being saved in place is empty or half for a moment, and a missing entry would mean "gone".
import type { BigIntStats } from "node:fs";
import { open, stat } from "node:fs/promises";
import { YardmasterError } from "../../core/errors.ts";

export interface Snapshot {
  readonly bytes: Buffer;
  readonly stats: BigIntStats;
}

const FRESH_MS = 2_000n;

export async function readSnapshot(file: string, now: number): Promise<Snapshot> {
  const kind = await stat(file);
  // Opening a pipe would wait for a writer; a directory is refused by the read itself.
  if (!kind.isFile() && !kind.isDirectory()) throw unavailable(file, "it is no file");
  const handle = await open(file, "r");
  try {
    const before = await handle.stat({ bigint: true });
    const bytes = await handle.readFile();
    const stats = await handle.stat({ bigint: true });
    const torn = before.mtimeNs !== stats.mtimeNs || before.size !== stats.size;
    if (torn || (bytes.length === 0 && isFresh(stats, now))) throw unavailable(file, "it is being saved right now");
    return { bytes, stats };
  } finally {
    await handle.close();
  }
}

function unavailable(file: string, why: string): YardmasterError {
  return new YardmasterError("tracker.unavailable", `reading the roadmap ${file}: ${why}`);
}

export function isSameVersion(a: BigIntStats, b: BigIntStats): boolean {
  return a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs && a.size === b.size && a.ino === b.ino && a.dev === b.dev;
}

/** Changed so recently that another change might get the same time stamp: file systems count in steps of milliseconds and more. */
export function isFresh(stats: BigIntStats, now: number): boolean {
  return BigInt(Math.trunc(now)) - stats.mtimeMs < FRESH_MS;
}

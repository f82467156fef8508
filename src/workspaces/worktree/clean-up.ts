// Which workspaces go: first the ones idle too long, then the least recently used until the rest fits. Decides only; also measures.
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Removal } from "../workspace.ts";

export interface Occupancy {
  readonly key: string;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly lastUse: number;
}

export interface CleanUpLimits {
  readonly maxAgeMs: number;
  readonly maxBytes: number;
  readonly keep: readonly string[];
}

export function chooseRemovals(all: readonly Occupancy[], limits: CleanUpLimits, now: number): readonly Removal[] {
  const removals: Removal[] = [];
  const free = all.filter(({ key }) => !limits.keep.includes(key)).sort((a, b) => a.lastUse - b.lastUse);
  let total = all.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { key, bytes, lastUse } of free) {
    const reason = now - lastUse > limits.maxAgeMs ? "age" : total > limits.maxBytes ? "size" : null;
    if (reason === null) break;
    removals.push({ key, bytes, reason });
    total -= bytes;
  }
  return removals;
}

/** Bytes that the files at and below the path occupy. Follows no link; what vanishes meanwhile or may not be read counts as nothing. */
export async function measure(path: string): Promise<number> {
  const entry = await lstat(path).catch(() => null);
  if (entry === null) return 0;
  let bytes = entry.blocks * 512;
  const names = entry.isDirectory() ? await readdir(path).catch(() => []) : [];
  for (const name of names) bytes += await measure(join(path, name));
  return bytes;
}

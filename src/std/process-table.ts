// Reads the kernel's process table under /proc. Elsewhere than on Linux it is empty, and callers fall back to process groups.
// Synchronous on purpose: /proc is memory, and the thread pool costs four times as much for the same reads.
import { readdirSync, readFileSync } from "node:fs";

export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** Clock ticks since boot. With the pid it names a process for good: pids are used again, pairs are not. */
  readonly startTicks: number;
  /** False for a zombie, which has ended and only waits to be collected. */
  readonly running: boolean;
}

/** All process ids; empty where there is no /proc. */
export function listPids(): readonly number[] {
  try {
    return readdirSync("/proc").map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

/** The entry of one process, or null when it is gone. */
export function readProcess(pid: number): ProcessEntry | null {
  const stat = readText(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The program's name stands in parentheses and may itself hold spaces and parentheses; fields are counted from the last one (proc(5)).
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const state = fields[0] ?? "X";
  return {
    pid,
    parent: Number(fields[1]),
    group: Number(fields[2]),
    startTicks: Number(fields[19]),
    running: state !== "Z" && state !== "X" && state !== "x",
  };
}

/** A variable of the environment that the process was started with; null when unset, unreadable or gone. */
export function readStartVariable(pid: number, name: string): string | null {
  const environment = readText(`/proc/${pid}/environ`);
  const entry = environment?.split("\0").find((line) => line.startsWith(`${name}=`));
  return entry === undefined ? null : entry.slice(name.length + 1);
}

/** This process, its parent, and so on up to the first. */
export function readAncestry(): ReadonlySet<number> {
  const ancestry = new Set<number>([process.pid, process.ppid]);
  for (let entry = readProcess(process.ppid); entry !== null && entry.parent > 0; entry = readProcess(entry.parent)) {
    ancestry.add(entry.parent);
  }
  return ancestry;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

// Names a process so that another one can tell later whether it still lives, also after its pid was given to someone else.
// Never guesses across machines or containers: there the answer is "unknown".
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { readProcess } from "./process-table.ts";

/** Plain data: may be stored as JSON. The last three are null where there is no /proc. */
export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** Clock ticks between the boot and the start of the process. */
  readonly startTicks: number | null;
  /** New at each boot of the machine. */
  readonly bootId: string | null;
  /** Pids are counted anew in each namespace: two containers on one host do not see each other. */
  readonly pidNamespace: string | null;
}

export function processIdentity(): ProcessIdentity {
  return {
    host: hostname(),
    pid: process.pid,
    startTicks: readProcess(process.pid)?.startTicks ?? null,
    bootId: orNull(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()),
    pidNamespace: orNull(() => readlinkSync("/proc/self/ns/pid")),
  };
}

export function isAlive(identity: ProcessIdentity): boolean | "unknown" {
  const here = processIdentity();
  if (identity.host !== here.host) return "unknown";
  if (identity.bootId !== here.bootId) return false;
  if (identity.pidNamespace !== here.pidNamespace) return "unknown";
  if (identity.startTicks === null) return exists(identity.pid);
  const entry = readProcess(identity.pid);
  return entry?.running === true && entry.startTicks === identity.startTicks;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Someone else's process is a process.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

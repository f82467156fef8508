// Ends what a former process of ours left behind, found by a variable that every descendant inherits in its environment.
// Linux only: elsewhere it finds nothing. A program that cleared its environment, or that the kernel hides from us, is not found.
import { endProcesses, findByVariable } from "./end-processes.ts";

export interface StraysRequest {
  readonly name: string;
  /** The exact value, or which values. */
  readonly value: string | ((value: string) => boolean);
  /** Between SIGTERM and SIGKILL. Default 2000. */
  readonly graceMs?: number;
}

const DEFAULT_GRACE_MS = 2_000;

/** The process ids that were ended; resolves when they are gone. Never ends this process or one that it descends from. */
export async function endStrays(request: StraysRequest): Promise<readonly number[]> {
  const { name, value } = request;
  const matches = typeof value === "string" ? (candidate: string) => candidate === value : value;
  const ended = await endProcesses({
    find: () => findByVariable(name, matches),
    graceMs: request.graceMs ?? DEFAULT_GRACE_MS,
    settleMs: 0,
  });
  return ended.map((entry) => entry.pid);
}

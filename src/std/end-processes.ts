// Ends processes: SIGTERM first, SIGKILL after a grace period, and looks again until none is found.
// Which processes those are is the caller's to say; here nothing is guessed.
import { setTimeout as sleep } from "node:timers/promises";
import { listPids, type ProcessEntry, readAncestry, readProcess, readStartVariable } from "./process-table.ts";

export interface EndRequest {
  /** Those still running. Called again and again, since a process may fork while it is being ended. */
  find(): readonly ProcessEntry[];
  /** Between SIGTERM and SIGKILL. */
  readonly graceMs: number;
  /** How long they may end by themselves before the first signal. */
  readonly settleMs: number;
}

/** After SIGKILL only a process stuck in the kernel lives on; nobody can wait for it. */
const GIVE_UP_MS = 10_000;
const FIRST_LOOK_MS = 2;
const SLOWEST_LOOK_MS = 100;

/** Returns every process that was signaled. Resolves when none is found any more, or ten seconds after SIGKILL. */
export async function endProcesses(request: EndRequest): Promise<readonly ProcessEntry[]> {
  const signaled = new Map<number, ProcessEntry>();
  let found = await findRunning(request);
  if (found.length > 0 && request.settleMs > 0) {
    await untilGone(found, performance.now() + request.settleMs);
    found = await findRunning(request);
  }
  const killAt = performance.now() + request.graceMs;
  const giveUpAt = killAt + GIVE_UP_MS;
  for (; found.length > 0 && performance.now() < giveUpAt; found = await findRunning(request)) {
    const patient = performance.now() < killAt;
    for (const entry of found) {
      sendSignal(entry.pid, patient ? "SIGTERM" : "SIGKILL");
      signaled.set(entry.pid, entry);
    }
    await untilGone(found, patient ? killAt : giveUpAt);
  }
  return [...signaled.values()];
}

/** One that is just becoming another program shows no environment for a moment: where there seems to be none, a second look decides. */
async function findRunning({ find }: EndRequest): Promise<readonly ProcessEntry[]> {
  const found = find();
  if (found.length > 0) return found;
  await sleep(FIRST_LOOK_MS);
  return find();
}

/** The running members of a process group. Without a process table the group itself stands for them, under its negative id. */
export function findGroup(group: number): readonly ProcessEntry[] {
  if (!sendSignal(-group, 0)) return [];
  const pids = listPids();
  if (pids.length === 0) return [{ pid: -group, parent: 0, group, startTicks: 0, running: true }];
  return pids
    .map(readProcess)
    .filter((entry) => entry !== null)
    .filter((entry) => entry.running && entry.group === group);
}

/** Running processes that were started with such a variable; never this process or one that it descends from. */
export function findByVariable(name: string, matches: (value: string) => boolean): readonly ProcessEntry[] {
  const found: ProcessEntry[] = [];
  let ancestry: ReadonlySet<number> | null = null;
  for (const pid of listPids()) {
    const value = readStartVariable(pid, name);
    if (value === null || !matches(value)) continue;
    ancestry ??= readAncestry();
    const entry = ancestry.has(pid) ? null : readProcess(pid);
    if (entry?.running) found.push(entry);
  }
  return found;
}

/** False when there is no such process or group any more. */
export function sendSignal(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

async function untilGone(entries: readonly ProcessEntry[], deadline: number): Promise<void> {
  let pause = FIRST_LOOK_MS;
  while (entries.some(isRunning)) {
    const left = deadline - performance.now();
    if (left <= 0) return;
    await sleep(Math.min(pause, left));
    pause = Math.min(pause * 2, SLOWEST_LOOK_MS);
  }
}

function isRunning(entry: ProcessEntry): boolean {
  if (entry.pid < 0) return sendSignal(entry.pid, 0);
  const now = readProcess(entry.pid);
  return now?.running === true && now.startTicks === entry.startTicks;
}

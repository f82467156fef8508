// Waits for what another process does: looks again and again, with a deadline. Only for tests.
import { setTimeout as sleep } from "node:timers/promises";
import { readProcess } from "../../src/std/process-table.ts";

export async function until<T>(
  look: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  limitMs = 10_000,
): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`waited ${limitMs} ms in vain for: ${look.toString()}`);
    await sleep(5);
  }
}

/** Lets time pass, for tests whose subject is a random moment and nothing else. */
export async function pauseFor(ms: number): Promise<void> {
  await sleep(ms);
}

/** Whether a process with this id is there and not a zombie. Linux. */
export function isRunning(pid: number): boolean {
  return readProcess(pid)?.running === true;
}

// Ending what a former process left behind.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { endStrays } from "../../src/std/strays.ts";
import { isRunning } from "../support/until.ts";

const PATH = process.env["PATH"] ?? "/usr/bin:/bin";
const name = "STRAYS_TEST";
const own = `own-${process.pid}-`;
const children: ChildProcess[] = [];

/** A program in a session of its own, as a crashed process leaves it. */
async function stray(value: string, text = "echo ready; exec sleep 300", env: Record<string, string> = {}): Promise<number> {
  const child = spawn("sh", ["-c", text], { detached: true, env: { PATH, [name]: value, ...env }, stdio: ["ignore", "pipe", "ignore"] });
  children.push(child);
  await once(child.stdout, "data");
  return child.pid ?? 0;
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

describe.runIf(process.platform === "linux")("ending strays", () => {
  it("ends those with exactly this value and nobody else", async () => {
    const [mine, longer, other] = [await stray(`${own}a`), await stray(`${own}ab`), await stray("else", undefined, { OTHER: `${own}a` })];
    expect(await endStrays({ name, value: `${own}a` })).toEqual([mine]);
    expect([mine, longer, other].map(isRunning)).toEqual([false, true, true]);
  });

  it("ends those whose value matches", async () => {
    const pids = [await stray(`${own}1`), await stray(`${own}2`)];
    const ended = await endStrays({ name, value: (value) => value.startsWith(own) });
    expect([...ended].sort()).toEqual([...pids].sort());
  });

  it("kills what does not heed SIGTERM", async () => {
    const pid = await stray(own, 'trap "" TERM; echo ready; while :; do sleep 300; done');
    expect(await endStrays({ name, value: own, graceMs: 20 })).toContain(pid);
    expect(isRunning(pid)).toBe(false);
  });

  it("finds what is started while it ends the rest", async () => {
    const again = "trap 'sleep 301 & sleep 302 & exit' TERM; sleep 300 & echo ready; wait";
    await stray(own, again);
    expect((await endStrays({ name, value: own })).length).toBe(4);
    expect(await endStrays({ name, value: own })).toEqual([]);
  });
});

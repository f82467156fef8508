// Whether a process that was named earlier still lives.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { isAlive, type ProcessIdentity, processIdentity } from "../../src/std/process-identity.ts";
import { readProcess } from "../../src/std/process-table.ts";

const here = processIdentity();

describe("a process identity", () => {
  it("survives being stored as JSON", () => {
    const stored: ProcessIdentity = JSON.parse(JSON.stringify(here));
    expect(stored).toEqual(here);
    expect(isAlive(stored)).toBe(true);
  });

  it.runIf(process.platform === "linux")("belongs to the dead when its pid was given to someone else", () => {
    expect(isAlive({ ...here, startTicks: (here.startTicks ?? 0) - 1 })).toBe(false);
  });

  it("belongs to the dead once the process has ended", async () => {
    const child = spawn("sleep", ["300"]);
    const pid = child.pid ?? 0;
    const identity = { ...here, pid, startTicks: readProcess(pid)?.startTicks ?? null };
    expect(isAlive(identity)).toBe(true);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(isAlive(identity)).toBe(false);
  });

  it("belongs to the dead after a reboot", () => {
    expect(isAlive({ ...here, bootId: "another" })).toBe(false);
  });

  it("is not judged across hosts or containers", () => {
    expect(isAlive({ ...here, host: "elsewhere" })).toBe("unknown");
    expect(isAlive({ ...here, pidNamespace: "pid:[1]" })).toBe("unknown");
  });

  it("falls back to the pid where start times are unknown", () => {
    expect(isAlive({ ...here, startTicks: null })).toBe(true);
    expect(isAlive({ ...here, startTicks: null, pid: 2 ** 22 + 1 })).toBe(false);
  });
});

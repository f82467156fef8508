// The process table, and who is found in it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { endProcesses, findByVariable, findGroup } from "../../src/std/end-processes.ts";
import { listPids, readAncestry, readProcess, readStartVariable } from "../../src/std/process-table.ts";

describe.runIf(process.platform === "linux")("the process table", () => {
  it("has this process in it", () => {
    expect(listPids()).toContain(process.pid);
    expect(readProcess(process.pid)).toMatchObject({ pid: process.pid, parent: process.ppid, running: true });
    expect(readProcess(2 ** 22 + 1)).toBeNull();
  });

  it("tells a variable by its whole name", () => {
    const [name, value] = Object.entries(process.env).find(([key]) => key === "PATH") ?? ["", ""];
    expect(readStartVariable(process.pid, name)).toBe(value);
    expect(readStartVariable(process.pid, name.slice(1))).toBeNull();
  });

  it("knows where this process comes from", () => {
    const ancestry = readAncestry();
    expect([process.pid, process.ppid].every((pid) => ancestry.has(pid))).toBe(true);
  });
});

describe.runIf(process.platform === "linux")("finding processes", () => {
  it("by a variable leaves out this process and its ancestors", () => {
    const path = process.env["PATH"] ?? "";
    const found = findByVariable("PATH", (value) => value === path).map((entry) => entry.pid);
    expect(found).not.toContain(process.pid);
    expect(found).not.toContain(process.ppid);
  });

  it("by group finds nothing where there is no such group", () => {
    expect(findGroup(2 ** 22 + 1)).toEqual([]);
  });
});

describe.runIf(process.platform === "linux")("ending processes", () => {
  it("ends one that shows itself at a second look only, as while it becomes another program", async () => {
    const child = spawn("sleep", ["300"], { stdio: "ignore" });
    const ended = once(child, "exit");
    const pid = child.pid ?? 0;
    let looks = 0;
    const find = () => {
      looks += 1;
      const entry = looks === 1 ? null : readProcess(pid);
      return entry?.running ? [entry] : [];
    };
    expect((await endProcesses({ find, graceMs: 5_000, settleMs: 0 })).map((entry) => entry.pid)).toEqual([pid]);
    expect(await ended).toEqual([null, "SIGTERM"]);
  });
});

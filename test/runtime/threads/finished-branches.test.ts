// Merged branches go once nobody works on them, also after a crash, and never with somebody's later commits.
import { describe, expect, it } from "vitest";
import { createMemoryForge } from "../../../src/forge/memory/index.ts";
import { createFinishedBranches } from "../../../src/runtime/threads/finished-branches.ts";
import { givenInbox } from "../../support/given-inbox.ts";

async function open() {
  const { store, clock } = await givenInbox();
  const forge = createMemoryForge();
  const busy = new Set<string>();
  const retired: string[] = [];
  const left: string[] = [];
  const deps = {
    store,
    forge,
    clock,
    log: { info() {}, warn() {}, error() {} },
    isInUse: async (branch: string) => busy.has(branch),
    removeWorkspace: async (branch: string) => void left.push(branch),
    retire: async (branch: string) => void retired.push(branch),
  };
  const commit = forge.repository.push("yardmaster/1-a", { "a.txt": "a\n" });
  return { forge, busy, retired, left, commit, branches: createFinishedBranches(deps), restart: () => createFinishedBranches(deps) };
}

describe("a finished branch", () => {
  it("goes at once when nobody works on it, and only once", async () => {
    const { forge, retired, commit, branches } = await open();
    await branches.finish("yardmaster/1-a", commit);
    await branches.settle();
    expect(forge.repository.branch("yardmaster/1-a")).toBeNull();
    expect(retired).toEqual(["yardmaster/1-a"]);
  });

  it("waits for the run that works on it, also when the server is another by then", async () => {
    const { forge, busy, retired, commit, branches, restart } = await open();
    busy.add("yardmaster/1-a");
    await branches.finish("yardmaster/1-a", commit);
    await branches.settle();
    expect(forge.repository.branch("yardmaster/1-a")).toBe(commit);
    busy.clear();
    await restart().settle();
    expect(forge.repository.branch("yardmaster/1-a")).toBeNull();
    expect(retired).toEqual(["yardmaster/1-a"]);
  });

  it("stays on the forge when somebody went on with it", async () => {
    const { forge, retired, commit, branches } = await open();
    const later = forge.repository.push("yardmaster/1-a", { "b.txt": "b\n" });
    await branches.finish("yardmaster/1-a", commit);
    expect(forge.repository.branch("yardmaster/1-a")).toBe(later);
    expect(retired).toEqual(["yardmaster/1-a"]);
  });

  it("is tried again when the forge does not answer, and given up when it refuses", async () => {
    const { forge, retired, commit, branches } = await open();
    forge.repository.fail({ call: "deleteBranch" });
    await expect(branches.finish("yardmaster/1-a", commit)).rejects.toMatchObject({ code: "forge.unavailable" });
    expect(retired).toEqual([]);
    forge.repository.fail({ call: "deleteBranch", code: "forge.refused" });
    await branches.settle();
    await branches.settle();
    expect(forge.repository.branch("yardmaster/1-a")).toBe(commit);
    expect(retired).toEqual(["yardmaster/1-a"]);
  });
});

describe("a branch that was left", () => {
  it("loses its workspace, and stays on the forge", async () => {
    const { forge, retired, left, commit, branches } = await open();
    await branches.leave("yardmaster/1-a");
    await branches.settle();
    expect(left).toEqual(["yardmaster/1-a"]);
    expect(retired).toEqual([]);
    expect(forge.repository.branch("yardmaster/1-a")).toBe(commit);
  });

  it("waits for the run that works on it, also when the server is another by then", async () => {
    const { busy, left, branches, restart } = await open();
    busy.add("yardmaster/1-a");
    await branches.leave("yardmaster/1-a");
    expect(left).toEqual([]);
    busy.clear();
    await restart().settle();
    expect(left).toEqual(["yardmaster/1-a"]);
  });

  it("is deleted all the same when it was merged, whichever is heard first", async () => {
    for (const order of [
      ["finish", "leave"],
      ["leave", "finish"],
    ] as const) {
      const { forge, busy, retired, left, commit, branches } = await open();
      busy.add("yardmaster/1-a");
      for (const act of order) await (act === "finish" ? branches.finish("yardmaster/1-a", commit) : branches.leave("yardmaster/1-a"));
      busy.clear();
      await branches.settle();
      expect(forge.repository.branch("yardmaster/1-a")).toBeNull();
      expect([retired, left]).toEqual([["yardmaster/1-a"], []]);
    }
  });
});

// The branch of a thread: what it is called, and which branches are such ones.
import { describe, expect, it } from "vitest";
import { isOurBranch, toThreadBranch, toTriggerBranch } from "../../../src/core/run/thread-branch.ts";

describe("a thread's branch", () => {
  it.each([
    ["Login times out", "yardmaster/12-login-times-out"],
    ["Größe: ändern!", "yardmaster/12-gro-e-andern"],
    ["ログイン", "yardmaster/12"],
    ["../../x --force", "yardmaster/12-x-force"],
  ])("for %j is %s", (title, branch) => {
    expect(toThreadBranch(12, title)).toBe(branch);
    expect(isOurBranch(branch)).toBe(true);
  });

  it("is not a trigger's, which is called after it and is ours all the same", () => {
    const branches = [toTriggerBranch({ project: "default", name: "2-weekly" }), toTriggerBranch({ project: "ops", name: "nightly" })];
    expect(branches).toEqual(["yardmaster/trigger-2-weekly", "yardmaster/trigger-ops.nightly"]);
    expect(branches.map(isOurBranch)).toEqual([true, true]);
    const second = toTriggerBranch({ project: "default", name: "nightly" }, 2);
    expect([second, isOurBranch(second)]).toEqual(["yardmaster/trigger-nightly@2", true]);
  });

  it.each(["main", "yardmaster", "yardmaster/", "yardmaster/feature", "yardmaster/12x", "x/yardmaster/12-a"])("is not %s", (branch) => {
    expect(isOurBranch(branch)).toBe(false);
  });
});

// Buttons of checks, and checks that are asked for again.
import { describe, expect, it } from "vitest";
import { createPressing } from "../../../src/bot/hear/press-check.ts";
import type { KnockOf } from "../../../src/bot/knock/knock.ts";
import { aRun, aThreadYard, PULL, type YardScene } from "./a-thread-yard.ts";

const BY_MAX = { guid: "guid", sender: { login: "max", type: "User", isBot: false } };

function open(scene: YardScene) {
  const checked: string[] = [];
  const { yard, done, events } = aThreadYard({ permissions: { max: "write" }, listens: false, ...scene });
  const pressing = createPressing({
    yard,
    configuration: { ask: async ({ pullRequest, asked }) => void checked.push(`#${pullRequest} ${asked}`) },
  });
  return { pressing, done, checked, events };
}

const again = (externalId: string) =>
  ({ ...BY_MAX, type: "check.rerequested", thread: null, check: { externalId } }) as KnockOf<"check.rerequested">;
const all = (thread: number | null) =>
  ({ ...BY_MAX, type: "check-suite.rerequested", thread, commit: "c2" }) as KnockOf<"check-suite.rerequested">;
const ENDED = [aRun({ status: "failed" }), aRun({ id: "run_3", status: "completed" }), aRun({ id: "run_4" })];

describe("a check that is asked for again", () => {
  it("is its run once more", async () => {
    const { pressing, done } = open({ runs: [aRun({ status: "failed" })] });
    expect(await pressing.press(again("run_1"))).toBeNull();
    expect(done).toEqual([expect.stringMatching(/^retry run_1 for max as gh-again-[0-9a-f]{24}$/)]);
  });

  it("counts once for its run, whoever presses it and whenever", async () => {
    const { pressing, done } = open({ runs: [aRun({ status: "failed" })] });
    await pressing.press(again("run_1"));
    const [second = ""] = /gh-again-\w+/.exec(done[0] ?? "") ?? [];
    const later = open({ runs: [aRun({ status: "failed" }), aRun({ id: second, status: "failed" })] });
    expect(await later.pressing.press(again("run_1"))).toContain("run run_1 was tried again already");
    expect(await later.pressing.press(again(second))).toBeNull();
    expect(later.done).toEqual([expect.stringContaining(`retry ${second} for max`)]);
  });

  it("is its run once more in the pull request, where a trigger began it by itself", async () => {
    const began = aRun({ status: "failed" });
    const origin = { thread: null, trigger: "nightly", by: "yardmaster[bot]", comment: null, branch: "yardmaster/trigger-nightly" };
    const run = { ...began, task: began.task && { ...began.task, origin } };
    const { pressing, done } = open({ runs: [run] });
    expect(await pressing.press(again("run_1"))).toBeNull();
    expect(done).toEqual([expect.stringContaining("retry run_1 for max as gh-again-")]);
    const refused = open({ runs: [run], permissions: { max: "read" } });
    await refused.pressing.press(again("run_1"));
    expect(refused.done).toEqual([]);
  });

  it("is the configuration once more", async () => {
    const { pressing, done, checked } = open({});
    expect(await pressing.press(again("config/7/other"))).toBeNull();
    expect([checked, done]).toEqual([["#7 guid"], []]);
  });

  it.each(["config/7", "config/x/other", "", "config/99999999999999999999/other"])(
    "is nothing of ours when it is called %j",
    async (externalId) => {
      expect(await open({}).pressing.press(again(externalId))).toBe("the check is of no run");
    },
  );

  it("needs write permission", async () => {
    const { pressing, done } = open({ runs: [aRun({ status: "failed" })], permissions: { max: "read" } });
    expect(await pressing.press(again("run_1"))).toBe("max has read permission, and this button needs write");
    expect(done).toEqual(["remark #1: max pressed retry with read permission"]);
  });
});

describe("a check that a trigger waits for", () => {
  const onPull = { ...again("run_1"), thread: 2, check: { externalId: "run_1", commit: "c2" } } as KnockOf<"check.rerequested">;
  const runs = [aRun({ status: "failed" })];

  it("is what the trigger says, on the pull request's branch, and not its run once more", async () => {
    const { pressing, done, events } = open({ runs, listens: true });
    expect(await pressing.press(onPull)).toBeNull();
    expect(done).toEqual(["ask #2 guid by max, a person"]);
    const origin = { thread: 2, by: "max", comment: null, branch: "yardmaster/1-login" };
    expect(events).toMatchObject([{ type: "check_requested", id: "check/run_1", check: "yardmaster / mend", commit: "c2", origin }]);
  });

  it("starts nothing in a thread that is paused", async () => {
    const { pressing, events } = open({ runs, listens: true, pauses: new Map([[2, { by: "ann", reason: "" }]]) });
    expect(await pressing.press(onPull)).toBe("work here is paused by 'ann', so nothing starts by itself");
    expect(events).toEqual([]);
  });

  it("is its run once more where it is about no pull request", async () => {
    const { pressing, done } = open({ runs, listens: true, thread: { ...PULL, pullRequest: null } });
    expect(await pressing.press({ ...onPull, thread: null })).toBeNull();
    expect(done).toEqual([expect.stringContaining("retry run_1 for max as gh-again-")]);
  });
});

describe("all checks of a commit, asked for again", () => {
  it("are each run that has ended, under a name of its own, and the configuration", async () => {
    const { pressing, done, checked } = open({ checked: ENDED });
    expect(await pressing.pressAll(all(2))).toBeNull();
    expect(done).toEqual([expect.stringContaining("retry run_1 for max"), expect.stringContaining("retry run_3 for max")]);
    expect(new Set(done.map((line) => line.split(" as ")[1])).size).toBe(2);
    expect(checked).toEqual(["#2 guid"]);
  });

  it("lead to nothing when none is ours", async () => {
    expect(await open({}).pressing.pressAll(all(null))).toBe("no check of ours stands on the commit");
  });
});

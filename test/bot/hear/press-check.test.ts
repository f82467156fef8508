// Buttons of checks, and checks that are asked for again.
import { describe, expect, it } from "vitest";
import { createPressing } from "../../../src/bot/hear/press-check.ts";
import type { KnockOf } from "../../../src/bot/knock/knock.ts";
import { aRun, aThreadYard, type YardScene } from "./a-thread-yard.ts";

const BY_MAX = { guid: "guid", sender: { login: "max", type: "User", isBot: false } };

function open(scene: YardScene) {
  const checked: string[] = [];
  const { yard, done } = aThreadYard({ permissions: { max: "write" }, ...scene });
  const pressing = createPressing({
    yard,
    async checkConfiguration(number, asked) {
      checked.push(`#${number} ${asked}`);
      return null;
    },
  });
  return { pressing, done, checked };
}

const again = (externalId: string) => ({ ...BY_MAX, type: "check.rerequested", check: { externalId } }) as KnockOf<"check.rerequested">;
const all = (thread: number | null) =>
  ({ ...BY_MAX, type: "check-suite.rerequested", thread, commit: "c2" }) as KnockOf<"check-suite.rerequested">;
const ENDED = [aRun({ status: "failed" }), aRun({ id: "run_3", status: "completed" }), aRun({ id: "run_4" })];

describe("a check that is asked for again", () => {
  it("is its run once more", async () => {
    const { pressing, done } = open({ runs: [aRun({ status: "failed" })] });
    expect(await pressing.press(again("run_1"))).toBeNull();
    expect(done).toEqual(["retry run_1 for max as gh-guid"]);
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

describe("all checks of a commit, asked for again", () => {
  it("are each run that has ended, under a name of its own, and the configuration", async () => {
    const { pressing, done, checked } = open({ checked: ENDED });
    expect(await pressing.pressAll(all(2))).toBeNull();
    expect(done).toEqual(["retry run_1 for max as gh-guid-0", "retry run_3 for max as gh-guid-1"]);
    expect(checked).toEqual(["#2 guid"]);
  });

  it("lead to nothing when none is ours", async () => {
    expect(await open({}).pressing.pressAll(all(null))).toBe("no check of ours stands on the commit");
  });
});

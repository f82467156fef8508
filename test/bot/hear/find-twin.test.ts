// One wish that is said in two ways at once.
import { describe, expect, it } from "vitest";
import { findMarkedTwin, findSaidTwin } from "../../../src/bot/hear/find-twin.ts";
import { aRun } from "./a-thread-yard.ts";

const ASKING = { workflow: "mend", by: "ann", at: 10_000, thread: 1 };
const said = aRun({ id: "gh-thread1-1a2b3c4d", createdAt: 5_000 });
const marked = aRun({ id: "run_01", event: "issue_labelled", createdAt: 5_000 });

describe("a label", () => {
  it("asks for what the thread's own text asked for just before", () => {
    expect(findSaidTwin(ASKING, [said])).toBe(said);
    expect(findSaidTwin({ ...ASKING, at: 0 }, [said])).toBe(said);
  });

  it.each([
    ["somebody else's wish", { by: "ben" }],
    ["another workflow", { workflow: "wait" }],
    ["what is a minute old", { at: 65_000 }],
    ["another thread's text", { thread: 12 }],
  ])("asks for no twin of %s", (_what, different) => {
    expect(findSaidTwin({ ...ASKING, ...different }, [said])).toBeNull();
  });

  it("asks again for what was taken back, for what a comment asked for, and for what a label did", () => {
    expect(findSaidTwin(ASKING, [{ ...said, status: "cancelled" }, aRun({ id: "gh-17-1a2b3c4d" }), marked])).toBeNull();
  });
});

describe("a command in the thread's own text", () => {
  it("asks for what a label of the same person started just before, and for nothing else's", () => {
    expect(findMarkedTwin(ASKING, [said, marked])).toBe(marked);
    expect(findMarkedTwin(ASKING, [said, aRun({ event: "issue_commented", createdAt: 5_000 })])).toBeNull();
  });
});

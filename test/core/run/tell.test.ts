// Telling a run something: who hears it, and when it is too late.
import { describe, expect, it } from "vitest";
import { givenRun, NOW } from "../../support/given.ts";
import { begin, cancel, create, done, finished, lived, ready } from "./past.ts";

const tell = { type: "run.tell", by: "ann", text: "Leave the names." } as const;
const twoSteps = create(["one", "two"]);

describe("what a run is told", () => {
  it("is kept in order for the turns that are to come", () => {
    const { events, state, effects } = givenRun(lived(twoSteps, ready, begin("one"), tell)).when({ ...tell, text: "And the tests." });
    expect(events).toEqual([{ type: "run.told", by: "ann", text: "And the tests.", at: NOW }]);
    expect(state?.messages?.map(({ text }) => text)).toEqual(["Leave the names.", "And the tests."]);
    expect(effects).toEqual([]);
  });

  it("is taken while it waits, before anything has begun", () => {
    expect(givenRun(lived(twoSteps)).when(tell).refused).toBeNull();
  });

  it("is refused when no later turn would hear it", () => {
    expect(givenRun(lived(twoSteps, ready, begin("one"), done("one"), begin("two"))).when(tell).refused).toBe("run.no-turn-left");
  });

  it("is refused once the run ends", () => {
    expect(givenRun(lived(twoSteps, ready, begin("one"), cancel())).when(tell).refused).toBe("run.already-ended");
    const over = lived(create(["one"]), ready, begin("one"), done("one"), finished());
    expect(givenRun(over).when(tell).refused).toBe("run.already-ended");
  });
});

// Telling a run something: who hears it, and when it is too late.
import { describe, expect, it } from "vitest";
import { givenRun, NOW } from "../../support/given.ts";
import { aStep, begin, cancel, create, done, draft, finished, lived, ready } from "./past.ts";

const tell = { type: "run.tell", by: "ann", text: "Leave the names." } as const;
const agent = (id: string) => aStep(id, { body: { kind: "agent", prompt: { builtin: "implement" }, requiresChange: false } });
const twoSteps = create([agent("one"), agent("two")]);

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

  it("is taken while the last agent is at work, which takes another turn for it", () => {
    expect(givenRun(lived(twoSteps, ready, begin("one"), done("one"), begin("two"))).when(tell).refused).toBeNull();
  });

  it("is refused when only commands are at work or to come", () => {
    const checked = create([agent("one"), "two", "three"]);
    expect(givenRun(lived(checked, ready, begin("one"))).when(tell).refused).toBeNull();
    expect(givenRun(lived(checked, ready, begin("one"), done("one"))).when(tell).refused).toBe("run.no-turn-left");
    expect(givenRun(lived(checked, ready, begin("one"), done("one"), begin("two"))).when(tell).refused).toBe("run.no-turn-left");
    expect(givenRun(lived(create(["one", "two"]))).when(tell).refused).toBe("run.no-turn-left");
  });

  it("is taken before anybody has started the run, whose steps are not decided", () => {
    expect(givenRun(lived(draft)).when(tell).refused).toBeNull();
  });

  it("is refused once the run ends", () => {
    expect(givenRun(lived(twoSteps, ready, begin("one"), cancel())).when(tell).refused).toBe("run.already-ended");
    const over = lived(create(["one"]), ready, begin("one"), done("one"), finished());
    expect(givenRun(over).when(tell).refused).toBe("run.already-ended");
  });
});

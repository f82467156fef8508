// How much room there is: Symphony rules K1 to K3.
import { describe, expect, it } from "vitest";
import { toIssueId } from "../../../src/core/ids.ts";
import { canDispatch, getAvailableSlots, getSlots } from "../../../src/core/scheduler/slots.ts";
import { given, NOW } from "../../support/given.ts";
import { claimed, halted, parked, retrying, settled, stopping } from "./past.ts";

describe("slots", () => {
  it("are as many as the limit when nothing runs", () => {
    expect(getAvailableSlots(given([], { maxConcurrentAgents: 3 }).state)).toBe(3);
  });

  it("are taken by runs under way and by runs that are being stopped, by nothing else", () => {
    const past = [claimed("a"), ...stopping("b"), ...retrying("c", NOW), ...settled("d"), ...parked("e")];
    expect(getAvailableSlots(given(past, { maxConcurrentAgents: 5 }).state)).toBe(3);
  });

  it("are never fewer than none, also when the limit was lowered below what runs", () => {
    const past = [claimed("a"), claimed("b"), claimed("c")];
    const { state } = given(past, { maxConcurrentAgents: 1, maxConcurrentAgentsByState: { planned: 2 } });
    expect(getSlots(state)).toEqual({ total: 0, byState: new Map([["planned", 0]]) });
  });

  it("are counted per state under the state last seen, not the one the run began in", () => {
    const moved = { type: "claim.refreshed", issueId: toIssueId("a"), issueState: "in-progress" } as const;
    const limits = { maxConcurrentAgentsByState: { Planned: 1, "In-Progress": 1 } };
    expect(getSlots(given([claimed("a")], limits).state).byState.get("planned")).toBe(0);
    const after = getSlots(given([claimed("a"), moved], limits).state).byState;
    expect([after.get("planned"), after.get("in-progress")]).toEqual([1, 0]);
  });

  it("are taken by a direct request only from the overall limit, since it is in no tracker's state", () => {
    const { state } = given([claimed("goal", "planned", "request")], {
      maxConcurrentAgents: 3,
      maxConcurrentAgentsByState: { planned: 1 },
    });
    expect(getSlots(state)).toEqual({ total: 2, byState: new Map([["planned", 1]]) });
  });

  it("know the overall limit only, for a state without a limit of its own", () => {
    const { state } = given([claimed("a", "review")], { maxConcurrentAgents: 2, maxConcurrentAgentsByState: { planned: 1 } });
    expect(canDispatch(state, "review")).toBe(true);
  });
});

describe("dispatch is possible", () => {
  const limits = { maxConcurrentAgents: 2, maxConcurrentAgentsByState: { planned: 1 } };

  it("while a slot is free", () => {
    expect(canDispatch(given([], limits).state)).toBe(true);
    expect(canDispatch(given([claimed("a"), claimed("b")], limits).state)).toBe(false);
  });

  it("for a state while one of its own is free, however the state is spelled", () => {
    const { state } = given([claimed("a")], limits);
    expect([canDispatch(state), canDispatch(state, " Planned "), canDispatch(state, "in-progress")]).toEqual([true, false, true]);
  });

  it("for no state while dispatch is halted", () => {
    expect(canDispatch(given([halted()], limits).state)).toBe(false);
  });
});

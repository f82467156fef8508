// The pure functions of the published design, called as it calls them: argument for argument.
import { describe, expect, it } from "vitest";
import { toIssueId } from "../../src/core/ids.ts";
import { applyEvent } from "../../src/core/scheduler/apply-event.ts";
import { reconcile } from "../../src/core/scheduler/reconcile.ts";
import { calculateRetryDelay } from "../../src/core/scheduler/retry-delay.ts";
import { selectCandidates } from "../../src/core/scheduler/select-candidates.ts";
import { canDispatch, getAvailableSlots } from "../../src/core/scheduler/slots.ts";
import { sortCandidates } from "../../src/core/scheduler/sort-candidates.ts";
import { isEligible } from "../../src/core/scheduler/standing.ts";
import { createEmptyState } from "../../src/core/scheduler/state.ts";
import { NOW } from "../support/given.ts";
import { anIssue } from "./an-issue.ts";
import { claimed } from "./scheduler/past.ts";

describe("the published names", () => {
  it("apply an event to an empty state", () => {
    const state = createEmptyState();
    const { state: next, effects } = applyEvent(state, claimed("a"));
    expect(state.claims.size).toBe(0);
    expect(next.claims.size).toBe(1);
    expect(effects.map(({ type }) => type)).toEqual(["run.create"]);
  });

  it("rank and select", () => {
    const issues = [anIssue("b"), anIssue("a", { priority: 1 }), anIssue("c")];
    const availableSlots = 2;
    const ranked = sortCandidates(issues);
    const selected = selectCandidates(ranked, availableSlots);
    expect(ranked.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    expect(selected.map(({ id }) => id)).toEqual(["a", "b"]);
  });

  it("ask the state", () => {
    const { state } = applyEvent(createEmptyState(), claimed("a"));
    expect([getAvailableSlots(state), canDispatch(state), isEligible(anIssue("a"), state), isEligible(anIssue("b"), state)]).toEqual([
      9,
      true,
      false,
      true,
    ]);
    const finished = new Map([[toIssueId("a"), anIssue("a", { state: "done" })]]);
    expect(reconcile(state, finished, NOW).map(({ type }) => type)).toEqual(["claim.stopping"]);
    expect(calculateRetryDelay(3, "failure")).toBe(40_000);
  });
});

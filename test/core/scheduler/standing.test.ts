// Why an issue may or may not be worked on: Symphony rules P3 and P4, and a reason for each refusal.
import { describe, expect, it } from "vitest";
import type { Issue } from "../../../src/core/issue.ts";
import type { SchedulerEvent } from "../../../src/core/scheduler/events.ts";
import { isEligible, toStanding } from "../../../src/core/scheduler/standing.ts";
import { given, NOW } from "../../support/given.ts";
import { anIssue } from "../an-issue.ts";
import { claimed, parked, requested, retrying, settled, stopping } from "./past.ts";

const settings = { terminalStates: ["Done"], requiredLabels: ["Agent"] };
const ready = anIssue("a", { labels: ["agent", "bug"] });

function blockedBy(...states: readonly (string | null)[]): Partial<Issue> {
  return { blockedBy: states.map((state, index) => ({ id: null, identifier: `B-${index}`, state })) };
}

describe("an issue's standing", () => {
  const cases: readonly { readonly is: string; readonly code: string; readonly different: Partial<Issue> }[] = [
    { is: "eligible when every rule is met", code: "eligible", different: {} },
    { is: "eligible in an active state of any spelling", code: "eligible", different: { state: " In-Progress " } },
    { is: "eligible when everything it waited for is finished", code: "eligible", different: blockedBy("done", " DONE ") },
    { is: "malformed without an identifier", code: "malformed", different: { identifier: "" } },
    { is: "malformed without a title", code: "malformed", different: { title: "" } },
    { is: "malformed without a state", code: "malformed", different: { state: "" } },
    { is: "terminal in a terminal state", code: "terminal", different: { state: "done" } },
    { is: "not active in any other state", code: "not-active", different: { state: "backlog" } },
    { is: "not active in a blank state", code: "not-active", different: { state: "  " } },
    { is: "not dispatchable when the tracker says so", code: "not-dispatchable", different: { dispatchable: false } },
    { is: "label missing without a required label", code: "label-missing", different: { labels: ["bug"] } },
    { is: "blocked by one that is open", code: "blocked", different: blockedBy("done", "planned") },
    { is: "blocked by one whose state is unknown", code: "blocked", different: blockedBy(null) },
  ];
  it.each(cases)("is $is", ({ code, different }) => {
    const issue = { ...ready, ...different };
    const { state } = given([], settings);
    expect(toStanding(issue, state, NOW).code).toBe(code);
    expect(isEligible(issue, state)).toBe(code === "eligible");
  });

  it("is terminal where a state is called both active and terminal", () => {
    const { state } = given([], { activeStates: ["planned"], terminalStates: ["planned"] });
    expect(toStanding(ready, state, NOW).code).toBe("terminal");
  });

  it("names the first label that is missing", () => {
    const { state } = given([], { requiredLabels: ["bug", "Agent"] });
    expect(toStanding(anIssue("a", { labels: ["bug"] }), state, NOW)).toEqual({ code: "label-missing", label: "agent" });
  });

  it("is label missing for ever where a blank label is required, since no issue can have it", () => {
    const { state } = given([], { requiredLabels: [" "] });
    expect(toStanding(anIssue("a", { labels: [""] }), state, NOW).code).toBe("label-missing");
  });

  it("names what it waits for, and only that", () => {
    const { state } = given([], settings);
    const by = [{ id: null, identifier: "B-1", state: "planned" }];
    expect(toStanding({ ...ready, ...blockedBy("done", "planned") }, state, NOW)).toEqual({ code: "blocked", by });
  });
});

describe("a claim", () => {
  const phases: readonly (readonly [string, readonly SchedulerEvent[]])[] = [
    ["running", [claimed("a")]],
    ["stopping", stopping("a")],
    ["retrying", retrying("a", NOW + 1)],
    ["settled", settled("a")],
    ["parked", parked("a")],
  ];
  it.each(phases)("that is %s keeps its issue from being started", (phase, past) => {
    const { state } = given(past, settings);
    expect(toStanding(ready, state, NOW)).toMatchObject({ code: "claimed", claim: { phase } });
    expect(isEligible(ready, state)).toBe(false);
  });

  it("whose retry is due lets its issue compete again", () => {
    const { state } = given(retrying("a", NOW), settings);
    expect(toStanding(ready, state, NOW - 1).code).toBe("claimed");
    expect(toStanding(ready, state, NOW)).toMatchObject({ code: "retry-due", claim: { phase: "retrying" } });
    expect(isEligible(ready, state)).toBe(false);
  });

  it("whose retry is due must meet every other rule afresh", () => {
    const { state } = given(retrying("a", NOW), settings);
    expect(toStanding({ ...ready, ...blockedBy("planned") }, state, NOW).code).toBe("blocked");
    expect(toStanding({ ...ready, state: "done" }, state, NOW).code).toBe("terminal");
    expect(toStanding({ ...ready, labels: [] }, state, NOW).code).toBe("label-missing");
  });
});

describe("a direct request", () => {
  it("that waits keeps the tracker's issue of the same id from being started too", () => {
    const { state } = given([requested("a")], settings);
    expect(toStanding(ready, state, NOW).code).toBe("requested");
    expect(isEligible(ready, state)).toBe(false);
  });
});

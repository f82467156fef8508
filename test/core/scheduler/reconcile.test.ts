// Claims against what the tracker says now: Symphony rules X2 to X7.
import { describe, expect, it } from "vitest";
import { toIssueId } from "../../../src/core/ids.ts";
import type { Issue } from "../../../src/core/issue.ts";
import type { SchedulerEvent } from "../../../src/core/scheduler/events.ts";
import { reconcile } from "../../../src/core/scheduler/reconcile.ts";
import { given, NOW } from "../../support/given.ts";
import { anIssue } from "../an-issue.ts";
import { claimed, parked, retrying, settled, stopping, tick } from "./past.ts";

const settings = { terminalStates: ["done"], requiredLabels: ["agent"] };

function look(past: readonly SchedulerEvent[], refreshed: readonly Issue[], now = NOW): SchedulerEvent[] {
  return reconcile(given(past, settings).state, new Map(refreshed.map((issue) => [issue.id, issue])), now);
}

const fine = anIssue("a", { labels: ["agent"] });
const issueId = toIssueId("a");

describe("reconciling", () => {
  const departures: readonly { readonly when: string; readonly refreshed: readonly Issue[]; readonly reason: string }[] = [
    { when: "is finished", refreshed: [{ ...fine, state: "Done" }], reason: "it is Done" },
    { when: "is in no active state", refreshed: [{ ...fine, state: "Backlog" }], reason: "its state Backlog is not an active one" },
    { when: "is gone", refreshed: [], reason: "the tracker no longer lists it" },
    { when: "is no longer dispatchable", refreshed: [{ ...fine, dispatchable: false }], reason: "the tracker no longer offers it" },
    { when: "lost a required label", refreshed: [{ ...fine, labels: [] }], reason: "the label agent was removed" },
  ];

  it.each(departures)("stops the run of an issue that $when, and keeps the claim until the run has ended", ({ refreshed, reason }) => {
    expect(look([claimed("a")], refreshed)).toEqual([{ type: "claim.stopping", issueId, reason, at: NOW }]);
  });

  it.each(departures)("lets go at once of an issue that $when and has no run", ({ refreshed, reason }) => {
    for (const past of [retrying("a", NOW + 5), retrying("a", NOW - 5), settled("a"), parked("a")]) {
      expect(look(past, refreshed)).toEqual([{ type: "claim.released", issueId, reason }]);
    }
  });

  it("keeps an issue that is active and offered, blockers or not", () => {
    const blocked = { ...fine, blockedBy: [{ id: null, identifier: "B", state: "planned" }] };
    expect(look([claimed("a")], [blocked])).toEqual([]);
    expect(look(retrying("a", NOW), [blocked])).toEqual([]);
  });

  it("keeps what it holds of an issue that could not be read, whatever becomes of the others", () => {
    const { state } = given([claimed("a"), claimed("b")], settings);
    const stopped = [{ type: "claim.stopping", issueId: toIssueId("b"), reason: "the tracker no longer lists it", at: NOW }];
    expect(reconcile(state, new Map([[issueId, null]]), NOW)).toEqual(stopped);
  });

  it("notes the state an issue has moved to, in any phase, once", () => {
    const moved = { ...fine, state: " In-Progress " };
    const refreshed: SchedulerEvent = { type: "claim.refreshed", issueId, issueState: "in-progress" };
    for (const past of [[claimed("a")], retrying("a", NOW + 5), settled("a"), parked("a")]) {
      expect(look(past, [moved])).toEqual([refreshed]);
      expect(look([...past, refreshed], [moved])).toEqual([]);
    }
  });

  it("says nothing more of a run that is being stopped already", () => {
    expect(look(stopping("a"), [])).toEqual([]);
    expect(look(stopping("a"), [fine])).toEqual([]);
  });

  it("leaves direct requests alone: no tracker knows them", () => {
    expect(look([claimed("goal", "planned", "request")], [])).toEqual([]);
  });

  it("answers nothing when nothing is claimed", () => {
    expect(look([], [fine])).toEqual([]);
  });

  it.each([
    ["completed", settled("a")],
    ["parked", parked("a")],
  ])("reminds a tracker that shows %s work as open after a minute, and again a minute later", (_, past) => {
    const later = NOW + 60_000;
    const reminded: SchedulerEvent = { type: "claim.reminded", issueId, at: later };
    expect(look(past, [fine], later - 1)).toEqual([]);
    expect(look(past, [fine], later)).toEqual([reminded]);
    expect(look([...past, reminded], [fine], later + 59_999)).toEqual([]);
    expect(look([...past, reminded], [fine], later + 60_000)).toHaveLength(1);
  });

  it("may run twice: the second time finds nothing to do", () => {
    const past = [claimed("a"), claimed("b"), ...retrying("c", NOW), ...parked("d")];
    const once = look(past, [{ ...fine, state: "in-progress" }]);
    expect(once.map(({ type }) => type)).toEqual(["claim.refreshed", "claim.stopping", "claim.released", "claim.released"]);
    expect(look([...past, ...once], [{ ...fine, state: "in-progress" }])).toEqual([]);
  });
});

describe("a tick whose read of the claimed issues failed", () => {
  it("keeps every claim and still fills free slots", () => {
    const { events } = given([claimed("a"), ...settled("b")]).when(tick([anIssue("c")], null));
    expect(events).toMatchObject([{ type: "issue.claimed", issue: { id: "c" } }]);
  });
});

// Why an issue is worked on or not (gap 23): the verdict is what the next tick would do, and each rule has its own answer.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toIssueId } from "../../../src/core/ids.ts";
import type { Issue } from "../../../src/core/issue.ts";
import type { SchedulerEvent } from "../../../src/core/scheduler/events.ts";
import type { SchedulerSettings } from "../../../src/core/scheduler/settings.ts";
import { explain, toDuration, toQueue } from "../../../src/core/views/explanation.ts";
import { given, NOW } from "../../support/given.ts";
import { anIssue } from "../an-issue.ts";
import { claimed, claimsIn, halted, parked, requested, retrying, settled, stopping, tick } from "../scheduler/past.ts";
import { issues } from "../scheduler/random-issues.ts";

const a = anIssue("a");

function verdictOn(
  issue: Issue,
  past: readonly SchedulerEvent[],
  settings: Partial<SchedulerSettings> = {},
  others: readonly Issue[] = [],
) {
  return explain(issue, [issue, ...others], given(past, settings).state, NOW + 5000);
}

describe("an explanation", () => {
  it("of an issue that would start says that it is next, with every rule that holds", () => {
    const { rule, verdict, checks } = verdictOn(a, []);
    expect([rule, verdict]).toEqual([null, "is next"]);
    expect(checks.map((check) => check.rule)).toEqual([
      "state",
      "routing",
      "blockers",
      "claim",
      "dispatch",
      "slots",
      "state-slots",
      "rank",
    ]);
    expect(checks.every(({ holds }) => holds)).toBe(true);
  });

  it("of an issue that is being worked on names its run and since when", () => {
    expect(verdictOn(a, [claimed("a")])).toMatchObject({ rule: null, verdict: "is being worked on: run run-a has held it for 5 s" });
  });

  const waitsFor = { blockedBy: [{ id: null, identifier: "B", state: "planned" }] };
  const urgent = anIssue("urgent", { priority: 1 });
  const cases: readonly {
    readonly what: string;
    readonly rule: string;
    readonly because: string;
    readonly issue?: Partial<Issue>;
    readonly past?: readonly SchedulerEvent[];
    readonly settings?: Partial<SchedulerSettings>;
    readonly others?: readonly Issue[];
  }[] = [
    { what: "is finished", rule: "state", because: "its state Done counts as finished", issue: { state: "Done" } },
    {
      what: "is not active",
      rule: "state",
      because: "its state backlog is not one of the active states (planned, in-progress)",
      issue: { state: "backlog" },
    },
    { what: "is not offered", rule: "routing", because: "the tracker does not offer it for work", issue: { dispatchable: false } },
    { what: "lacks a label", rule: "routing", because: 'it lacks the required label "agent"', settings: { requiredLabels: ["Agent"] } },
    { what: "is blocked", rule: "blockers", because: "it waits for B (planned)", issue: waitsFor },
    {
      what: "is blocked by something unknown",
      rule: "blockers",
      because: "it waits for unknown (state unknown)",
      issue: { blockedBy: [{ id: null, identifier: null, state: null }] },
    },
    { what: "is being stopped", rule: "claim", because: "run run-a is being stopped: it is done", past: stopping("a") },
    {
      what: "waits for its retry",
      rule: "claim",
      because: "it is tried again in 2 min (1 failed so far: it broke)",
      past: retrying("a", NOW + 125_000),
    },
    { what: "is completed", rule: "claim", because: "run run-a completed it; the tracker has not said so yet", past: settled("a") },
    { what: "is parked", rule: "claim", because: "it waits for a person: it is stuck", past: parked("a") },
    {
      what: "was asked for directly",
      rule: "claim",
      because: "a person asked for a run of it, which waits for a slot",
      past: [requested("a")],
    },
    { what: "meets a halt", rule: "dispatch", because: "all dispatch is halted: no agent", past: [halted()] },
    { what: "meets no slot", rule: "slots", because: "the only slot is taken", past: [claimed("z")], settings: { maxConcurrentAgents: 1 } },
    {
      what: "meets none of two slots",
      rule: "slots",
      because: "all 2 slots are taken",
      past: [claimed("z"), claimed("y")],
      settings: { maxConcurrentAgents: 2 },
    },
    {
      what: "meets no slot for its state",
      rule: "state-slots",
      because: "every slot for the state Planned is taken",
      issue: { state: "Planned" },
      past: [claimed("z")],
      settings: { maxConcurrentAgentsByState: { planned: 1 } },
    },
    {
      what: "comes after others",
      rule: "rank",
      because: "it is number 2 in the queue",
      others: [urgent],
      settings: { maxConcurrentAgents: 1 },
    },
    {
      what: "comes after direct requests",
      rule: "rank",
      because: "it is number 2 in the queue",
      past: [requested("x")],
      settings: { maxConcurrentAgents: 1 },
    },
    { what: "has no title", rule: "rank", because: "it has no place in the queue", issue: { title: "" } },
  ];
  it.each(cases)("of an issue that $what says so", ({ rule, because, issue = {}, past = [], settings = {}, others = [] }) => {
    expect(verdictOn({ ...a, ...issue }, past, settings, others)).toMatchObject({ rule, verdict: `is not being worked on: ${because}` });
  });

  it("is not misled by a better issue whose state has no slot left", () => {
    const limits = { maxConcurrentAgents: 2, maxConcurrentAgentsByState: { "in-progress": 1 } };
    const better = ["x", "y"].map((id) => anIssue(id, { state: "in-progress", priority: 1 }));
    expect(verdictOn(a, [], limits, better)).toMatchObject({ rule: null, verdict: "is next" });
  });

  it("tells blockers that are finished from none, and still tells them of an issue in no active state", () => {
    const finished = { blockedBy: [{ id: null, identifier: "B", state: "done" }] };
    const toDetail = (issue: Issue) => verdictOn(issue, []).checks.find(({ rule }) => rule === "blockers")?.detail;
    expect([toDetail(a), toDetail({ ...a, ...finished })]).toEqual(["nothing blocks it", "everything it waited for is finished"]);
    expect(toDetail({ ...a, ...waitsFor, state: "backlog" })).toBe("it waits for B (planned)");
  });

  it.each([
    [1, [], "the only slot is free"],
    [2, [claimed("z")], "1 of 2 slots is free"],
    [2, [], "2 of 2 slots are free"],
  ])("counts free slots of %d", (maxConcurrentAgents, past, detail) => {
    expect(verdictOn(a, past, { maxConcurrentAgents }).checks).toContainEqual({ rule: "slots", holds: true, detail });
  });

  it("names a circle of blockers, whether the issue is in it or waits for it", () => {
    const waiting = (id: string, ...names: readonly string[]) =>
      anIssue(id, { blockedBy: names.map((identifier) => ({ id: null, identifier, state: "planned" })) });
    const others = [waiting("b", "free", "c"), waiting("c", "gone", "a"), anIssue("free")];
    const inIt = waiting("a", "b");
    expect(verdictOn(inIt, [], {}, others).verdict).toBe(
      "is not being worked on: it waits for b (planned), in a circle: a waits for b waits for c waits for a",
    );
    expect(verdictOn(waiting("late", "free", "b"), [], {}, [inIt, ...others]).verdict).toMatch(
      /: it waits for free \(planned\), b \(planned\), in a circle: b waits for c waits for a waits for b$/,
    );
    expect(verdictOn(waiting("self", "self"), []).verdict).toMatch(/ in a circle: self waits for self$/);
  });

  it("sees no circle where two ways lead to the same blocker, or where a circle is broken by what is done", () => {
    const blockedBy = (...states: readonly (readonly [string, string])[]) => ({
      blockedBy: states.map(([identifier, state]) => ({ id: null, identifier, state })),
    });
    const others = [
      anIssue("b", blockedBy(["d", "planned"])),
      anIssue("c", blockedBy(["d", "planned"])),
      anIssue("d", blockedBy(["a", "done"])),
    ];
    const { verdict } = verdictOn(anIssue("a", blockedBy(["b", "planned"], ["c", "planned"])), [], {}, others);
    expect(verdict).toBe("is not being worked on: it waits for b (planned), c (planned)");
  });

  it("of an issue that a run was asked for beside, on its branch, says so", () => {
    const branchName = "yardmaster/a";
    expect(verdictOn({ ...a, branchName }, [requested("asked", { branchName })]).verdict).toBe(
      "is not being worked on: a run that was asked for works on its branch, or is to",
    );
  });

  it("of an issue that waits for others on the same server says so", () => {
    expect(verdictOn(a, [{ type: "scheduler.crowded-out" }])).toMatchObject({
      rule: "host",
      verdict: "is not being worked on: it waits for a free place on this server",
    });
  });

  it("of a retry that is due calls it next", () => {
    expect(verdictOn(a, retrying("a", NOW))).toMatchObject({ rule: null, verdict: "is next" });
  });

  it("agrees with what a tick would claim, for any list and limits", () => {
    const settings = fc.record({
      maxConcurrentAgents: fc.integer({ min: 1, max: 5 }),
      maxConcurrentAgentsByState: fc.constantFrom({}, { planned: 1 }, { planned: 2, "in-progress": 1 }),
    });
    const pasts = fc.constantFrom([], [claimed("id-0")], retrying("id-1", NOW), [requested("x"), ...parked("id-0")]);
    fc.assert(
      fc.property(issues({ maxLength: 10 }), settings, pasts, (list, limits, past) => {
        const world = given(past, limits);
        const started = claimsIn(world.when(tick(list, null)).events).filter((id) => id !== "x");
        const next = list.filter((issue) => explain(issue, list, world.state, NOW).verdict === "is next").map(({ id }) => id);
        expect(new Set(next)).toEqual(new Set(started));
      }),
    );
  });
});

describe("the queue", () => {
  it("is what could start, best first, each once", () => {
    const list = [a, anIssue("b", { priority: 1 }), a, anIssue("done", { state: "done" }), anIssue("held")];
    expect(toQueue(list, given([claimed("held")]).state, NOW).map(({ id }) => id)).toEqual(["b", "a"].map(toIssueId));
  });
});

describe("a duration", () => {
  it.each([
    [-5, "0 ms"],
    [850.4, "850 ms"],
    [999.6, "1 s"],
    [59_999, "59 s"],
    [60_000, "1 min"],
    [200_000, "3 min 20 s"],
    [3_600_000, "1 h"],
    [7_500_000, "2 h 5 min"],
    [86_400_000, "1 d"],
    [273_600_000, "3 d 4 h"],
  ])("of %d ms reads as %s", (ms, text) => {
    expect(toDuration(ms)).toBe(text);
  });
});

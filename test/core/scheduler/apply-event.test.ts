// What events make of the scheduler's state, which effects follow, and how little is copied for it.
import { describe, expect, it } from "vitest";
import { toIssueId, toRunId } from "../../../src/core/ids.ts";
import { applyEvent, applyEvents } from "../../../src/core/scheduler/apply-event.ts";
import { decide } from "../../../src/core/scheduler/decide.ts";
import type { SchedulerEvent } from "../../../src/core/scheduler/events.ts";
import { createEmptyState, type SchedulerState } from "../../../src/core/scheduler/state.ts";
import { deepFreeze, given, NOW } from "../../support/given.ts";
import { anIssue } from "../an-issue.ts";
import { claimed, halted, parked, requested, retrying, settled, stopping, tick } from "./past.ts";

/** Every kind of event that can happen to issue `a`, after which the state differs. */
const story: readonly SchedulerEvent[] = [
  ...retrying("a", NOW),
  requested("b"),
  { type: "claim.refreshed", issueId: toIssueId("a"), issueState: "in-progress" },
  halted(),
];

describe("applying events", () => {
  it("gives the next state and leaves the given one as it was", () => {
    let state = deepFreeze(createEmptyState());
    const before = structuredClone(state);
    for (const event of story) state = deepFreeze(applyEvent(state, event).state);
    expect(createEmptyState()).toEqual(before);
    expect([...state.claims.keys(), ...state.requests.keys(), state.halted?.reason]).toEqual(["a", "b", "no agent"]);
  });

  it("one by one or all at once makes no difference", () => {
    let state = createEmptyState();
    const effects = story.flatMap((event) => {
      const applied = applyEvent(state, event);
      state = applied.state;
      return applied.effects;
    });
    expect(applyEvents(createEmptyState(), story)).toEqual({ state, effects });
  });

  it("of which there are none gives the same state back, not a copy", () => {
    const state = createEmptyState();
    expect(applyEvents(state, [])).toEqual({ state, effects: [] });
    expect(applyEvents(state, []).state).toBe(state);
  });

  it("shares the collections that an event does not touch", () => {
    const { state } = given([claimed("a"), requested("b")]);
    const next = applyEvent(state, halted()).state;
    expect([next.claims, next.requests]).toEqual([state.claims, state.requests]);
    expect(next.claims).toBe(state.claims);
    expect(next.requests).toBe(state.requests);
  });

  it("of issues that nobody holds makes up no claim", () => {
    const strangers: SchedulerEvent[] = [...retrying("x", NOW), ...settled("x"), ...parked("x"), ...stopping("x")].filter(
      ({ type }) => type !== "issue.claimed",
    );
    const { state, effects } = applyEvents(createEmptyState(), strangers);
    expect([state.claims.size, effects]).toEqual([0, []]);
  });
});

describe("a claim", () => {
  it("counts its runs and keeps its failures over a retry", () => {
    const again = { ...claimed("a"), runId: toRunId("second") } as SchedulerEvent;
    const { state } = given([...retrying("a", NOW + 5), again]);
    expect(state.claims.get(toIssueId("a"))).toEqual({
      issueId: "a",
      identifier: "a",
      issueState: "planned",
      phase: "running",
      runId: "second",
      source: "tracker",
      sessions: 2,
      waits: 0,
      failures: 1,
      dueAt: null,
      reason: null,
      since: NOW,
    });
  });
});

describe("the effects", () => {
  it("of stopping name the run and why", () => {
    const [, event] = stopping("a") as [SchedulerEvent, SchedulerEvent];
    expect(applyEvent(given([claimed("a")]).state, event).effects).toEqual([
      { type: "run.stop", key: "stop:run-a", dueAt: 0, runId: "run-a", reason: "it is done" },
    ]);
  });

  it("of reminders are new each time, since a tracker is told again on purpose", () => {
    const remind = (at: number) =>
      applyEvent(given(settled("a")).state, { type: "claim.reminded", issueId: toIssueId("a"), at }).effects.map(({ key }) => key);
    expect([remind(1), remind(2)]).toEqual([["report:run-a:again:1"], ["report:run-a:again:2"]]);
  });

  it("follow from nothing else", () => {
    const quiet: SchedulerEvent[] = [
      halted(),
      { type: "scheduler.resumed" },
      requested("b"),
      { type: "run.withdrawn", issueId: toIssueId("b") },
      { type: "claim.refreshed", issueId: toIssueId("a"), issueState: "x" },
      { type: "claim.released", issueId: toIssueId("a"), reason: "gone" },
      { type: "scheduler.configured", settings: createEmptyState().settings },
    ];
    expect(applyEvents(given([claimed("a")]).state, quiet).effects).toEqual([]);
  });
});

/** How often a map of so many claims or more is walked from end to end, as it is when copied, while `act` runs. */
function countWalks(running: number, act: (state: SchedulerState) => void): number {
  const { state } = given(Array.from({ length: running }, (_, index) => claimed(`r${index}`)));
  const limits = { maxConcurrentAgents: 5000, maxConcurrentAgentsByState: { planned: 4000 } };
  const native = { [Symbol.iterator]: Map.prototype[Symbol.iterator], values: Map.prototype.values };
  let walks = 0;
  const count = (map: Map<unknown, unknown>) => {
    if (map.size >= running) walks += 1;
  };
  Object.assign(Map.prototype, {
    [Symbol.iterator](this: Map<unknown, unknown>) {
      count(this);
      return native[Symbol.iterator].call(this);
    },
    values(this: Map<unknown, unknown>) {
      count(this);
      return native.values.call(this);
    },
  });
  try {
    act({ ...state, settings: { ...state.settings, ...limits } });
  } finally {
    Object.assign(Map.prototype, native);
  }
  return walks;
}

describe("the cost", () => {
  const facts = { now: NOW, newRunId: () => toRunId("new") };

  it.each([1, 1000])("of a tick that starts %i runs is one copy of the claims", (count) => {
    const command = tick(
      Array.from({ length: count }, (_, index) => anIssue(`n${index}`)),
      null,
    );
    const started: number[] = [];
    const walks = countWalks(100, (state) => {
      started.push(applyEvents(state, decide(command, state, facts)).state.claims.size);
    });
    expect(started).toEqual([100 + count]);
    // One to count the slots, one to copy.
    expect(walks).toBe(2);
  });

  it.each([100, 1000])("of a tick that stops %i runs is two copies, one to decide with and one to keep", (count) => {
    const command = tick([], []);
    const stopped: number[] = [];
    const walks = countWalks(count, (state) => {
      stopped.push(applyEvents(state, decide(command, state, facts)).effects.length);
    });
    expect(stopped).toEqual([count]);
    // One to reconcile, one to count the slots, two to copy.
    expect(walks).toBe(4);
  });

  it("of a tick that finds nothing to do is no copy at all", () => {
    const command = tick(Array.from({ length: 100 }, (_, index) => anIssue(`r${index}`)));
    const same: boolean[] = [];
    const walks = countWalks(100, (state) => {
      same.push(applyEvents(state, decide(command, state, facts)).state === state);
    });
    expect(same).toEqual([true]);
    // One to reconcile, one to count the slots.
    expect(walks).toBe(2);
  });
});

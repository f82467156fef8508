// What a person watching the yard sees at once.
import { describe, expect, it } from "vitest";
import { toRunId } from "../../../src/core/ids.ts";
import type { Issue } from "../../../src/core/issue.ts";
import type { RunCommand } from "../../../src/core/run/decide.ts";
import type { RunState } from "../../../src/core/run/state.ts";
import type { SchedulerEvent } from "../../../src/core/scheduler/events.ts";
import { type Board, toBoard } from "../../../src/core/views/board.ts";
import { given, givenRun, NOW } from "../../support/given.ts";
import { anIssue } from "../an-issue.ts";
import { aStep, begin, cancel, create, done, failed, finished, lived, ready, retries, unready } from "../run/past.ts";
import { claimed, halted, parked, requested, retrying, settled } from "../scheduler/past.ts";

function aRun(...commands: readonly RunCommand[]): RunState {
  const { state } = givenRun(lived(...commands));
  if (!state) throw new Error("there is no run");
  return state;
}

function boardOf(runs: readonly RunState[], past: readonly SchedulerEvent[] = [], candidates: readonly Issue[] = []): Board {
  const scheduler = given(past, { maxConcurrentAgents: 4 }).state;
  return toBoard({ runs, scheduler, candidates, troubles: [], now: NOW });
}

const two = create([aStep("one", retries(2)), "two"]);

describe("the board's running rows", () => {
  const rows: readonly (readonly [string, RunState, object])[] = [
    ["preparing before there is a workspace", aRun(two), { state: "preparing", step: "one", stepNumber: 1, stepStartedAt: null }],
    ["working in a step", aRun(two, ready, begin("one")), { state: "working", step: "one", stepNumber: 1, stepStartedAt: NOW }],
    [
      "working between steps",
      aRun(two, ready, begin("one"), done("one")),
      { state: "working", step: "two", stepNumber: 2, stepStartedAt: null },
    ],
    ["retrying between attempts", aRun(two, ready, begin("one"), failed("one")), { state: "retrying", step: "one", stepNumber: 1 }],
    [
      "finishing at the step that failed",
      aRun(two, ready, begin("one"), failed("one", 1, { retryable: false })),
      { state: "finishing", step: "one", stepNumber: 1 },
    ],
    [
      "finishing after the last step",
      aRun(create(["one", "two"]), ready, begin("one"), done("one"), begin("two"), done("two")),
      { state: "finishing", step: null, stepNumber: 2, stepCount: 2 },
    ],
    ["cancelling in the middle of a step", aRun(two, ready, begin("one"), cancel()), { state: "cancelling", step: "one", stepNumber: 1 }],
    [
      "cancelling on the way out",
      aRun(two, ready, begin("one"), done("one"), cancel()),
      { state: "cancelling", step: "two", stepNumber: 2 },
    ],
  ];
  it.each(rows)("show a run as %s", (_, run, row) => {
    expect(boardOf([run])).toMatchObject({ running: [{ run: "r", identifier: "a", ...row }], finished: [], slots: { used: 1, limit: 4 } });
  });

  it("leave out a run that waits to be admitted: it stands in the queue", () => {
    const run = aRun(create(["one"], { held: true, source: "request" }));
    expect(boardOf([run], [requested("goal")])).toMatchObject({
      running: [],
      slots: { used: 0 },
      queue: [{ identifier: "goal", position: 1 }],
    });
  });
});

describe("the board's queue", () => {
  it("numbers direct requests first, then what could start, best first", () => {
    const list = [anIssue("late"), anIssue("urgent", { priority: 1 })];
    expect(boardOf([], [requested("goal")], list).queue).toEqual([
      { position: 1, identifier: "goal", title: "goal", priority: null, waitsFor: null },
      { position: 2, identifier: "urgent", title: "urgent", priority: 1, waitsFor: null },
      { position: 3, identifier: "late", title: "late", priority: null, waitsFor: null },
    ]);
  });

  it("says what the others wait for, without a number", () => {
    const blocked = anIssue("blocked", {
      blockedBy: [
        { id: null, identifier: "B", state: "planned" },
        { id: null, identifier: null, state: null },
      ],
    });
    const past = [...retrying("retry", NOW + 1500), ...parked("parked"), ...settled("settled"), claimed("running")];
    const list = [blocked, ...["retry", "parked", "settled", "running"].map((id) => anIssue(id))];
    expect(boardOf([], past, list).queue).toMatchObject([
      { identifier: "blocked", position: null, waitsFor: "blocked by B, unknown" },
      { identifier: "retry", position: null, waitsFor: "retry in 2 s: it broke" },
      { identifier: "parked", position: null, waitsFor: "needs a person: it is stuck" },
    ]);
  });
});

describe("the board", () => {
  it("shows what has ended in the order in which it ended, with what came of it", () => {
    const first = { ...aRun(two, unready, finished()), id: toRunId("first"), endedAt: NOW + 1000 };
    const second = { ...aRun(create(["one"]), ready, begin("one"), done("one", 1, "c1"), finished()), endedAt: NOW + 2000 };
    expect(boardOf([second, first]).finished).toMatchObject([
      { run: "first", outcome: "failed", durationMs: 1000, branch: null, detail: "no space left" },
      { run: "r", outcome: "completed", durationMs: 2000, branch: "yardmaster/a", commit: "c1", detail: null },
    ]);
  });

  it("tells what a person cancelled from what the tracker has moved on", () => {
    const ended = (command: RunCommand) => boardOf([aRun(two, ready, command, finished())]).finished;
    expect(ended(cancel("person"))).toMatchObject([{ outcome: "cancelled", detail: "not now" }]);
    expect(ended(cancel("scheduler"))).toMatchObject([{ outcome: "stopped", detail: "not now" }]);
  });

  it("says why dispatch is halted", () => {
    expect([boardOf([]).halted, boardOf([], [halted()]).halted]).toEqual([null, "no agent"]);
  });
});

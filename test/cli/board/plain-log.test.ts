// One line per event where no screen is: what counts as news between two boards, and how it is written.
import { describe, expect, it } from "vitest";
import { toNews } from "../../../src/cli/board/news.ts";
import { createPlainLog } from "../../../src/cli/board/plain-log.ts";
import type { Board } from "../../../src/core/views/board.ts";
import { createFakeClock, createFakeTerminal, emptyBoard } from "../fake-world.ts";
import { finishedRow, HOSTILE, queueRow, runningRow } from "../sample-runs.ts";

function news(before: Partial<Board> | null, after: Partial<Board>): string[] {
  return toNews(before && { ...emptyBoard, ...before }, { ...emptyBoard, ...after }).map(
    ({ identifier, text }) => `${identifier ?? "-"} ${text}`,
  );
}

describe("what is new", () => {
  it.each<[string, Partial<Board> | null, Partial<Board>, string[]]>([
    ["a run, and the step it is at", null, { running: [runningRow()] }, ["R-1 started: Round money half up", "R-1 step 1/2 fix"]],
    ["nothing when nothing changed", { running: [runningRow()] }, { running: [runningRow()] }, []],
    [
      "a step",
      { running: [runningRow()] },
      { running: [runningRow({ step: "test", stepNumber: 2, stepStartedAt: 5 })] },
      ["R-1 step 2/2 test"],
    ],
    ["no step before it has begun", { running: [runningRow({ step: null })] }, { running: [runningRow({ stepStartedAt: null })] }, []],
    [
      "a step that is tried again",
      { running: [runningRow()] },
      { running: [runningRow({ state: "retrying", stepStartedAt: null })] },
      ["R-1 step fix failed and is being retried"],
    ],
    ["a cancellation", { running: [runningRow()] }, { running: [runningRow({ state: "cancelling" })] }, ["R-1 cancelling"]],
    [
      "a result, also of a run that came and went unseen",
      { running: [runningRow()] },
      { finished: [finishedRow(), finishedRow({ run: "run_1", identifier: "R-1", outcome: "failed", detail: "step test failed" })] },
      ["R-0 completed in 41 s, branch yardmaster/R-0 at abcdef012", "R-1 failed after 41 s: step test failed"],
    ],
    ["a wait", { queue: [queueRow()] }, { queue: [queueRow({ waitsFor: "retry in 12 s: x" })] }, ["R-5 waits: retry in 12 s: x"]],
    [
      "no wait that goes on",
      { queue: [queueRow({ waitsFor: "retry in 12 s: x" })] },
      { queue: [queueRow({ waitsFor: "retry in 11 s: x" })] },
      [],
    ],
    ["a halt", {}, { halted: "no credentials" }, ["- dispatch is halted: no credentials"]],
    ["its end", { halted: "no credentials" }, {}, ["- dispatch goes on"]],
    ["a trouble, once", { troubles: ["a"] }, { troubles: ["a", "b"] }, ["- trouble: b"]],
    ["no trouble that only moved", { troubles: ["r.md:3: no title"] }, { troubles: ["r.md:5: no title"] }, []],
    [
      "none that moved with another",
      { troubles: ["r.md:9: twice; first on line 5"] },
      { troubles: ["r.md:8: twice; first on line 4"] },
      [],
    ],
    [
      "a second trouble of the same kind, also when the first one moved",
      { troubles: ["r.md:3: no title"] },
      { troubles: ["r.md:5: no title", "r.md:9: no title"] },
      ["- trouble: r.md:9: no title"],
    ],
    [
      "what was called off",
      {},
      { finished: [finishedRow({ outcome: "stopped", detail: "it is done" })] },
      ["R-0 stopped after 41 s: it is done"],
    ],
  ])("is %s", (_what, before, after, lines) => {
    expect(news(before, after)).toEqual(lines);
  });
});

describe("the plain log", () => {
  it("writes time, issue and what happened, each on one clean line, and never twice", async () => {
    const terminal = createFakeTerminal();
    const clock = createFakeClock();
    let board: Board = { ...emptyBoard, running: [runningRow({ title: HOSTILE })] };
    const view = createPlainLog(terminal, clock, { loadBoard: async () => board });
    await view.refresh();
    view.changed();
    view.changed();
    await clock.advance(1000);
    board = { ...emptyBoard, finished: [finishedRow({ run: "run_1", identifier: "R-1" })] };
    view.changed();
    await clock.advance(1000);
    view.say("Stopping.");
    view.close();
    board = emptyBoard;
    view.changed();
    await clock.advance(1000);
    expect(terminal.text()).toBe(
      [
        "2026-11-20T08:00:00Z R-1 started: fix gpj.exe 漢字 👩‍👩‍👧",
        "2026-11-20T08:00:00Z R-1 step 1/2 fix",
        "2026-11-20T08:00:01Z R-1 completed in 41 s, branch yardmaster/R-0 at abcdef012",
        "2026-11-20T08:00:02Z - Stopping.",
        "",
      ].join("\n"),
    );
  });
});

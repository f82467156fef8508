// The board on screens of two sizes, full and crowded, and with titles and output that nobody should trust.
import { describe, expect, it } from "vitest";
import { type BoardScreen, renderBoard } from "../../../src/cli/board/render-board.ts";
import type { Board } from "../../../src/core/views/board.ts";
import { toDisplayWidth } from "../../../src/std/display-width.ts";
import { emptyBoard } from "../fake-world.ts";
import { finishedRow, HOSTILE, queueRow, runningRow } from "../sample-runs.ts";

function screen(columns: number, rows: number, given: Partial<BoardScreen> = {}): BoardScreen {
  return { columns, rows, color: false, lastLines: new Map(), notice: null, ...given };
}

const BUSY: Board = {
  ...emptyBoard,
  slots: { used: 2, limit: 2 },
  running: [
    runningRow(),
    runningRow({
      run: "run_2",
      identifier: "R-2",
      title: "Slugs without accents",
      step: "test",
      stepNumber: 2,
      state: "retrying",
      stepStartedAt: null,
    }),
  ],
  queue: [
    queueRow(),
    queueRow({ position: 2, identifier: "R-6", title: HOSTILE, priority: null }),
    queueRow({ position: null, identifier: "money-rounding-ee89ee3b", title: "Cart total", waitsFor: "blocked by R-1" }),
  ],
  finished: [
    finishedRow(),
    finishedRow({
      run: "run_9",
      identifier: "R-9",
      title: "Empty average",
      outcome: "failed",
      detail: "step test failed after 3 attempts: the command exited with 1",
    }),
    finishedRow({ run: "run_8", identifier: "R-8", title: "Old idea", outcome: "cancelled", detail: "not wanted any more" }),
  ],
  troubles: ["docs/roadmap.md:14: the entry has no title"],
};
const LAST_LINES = new Map([["run_1", `reading src/money.js ${HOSTILE} and thinking about it for longer than a line of any screen`]]);

const CROWDED: Board = {
  ...emptyBoard,
  slots: { used: 10, limit: 10 },
  halted: "the agent's credentials were refused",
  running: Array.from({ length: 10 }, (_, index) => runningRow({ run: `run_${index}`, identifier: `R-${index}` })),
  queue: Array.from({ length: 30 }, (_, index) => queueRow({ position: index + 1, identifier: `Q-${index}` })),
  finished: Array.from({ length: 200 }, (_, index) => finishedRow({ run: `done_${index}`, identifier: `D-${index}` })),
};

describe("the board", () => {
  it("shows what runs, waits, ended and went wrong at 80x24", () => {
    expect(renderBoard(BUSY, screen(80, 24, { lastLines: LAST_LINES })).join("\n")).toMatchInlineSnapshot(`
      "2 of 2 agents at work · 3 waiting · 3 done (1 failed)
      RUNNING
          R-1               Round money half up                     fix 1/2 1 min 20 s
           reading src/money.js fix gpj.exe 漢字 👩‍👩‍👧 and thinking about it for longer…
          R-2               Slugs without accents         test 2/2 retrying 1 min 30 s
      QUEUE
        1 R-5               Leap years                                            high
        2 R-6               fix gpj.exe 漢字 👩‍👩‍👧
        - money-rounding-…  Cart total                                  blocked by R-1
      DONE
        ✓ R-0               Slug accents                 yardmaster/R-0 abcdef012 41 s
        ✗ R-9               Empty average  step test failed after 3 attempts: th… 41 s
        - R-8               Old idea               cancelled: not wanted any more 41 s
      TROUBLE
         docs/roadmap.md:14: the entry has no title"
    `);
  });

  it("shows the same at 40x12", () => {
    expect(renderBoard(BUSY, screen(40, 12, { lastLines: LAST_LINES })).join("\n")).toMatchInlineSnapshot(`
      "2 of 2 agents at work · 3 waiting · 3 d…
      RUNNING
          R-1       Round…  fix 1/2 1 min 20 s
          R-2       Slu…  test 2/2… 1 min 30 s
      QUEUE
        1 R-5       Leap years            high
         … 2 more
      DONE
         … 2 more
        - R-8       Old…  cancelled: not… 41 s
      TROUBLE
         docs/roadmap.md:14: the entry has no…"
    `);
  });

  it("leaves out what does not fit, and counts it", () => {
    expect(renderBoard(CROWDED, screen(60, 16, { notice: "Stopping." })).join("\n")).toMatchInlineSnapshot(`
      "10 of 10 agents at work · 30 waiting · 200 done
      Dispatch is halted: the agent's credentials were refused
      RUNNING
          R-0    Round money half up            fix 1/2 1 min 20 s
          R-1    Round money half up            fix 1/2 1 min 20 s
         … 8 more
      QUEUE
        1 Q-0    Leap years                                   high
        2 Q-1    Leap years                                   high
         … 28 more
      DONE
         … 197 more
        ✓ D-197  Slug accents        yardmaster/R-0 abcdef012 41 s
        ✓ D-198  Slug accents        yardmaster/R-0 abcdef012 41 s
        ✓ D-199  Slug accents        yardmaster/R-0 abcdef012 41 s
      Stopping."
    `);
  });

  it("says priorities in words that no tracker's notation contradicts, and others as they are", () => {
    const queue = [1, 2, 3, 4, 7, null].map((priority) => queueRow({ priority }));
    const rows = renderBoard({ ...emptyBoard, queue }, screen(60, 24)).slice(2);
    expect(rows.map((row) => row.slice(20).trim())).toEqual(["urgent", "high", "medium", "low", "7", ""]);
  });

  it("does not show as failed what was called off", () => {
    const finished = [finishedRow({ outcome: "stopped", detail: "it is done" }), finishedRow({ outcome: "cancelled", detail: "curious" })];
    expect(renderBoard({ ...emptyBoard, finished }, screen(60, 24))).toEqual([
      "0 of 2 agents at work · 0 waiting · 2 done",
      "DONE",
      "  - R-0  Slug accents               stopped: it is done 41 s",
      "  - R-0  Slug accents                cancelled: curious 41 s",
    ]);
  });

  it("counts one agent as one", () => {
    expect(renderBoard({ ...emptyBoard, slots: { used: 0, limit: 1 } }, screen(60, 24))[0]).toMatch(/^0 of 1 agent at work/);
  });

  it("says when there is nothing", () => {
    expect(renderBoard(emptyBoard, screen(80, 24))).toEqual(["0 of 2 agents at work · 0 waiting · 0 done"]);
  });

  it("fits every screen, however small, with every title", () => {
    const tooLarge: string[] = [];
    for (const board of [BUSY, CROWDED]) {
      for (const columns of [...Array(45).keys(), 60, 79, 80, 132, 400]) {
        for (const rows of [0, 1, 2, 3, 5, 8, 12, 24, 50]) {
          const lines = renderBoard(
            board,
            screen(columns, rows, { lastLines: LAST_LINES, notice: "Stopping: finishing the task under way" }),
          );
          if (lines.length > rows || lines.some((line) => toDisplayWidth(line) > columns)) tooLarge.push(`${columns}x${rows}`);
        }
      }
    }
    expect(tooLarge).toEqual([]);
  });

  it("lets nothing through that a terminal would obey", () => {
    const hostile: Board = {
      ...emptyBoard,
      halted: HOSTILE,
      running: [runningRow({ identifier: HOSTILE, title: HOSTILE, step: HOSTILE })],
      queue: [queueRow({ identifier: HOSTILE, title: HOSTILE, waitsFor: HOSTILE })],
      finished: [finishedRow({ identifier: HOSTILE, title: HOSTILE, branch: HOSTILE, outcome: "failed", detail: HOSTILE })],
      troubles: [HOSTILE],
    };
    const text = renderBoard(hostile, screen(200, 50, { lastLines: new Map([["run_1", HOSTILE]]), notice: HOSTILE })).join("");
    expect(text).not.toMatch(/\p{Cc}|\p{Bidi_Control}|owned/u);
  });

  it("costs no width for its colors", () => {
    const plain = renderBoard(BUSY, screen(80, 24));
    const colored = renderBoard(BUSY, screen(80, 24, { color: true }));
    const paint = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g");
    expect(colored.map((line) => line.replaceAll(paint, ""))).toEqual(plain);
    expect(colored.join("\n")).toContain("\u001b[36m    R-1 ");
  });
});

// Redrawing in place: how often, over what, and what is left at the end.
import { describe, expect, it } from "vitest";
import { createLiveBoard } from "../../../src/cli/board/live-board.ts";
import { toRunId, toStepId } from "../../../src/core/ids.ts";
import type { Board } from "../../../src/core/views/board.ts";
import { createFakeClock, createFakeTerminal, emptyBoard, settle } from "../fake-world.ts";
import { finishedRow, queueRow, runningRow } from "../sample-runs.ts";

function open(rows = 24) {
  const terminal = createFakeTerminal({ interactive: true, columns: 60, rows });
  const clock = createFakeClock();
  const world = { board: emptyBoard, loads: 0, fails: false };
  const view = createLiveBoard(terminal, clock, {
    async loadBoard() {
      world.loads += 1;
      if (world.fails) throw new Error("the store is busy");
      return world.board;
    },
  });
  return { terminal, clock, world, view };
}

function frames(text: string): string[] {
  return text.split("\u001b[?7l").slice(1);
}

describe("the live board", () => {
  it("draws over the frame before, and clears what that one had more", async () => {
    const { terminal, world, view } = open();
    world.board = { ...emptyBoard, queue: [queueRow()] };
    await view.refresh();
    terminal.clear();
    world.board = emptyBoard;
    await view.refresh();
    expect(terminal.text()).toBe("\u001b[3A\r\u001b[?7l\u001b[K0 of 2 agents at work · 0 waiting · 0 done\n\u001b[J\u001b[?7h");
  });

  it("draws at most eight times a second, however much happens, and the newest in the end", async () => {
    const { terminal, clock, world, view } = open();
    await view.refresh();
    terminal.clear();
    for (let change = 0; change < 1000; change += 1) {
      world.board = { ...emptyBoard, queue: [queueRow({ identifier: `R-${change}` })] };
      view.changed();
      await clock.advance(1);
    }
    await clock.advance(200);
    expect(frames(terminal.text()).length).toBeLessThanOrEqual(10);
    expect(frames(terminal.text()).at(-1)).toContain("R-999");
  });

  it("moves times on by itself", async () => {
    const { clock, world, view } = open();
    await view.refresh();
    await clock.advance(3000);
    expect(world.loads).toBe(4);
  });

  it("shows the last line that an agent wrote, cleaned, and forgets it with the run", async () => {
    const { terminal, clock, world, view } = open();
    const output = (text: string) => view.output({ run: toRunId("run_1"), step: toStepId("fix"), stream: "stdout", text });
    world.board = { ...emptyBoard, running: [runningRow()] };
    output("first\nsecond \u001b[2");
    output("J line\n\n");
    await clock.advance(200);
    expect(frames(terminal.text()).at(-1)).toContain("\u001b[K     second line\n");
    output("thi");
    output("rd");
    await clock.advance(200);
    expect(frames(terminal.text()).at(-1)).toContain("\u001b[K     third\n");
    world.board = emptyBoard;
    await view.refresh();
    world.board = { ...emptyBoard, running: [runningRow()] };
    await view.refresh();
    expect(frames(terminal.text()).at(-1)).not.toContain("third");
  });

  it("never draws as high as the screen, but leaves all of it in the end", async () => {
    const { terminal, world, view } = open(6);
    world.board = { ...emptyBoard, finished: Array.from({ length: 20 }, (_, index) => finishedRow({ run: `run_${index}` })) };
    await view.refresh();
    expect(frames(terminal.text()).at(-1)?.split("\n").length).toBeLessThanOrEqual(6);
    view.close();
    expect(frames(terminal.text()).at(-1)?.split("\n")).toHaveLength(23);
  });

  it("gives the cursor back when it says that it stops, and when it is closed", async () => {
    const { terminal, clock, world, view } = open();
    expect(terminal.text()).toBe("\u001b[?25l");
    await view.refresh();
    terminal.clear();
    view.say("Stopping.");
    expect(terminal.text()).toContain("\u001b[?25h");
    expect(terminal.text()).toContain("\u001b[KStopping.\n");
    view.close();
    view.close();
    expect(terminal.text().endsWith("\u001b[?25h")).toBe(true);
    terminal.clear();
    view.changed();
    await clock.advance(5000);
    await view.refresh();
    expect(terminal.text()).toBe("");
    expect(world.loads).toBe(1);
  });

  it("skips a frame that cannot be loaded, and says so to whoever waits for one", async () => {
    const { terminal, clock, world, view } = open();
    await view.refresh();
    terminal.clear();
    world.fails = true;
    view.changed();
    await clock.advance(500);
    expect(terminal.text()).toBe("");
    await expect(view.refresh()).rejects.toThrow("the store is busy");
    world.fails = false;
    await view.refresh();
    expect(frames(terminal.text())).toHaveLength(1);
  });

  it("draws nothing more when it was closed while it looked", async () => {
    const terminal = createFakeTerminal({ interactive: true });
    let answer: (board: Board) => void = () => {};
    const view = createLiveBoard(terminal, createFakeClock(), { loadBoard: () => new Promise((resolve) => (answer = resolve)) });
    const shown = view.refresh();
    await settle();
    view.close();
    terminal.clear();
    answer(emptyBoard);
    await shown;
    expect(terminal.text()).toBe("");
  });
});

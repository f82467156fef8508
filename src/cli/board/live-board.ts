// Redraws the board in place on a terminal. Plain ANSI, one write per frame, and no trace left but the last frame.
import type { Board } from "../../core/views/board.ts";
import type { Clock } from "../../std/clock.ts";
import type { Terminal } from "../world.ts";
import { createLastLine, type LastLine } from "./last-line.ts";
import { renderBoard } from "./render-board.ts";
import { createRepeater } from "./repeater.ts";
import type { View, ViewOptions } from "./view.ts";

/** Eight frames a second. */
const FRAME_MS = 125;
/** Elapsed times move on by themselves. */
const TICK_MS = 1000;

const HIDE_CURSOR = "\u001b[?25l";
const SHOW_CURSOR = "\u001b[?25h";
/** Without wrapping, a line that turns out wider than we thought costs its end and not the whole frame. */
const NO_WRAP = "\u001b[?7l";
const WRAP = "\u001b[?7h";
const CLEAR_LINE = "\u001b[K";
const CLEAR_BELOW = "\u001b[J";
const up = (lines: number) => (lines > 0 ? `\u001b[${lines}A` : "");

export function createLiveBoard(terminal: Terminal, clock: Clock, { loadBoard }: ViewOptions): View {
  const lastLines = new Map<string, LastLine>();
  let board: Board | null = null;
  let notice: string | null = null;
  let drawn = 0;
  let closed = false;
  let cancelTick: () => void = () => {};

  function draw(rows: number): void {
    if (!board) return;
    const texts = new Map([...lastLines].map(([run, last]) => [run, last.text()]));
    const lines = renderBoard(board, { columns: terminal.columns, rows, color: terminal.color, lastLines: texts, notice });
    // Cleared first: after a line that fills the width the cursor still stands on its last column, which would be cleared with it.
    const frame = lines.map((line) => `${CLEAR_LINE}${line}\n`).join("");
    terminal.out(`${up(drawn)}\r${NO_WRAP}${frame}${CLEAR_BELOW}${WRAP}`);
    drawn = lines.length;
  }

  const frames = createRepeater(clock, FRAME_MS, async () => {
    board = await loadBoard();
    const running = new Set(board.running.map(({ run }) => run));
    for (const run of lastLines.keys()) if (!running.has(run)) lastLines.delete(run);
    // A frame as high as the screen would scroll its own first line away. The board may have been closed while it was loading.
    if (!closed) draw(terminal.rows - 1);
  });

  function tick(): void {
    cancelTick = clock.after(TICK_MS, () => {
      frames.request();
      tick();
    });
  }

  terminal.out(HIDE_CURSOR);
  tick();
  return {
    changed: frames.request,
    output({ run, text }) {
      const last = lastLines.get(run) ?? createLastLine();
      last.push(text);
      lastLines.set(run, last);
      frames.request();
    },
    say(text) {
      notice = text;
      // Whoever interrupts twice ends the process at once: the cursor must be back by then.
      terminal.out(SHOW_CURSOR);
      draw(terminal.rows - 1);
    },
    async refresh() {
      await frames.now();
      return board ?? (await loadBoard());
    },
    close() {
      if (closed) return;
      closed = true;
      cancelTick();
      frames.stop();
      draw(Number.POSITIVE_INFINITY);
      terminal.out(SHOW_CURSOR);
    },
  };
}

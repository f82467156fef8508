// One line for each thing that happens, for files, pipes and terminals that cannot be redrawn: time, issue, what happened.
import type { Board } from "../../core/views/board.ts";
import type { Clock } from "../../std/clock.ts";
import { toSafeLine } from "../../std/safe-text.ts";
import { toTime } from "../task-words.ts";
import type { Terminal } from "../world.ts";
import { type News, toNews } from "./news.ts";
import { createRepeater } from "./repeater.ts";
import type { View, ViewOptions } from "./view.ts";

export function createPlainLog(terminal: Pick<Terminal, "out">, clock: Clock, { loadBoard }: ViewOptions): View {
  let board: Board | null = null;

  function print({ identifier, text }: News): void {
    terminal.out(`${toTime(clock.now())} ${toSafeLine(identifier ?? "-")} ${toSafeLine(text)}\n`);
  }

  const looks = createRepeater(clock, 0, async () => {
    const next = await loadBoard();
    for (const news of toNews(board, next)) print(news);
    board = next;
  });

  return {
    changed: looks.request,
    // What agents write is kept by the task: `task logs` has it.
    output() {},
    say: (text) => print({ identifier: null, text }),
    async refresh() {
      await looks.now();
      return board ?? (await loadBoard());
    },
    close: looks.stop,
  };
}

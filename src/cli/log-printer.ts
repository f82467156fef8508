// Prints what steps wrote, each under its name, cleaned of whatever a terminal would obey.
import type { LogPiece } from "../runtime/yard.ts";
import { createTextCleaner, type TextCleaner, toSafeLine } from "../std/safe-text.ts";
import { toTime } from "./task-words.ts";

export interface LogPrinter {
  print(piece: LogPiece): void;
  /** Ends a line that a step left open, so that what follows begins on its own. */
  endLine(): void;
}

export interface LogPrinterOptions {
  write(text: string): void;
  /** When each `step.attempt` began, where that is to be shown. */
  readonly startedAt?: ReadonlyMap<string, number>;
  /** Where names of steps go; the same way as the text by default. */
  writeName?(text: string): void;
}

export function createLogPrinter({ write, startedAt, writeName = write }: LogPrinterOptions): LogPrinter {
  let current = "";
  let cleaner: TextCleaner = createTextCleaner();
  let open = false;

  function endLine(): void {
    if (open) write("\n");
    open = false;
  }

  return {
    print({ step, attempt, text }) {
      const name = `${step}.${attempt}`;
      if (name !== current) {
        endLine();
        const at = startedAt?.get(name);
        const count = attempt > 1 ? `, attempt ${attempt}` : "";
        writeName(`── ${toSafeLine(step)}${count}${at === undefined ? "" : `, ${toTime(at)}`}\n`);
        current = name;
        cleaner = createTextCleaner();
      }
      const clean = cleaner.push(text);
      if (clean === "") return;
      write(clean);
      open = !clean.endsWith("\n");
    },
    endLine,
  };
}

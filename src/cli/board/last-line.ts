// The last line with anything on it of a text that arrives in pieces, cleaned. Keeps no more than that.
import { createTextCleaner } from "../../std/safe-text.ts";

export interface LastLine {
  push(text: string): void;
  /** A line that is still being written counts once it has something. */
  text(): string;
}

/** Longer than any screen is wide. */
const LONGEST = 1000;

export function createLastLine(): LastLine {
  const cleaner = createTextCleaner();
  let whole = "";
  let open = "";
  return {
    push(text) {
      const lines = (open + cleaner.push(text)).split("\n");
      open = (lines.pop() ?? "").slice(0, LONGEST);
      whole = lines.findLast((line) => line.trim() !== "")?.slice(0, LONGEST) ?? whole;
    },
    text: () => (open.trim() === "" ? whole : open),
  };
}

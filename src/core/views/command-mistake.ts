// A mistake as people see it: the line with a caret below it, and what would hold.
import type { Mistake } from "../commands/command.ts";

export interface MistakeView {
  /** The comment's line, from 1. */
  readonly line: number;
  /** Two lines: what was written, cut around the trouble, and the caret. */
  readonly shown: string;
  readonly message: string;
  readonly suggestion: string | null;
}

const WIDTH = 100;
const BEFORE = 60;
/** Characters that are two columns wide; the blank below them has to be too. */
const WIDE = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}]/u;

export function toMistakeView({ line, source, column, message, suggestion }: Mistake): MistakeView {
  const start = source.length <= WIDTH ? 0 : Math.max(0, column - BEFORE);
  const shown = toPlain(source.slice(start, start + WIDTH));
  const ahead = toPlain(source.slice(start, column));
  const blanks = Array.from(ahead, (letter) => (WIDE.test(letter) ? "\u3000" : " ")).join("");
  const [left, right] = [start > 0 ? "…" : "", start + WIDTH < source.length ? "…" : ""];
  return { line, shown: `${left}${shown}${right}\n${left === "" ? "" : " "}${blanks}^`, message, suggestion };
}

/** One column for each character, and none that turns the direction of reading. */
function toPlain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, " ").replaceAll("\u00a0", " ");
}

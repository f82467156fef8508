// Why a line does not hold as a command, while it is being read. What becomes of it for people is a mistake.
import type { Span } from "./scan-words.ts";

export interface Fault {
  /** Position in the line. */
  readonly at: number;
  readonly message: string;
  /** The whole line with this one thing corrected; it may have others. */
  readonly fixed: string | null;
}

export function isFault(outcome: object): outcome is Fault {
  return "fixed" in outcome;
}

export function toFault(at: number, message: string, fixed: string | null = null): Fault {
  return { at, message, fixed };
}

/** The line with one part replaced. */
export function replaceSpan(line: string, { start, end }: Span, replacement: string): string {
  return line.slice(0, start) + replacement + line.slice(end);
}

export function toUnclosed(line: string, at: number): Fault {
  return toFault(at, "A quote starts here and is never closed.", `${line.trimEnd()}${line.charAt(at)}`);
}

const LONGEST_QUOTE = 40;

/** A word of a stranger inside a sentence: as code, so that it mentions nobody, and without what would end the code. */
export function quoteWord(word: string): string {
  const clean = word.slice(0, 4 * LONGEST_QUOTE).replaceAll(/[`\p{Cc}\p{Bidi_Control}\p{Cs}]/gu, "");
  const letters = Array.from(clean);
  const short = letters.length > LONGEST_QUOTE ? `${letters.slice(0, LONGEST_QUOTE).join("")}…` : clean;
  return `\`${short || "?"}\``;
}

export function listWords(words: readonly string[]): string {
  return words.map(quoteWord).join(", ");
}

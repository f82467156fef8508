// What an agent says it did: the end of what it wrote, short enough to be part of an event.

/** In characters. */
const LONGEST = 4_000;
/** Credentials are no longer than this. */
const HALF_A_WORD = /^\S{0,300}/u;

/** @returns null: it said nothing */
export function toSummary(written: string): string | null {
  const text = written.trim();
  if (text.length <= LONGEST) return text === "" ? null : text;
  const end = text.slice(-LONGEST);
  // Not in the middle of a line, where one begins soon enough, nor of a word, which may be a secret, and never in the middle of a character.
  const line = end.indexOf("\n");
  return `…\n${line < 0 || line > LONGEST / 2 ? end.replace(HALF_A_WORD, "") : end.slice(line + 1)}`;
}

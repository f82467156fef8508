// A trigger's own command in a comment: a line that begins with its words. What follows them on the line is its arguments.
// Where a command may stand was found out before; who may give commands is not asked here.
import type { CommentLine } from "../commands/comment-line.ts";
import { readBare, skipBlanks, trimBlanks } from "../commands/scan-words.ts";

/** @returns the arguments, or null when the comment does not give the command */
export function findCommand(lines: readonly CommentLine[], command: string): string | null {
  const words = command.trim().toLowerCase().split(/\s+/);
  for (const { text, place } of lines) {
    const rest = place === "open" ? dropWords(text, words) : null;
    if (rest !== null) return rest;
  }
  return null;
}

function dropWords(line: string, words: readonly string[]): string | null {
  let at = 0;
  for (const word of words) {
    const next = readBare(line, skipBlanks(line, at));
    if (next.text.toLowerCase() !== word) return null;
    at = next.end;
  }
  return trimBlanks(line, at);
}

// A command in a comment: a line that begins with it, outside of quotations and code. What follows on the line is its arguments.
// Who may give commands is not asked here.

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
/** More of a comment is not read. */
const LONGEST_COMMENT = 65_536;

/** @returns the arguments, or null when the comment does not give the command */
export function findCommand(comment: string, command: string): string | null {
  const words = command.trim().split(/\s+/);
  let fence: string | null = null;
  for (const line of comment.slice(0, LONGEST_COMMENT).split(/\r\n|\r|\n/)) {
    const mark = FENCE.exec(line)?.[1] ?? null;
    if (mark !== null && (fence === null || mark.startsWith(fence))) fence = fence === null ? mark : null;
    else if (fence === null && !/^(?: {0,3}>| {4}|\t)/.test(line)) {
      const rest = dropWords(line.trim(), words);
      if (rest !== null) return rest;
    }
  }
  return null;
}

function dropWords(line: string, words: readonly string[]): string | null {
  let rest = line;
  for (const word of words) {
    const next = /^\S+/.exec(rest)?.[0] ?? "";
    if (next.toLowerCase() !== word.toLowerCase()) return null;
    rest = rest.slice(next.length).trimStart();
  }
  return rest;
}

// One line of a text: where its content ends and where the next line starts. LF and CRLF end a line, a lone CR does not.

export interface Line {
  /** Offset behind the content, before the line ending. */
  readonly to: number;
  readonly next: number;
}

export function lineAt(text: string, from: number): Line {
  const newline = text.indexOf("\n", from);
  if (newline === -1) return { to: text.length, next: text.length };
  const to = newline > from && text[newline - 1] === "\r" ? newline - 1 : newline;
  return { to, next: newline + 1 };
}

/** The line ending at this offset; at the end of the text the one before it, so that a new line looks like its neighbors. */
export function lineEndingAt(text: string, to: number): string {
  if (to < text.length) return text[to] === "\r" ? "\r\n" : "\n";
  const newline = text.lastIndexOf("\n");
  return newline > 0 && text[newline - 1] === "\r" ? "\r\n" : "\n";
}

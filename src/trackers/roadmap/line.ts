// Where the lines of a text end. LF and CRLF end a line, a lone CR does not.

/** Where the content of the line that starts here ends, before its line ending. */
export function lineEnd(text: string, from: number): number {
  const newline = text.indexOf("\n", from);
  if (newline === -1) return text.length;
  return newline > from && text[newline - 1] === "\r" ? newline - 1 : newline;
}

/** Where the next line starts after the content that ends here. */
export function nextLine(text: string, to: number): number {
  return to + lineBreakAt(text, to).length;
}

/** The line break whose first character would stand here; empty at the end of the text. */
function lineBreakAt(text: string, to: number): string {
  if (to >= text.length) return "";
  return text[to] === "\r" ? "\r\n" : "\n";
}

/** How a line that is added here should end: like this one, or at the end of the text like the one before. */
export function lineBreakLike(text: string, to: number): string {
  const newline = text.lastIndexOf("\n");
  return lineBreakAt(text, to) || lineBreakAt(text, newline > 0 && text[newline - 1] === "\r" ? newline - 1 : newline) || "\n";
}

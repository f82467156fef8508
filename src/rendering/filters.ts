// The two filters of our own: text from strangers set apart as data, and text forced onto one short line.

/**
 * Sets text apart in a Markdown code fence that the text cannot close: the fence is longer than any run of backticks inside.
 */
export function fence(value: unknown): string {
  const text = toText(value);
  let longest = 2;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  const mark = "`".repeat(longest + 1);
  return `${mark}text\n${text.trimEnd()}\n${mark}`;
}

/** One line of at most `limit` characters: white space and control characters become single spaces, an ellipsis marks a cut. */
export function oneLine(value: unknown, limit: unknown = 72): string {
  const most = Math.max(1, Math.trunc(Number(limit)) || 1);
  const line = toText(value)
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim();
  // Counted in code points, so that no emoji is cut in half.
  const characters = Array.from(line.slice(0, 2 * most + 2));
  if (characters.length <= most) return line;
  return `${characters
    .slice(0, most - 1)
    .join("")
    .trimEnd()}…`;
}

function toText(value: unknown): string {
  return value === null || value === undefined ? "" : String(value);
}

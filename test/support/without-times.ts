// Text for people without what it says about how long something took, and without what a table's width owes to that.
// Knows the words of `toDuration`, no dates.

/** Every duration becomes `(time)`, and every gap between columns two blanks. */
export function withoutTimes(text: string): string {
  return text.replace(/\b\d+ (?:ms|s|min|h|d)\b(?: \d+ (?:s|min|h)\b)?/g, "(time)").replace(/(?<=\S) {2,}(?=\S)/g, "  ");
}

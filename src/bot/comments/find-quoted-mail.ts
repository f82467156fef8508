// What a reply by mail carries along: the mail that it answers, with the line above it, and the signature. Its author wrote none of it now.

/** `On Tue, Nov 3, 2026 at 4:00 PM Ann <ann@example.com> wrote:`, and the same in a few languages; a digit stands between. */
const INTRODUCTIONS = [
  ["On ", "", " wrote:"],
  ["Am ", " schrieb ", ":"],
  ["Le ", "", " a écrit :"],
  ["El ", "", " escribió:"],
] as const;
const FORWARDED = /^-{2,} ?(?:Original|Forwarded) Message ?-{2,}$/i;
const SENDER = /^\*?From:\*? /;
const SENT = /^\*?(?:Sent|Date):\*? /;
const LONGEST = 300;

/**
 * @param paragraphs numbers of the lines in top-level paragraphs: only there can a mail begin
 * @returns ranges of lines, from the first to the one behind the last, from 0
 */
export function findQuotedMail(
  lines: readonly string[],
  paragraphs: ReadonlySet<number>,
): readonly (readonly [from: number, to: number])[] {
  const ranges: (readonly [number, number])[] = [];
  for (let from = 0; from < lines.length; from += 1) {
    const height = paragraphs.has(from) ? toHeight(lines, from) : 0;
    if (height === 0) continue;
    const quoted = findQuotation(lines, from + height);
    // Without marks before its lines, nobody can tell where the old mail ends.
    const to = quoted ?? lines.length;
    ranges.push([from, to]);
    from = to - 1;
  }
  return ranges;
}

/** How many lines introduce a mail here; 0 for none. */
function toHeight(lines: readonly string[], at: number): number {
  const [line = "", next = ""] = [lines[at], lines[at + 1]].map((each) => (each ?? "").slice(0, LONGEST).replaceAll("\u00a0", " ").trim());
  if (lines[at] === "-- " || FORWARDED.test(line) || (SENDER.test(line) && SENT.test(next))) return 1;
  if (isIntroduction(line)) return 1;
  return isIntroduction(`${line} ${next}`) ? 2 : 0;
}

function isIntroduction(line: string): boolean {
  return INTRODUCTIONS.some(
    ([begin, inside, end]) => line.startsWith(begin) && line.includes(inside) && line.endsWith(end) && /\d/.test(line),
  );
}

/** The line behind the quotation that begins here, blank lines aside; null when none does. */
function findQuotation(lines: readonly string[], at: number): number | null {
  let end: number | null = null;
  for (let line = at; line < lines.length; line += 1) {
    const text = lines[line]?.trim() ?? "";
    if (text.startsWith(">")) end = line + 1;
    else if (text !== "") break;
  }
  return end;
}

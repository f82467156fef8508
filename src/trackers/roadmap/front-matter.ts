// The optional block between two `---` lines at the top. Found so that it can be skipped: nothing in it is ours to ask for.
import { type Finding, warnAt } from "./finding.ts";
import { lineEnd, nextLine } from "./line.ts";

const BYTE_ORDER_MARK = 0xfeff;

export interface FrontMatter {
  /** Where the body starts. */
  readonly end: number;
  /** How many lines stand before it. */
  readonly lines: number;
}

export function parseFrontMatter(text: string, findings: Finding[]): FrontMatter {
  const top = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  const body = { end: top, lines: 0 };
  const opening = lineEnd(text, top);
  if (text.slice(top, opening).trimEnd() !== "---") return body;

  let from = nextLine(text, opening);
  for (let lines = 2; from < text.length; lines += 1) {
    const to = lineEnd(text, from);
    const next = nextLine(text, to);
    const content = text.slice(from, to).trimEnd();
    if (content === "---") return { end: next, lines };
    // A heading before the closing line: what looked like front matter is a ruler, and the entries below it count.
    if (/^###? /.test(content)) break;
    from = next;
  }
  findings.push(warnAt(1, "the front matter that starts here is never closed", "end it with a line `---`"));
  return body;
}

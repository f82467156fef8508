// The optional block between two `---` lines at the top. Found so that it can be skipped; only its missing keys are worth a word.
import { type Finding, warnAt } from "./finding.ts";
import { lineEnd, nextLine } from "./line.ts";

const REQUIRED = ["project", "version", "last_synced", "last_manual_edit"] as const;
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

  const keys = new Set<string>();
  let from = nextLine(text, opening);
  for (let lines = 2; from < text.length; lines += 1) {
    const to = lineEnd(text, from);
    const next = nextLine(text, to);
    const content = text.slice(from, to).trimEnd();
    if (content === "---") {
      const missing = REQUIRED.filter((key) => !keys.has(key));
      if (missing.length > 0)
        findings.push(warnAt(1, `the front matter has no ${missing.join(", ")}`, "add the keys, or leave the front matter out"));
      return { end: next, lines };
    }
    // A heading before the closing line: what looked like front matter is a ruler, and the entries below it count.
    if (/^###? /.test(content)) break;
    const key = /^([\w-]+)[ \t]*:/.exec(content)?.[1];
    if (key !== undefined) keys.add(key);
    from = next;
  }
  findings.push(warnAt(1, "the front matter that starts here is never closed", "end it with a line `---`"));
  return body;
}

// Code fences and HTML comments: the blocks in which a heading is no heading.
// The rules are CommonMark's (https://spec.commonmark.org/0.31.2/#fenced-code-blocks and #html-blocks, kind 2).

export interface Quote {
  readonly kind: "code fence" | "comment";
  /** What ends it: `-->`, or the same fence or a longer one. */
  readonly closing: string;
  /** False for a comment that ends on the line it starts on. */
  readonly open: boolean;
}

/** At most three spaces, or the markers of list items, then the opening. */
const OPENING = / {0,3}(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,}|<!--)/y;

export function opensQuote(text: string, from: number, to: number): Quote | null {
  OPENING.lastIndex = from;
  const mark = OPENING.exec(text)?.[1];
  if (mark === undefined) return null;
  const rest = text.slice(OPENING.lastIndex, to);
  if (mark === "<!--") return { kind: "comment", closing: "-->", open: !rest.includes("-->") };
  // More backticks on the line make it inline code.
  if (mark.startsWith("`") && rest.includes("`")) return null;
  return { kind: "code fence", closing: mark, open: true };
}

export function closesQuote(quote: Quote, content: string): boolean {
  if (quote.kind === "comment") return content.includes(quote.closing);
  return /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(content)?.[1]?.startsWith(quote.closing) ?? false;
}

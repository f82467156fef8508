// The shape of a roadmap file: which entries it has, their fields, and where each of them stands in the text.
// Knows just enough Markdown to tell what is quoted (code fences, comments) and where a list item ends; judges no value.
import { type Finding, warnAt } from "./finding.ts";
import { parseFrontMatter } from "./front-matter.ts";
import { type FieldKey, toFieldKey } from "./labels.ts";
import { lineEnd, nextLine } from "./line.ts";
import { closesQuote, opensQuote, type Quote } from "./quote.ts";

/** `- **Label:** value`, with the lines that Markdown counts to the same list item. */
export interface Field {
  readonly label: string;
  /** What the label means to us; null when it is the author's own. */
  readonly key: FieldKey | null;
  /** The rest of the first line, trimmed. */
  readonly value: string;
  /** The other lines that are not blank, trimmed. */
  readonly more: readonly string[];
  readonly line: number;
  readonly column: number;
  readonly bullet: string;
  /** Offset of the value, or of where one would stand. */
  readonly start: number;
  /** Offset behind the last line, before its line ending. */
  readonly end: number;
}

export interface Entry {
  readonly name: string;
  readonly milestone: string | null;
  readonly line: number;
  /** Offset behind the heading's line, before its line ending. */
  readonly headingEnd: number;
  readonly fields: readonly Field[];
}

/** The first field with this meaning. */
export function findField(entry: Entry, key: FieldKey): Field | undefined {
  // A loop, since a closure for each of a dozen keys is what a big file would spend most memory on.
  for (const field of entry.fields) if (field.key === key) return field;
  return undefined;
}

interface GrowingField extends Field {
  more: readonly string[];
  end: number;
}

interface GrowingEntry extends Entry {
  readonly fields: GrowingField[];
}

/** Where the walk stands: what the next line would belong to. */
interface Place {
  milestone: string | null;
  entry: GrowingEntry | null;
  /** Below a heading inside the entry, where lists are prose and no fields. */
  nested: boolean;
  field: GrowingField | null;
  quote: Quote | null;
  quoteLine: number;
  afterBlank: boolean;
}

/** Shared by the many fields of one line: a big roadmap has tens of thousands. */
const NO_LINES: readonly string[] = [];

/** One entry after the other, so that those of a big file need not be held at once. Findings about the file are complete at the end. */
export function* walkEntries(text: string, findings: Finding[]): Generator<Entry, void> {
  const front = parseFrontMatter(text, findings);
  const place: Place = { milestone: null, entry: null, nested: false, field: null, quote: null, quoteLine: 0, afterBlank: false };

  let from = front.end;
  for (let line = front.lines + 1; from < text.length; line += 1) {
    const to = lineEnd(text, from);
    const before = place.entry;
    walkLine(text, from, to, line, place);
    if (before !== null && before !== place.entry) yield before;
    from = nextLine(text, to);
  }
  if (place.entry !== null) yield place.entry;
  if (place.quote !== null) {
    const message = `the ${place.quote.kind} that starts here is never closed, so all that follows is quoted`;
    findings.push(warnAt(place.quoteLine, message, `end it with \`${place.quote.closing}\``));
  }
}

function walkLine(text: string, from: number, to: number, line: number, place: Place): void {
  if (place.quote !== null) {
    extend(place.field, to);
    if (closesQuote(place.quote, text.slice(from, to))) place.quote = null;
    return;
  }
  const first = text[from];
  const indented = first === " " || first === "\t";
  if (from === to || (indented && text.slice(from, to).trim() === "")) {
    place.afterBlank = true;
    return;
  }
  const { afterBlank } = place;
  place.afterBlank = false;

  const heading = first === "#" ? parseHeading(text.slice(from, to)) : null;
  if (heading !== null) {
    enterHeading(heading, line, to, place);
    return;
  }
  const field = place.entry === null || place.nested || indented ? null : parseField(text, from, to, line);
  if (field !== null) {
    place.entry?.fields.push(field);
    place.field = field;
    return;
  }
  const quote = opensQuote(text, from, to);
  if (!indented && (quote !== null || afterBlank || startsBlock(text, from))) place.field = null;
  extend(place.field, to);
  if (quote === null) {
    if (place.field !== null) place.field.more = [...place.field.more, text.slice(from, to).trim()];
    return;
  }
  // Only a paragraph goes on without a blank line, a quote does not.
  place.afterBlank = true;
  if (quote.open) {
    place.quote = quote;
    place.quoteLine = line;
  }
}

function extend(field: GrowingField | null, to: number): void {
  if (field !== null) field.end = to;
}

interface Heading {
  readonly level: number;
  readonly title: string;
}

function parseHeading(content: string): Heading | null {
  const match = /^(#{1,6})(?:[ \t]+(.*))?$/.exec(content);
  if (match === null) return null;
  const title = (match[2] ?? "").replace(/(?:^|[ \t]+)#+[ \t]*$/, "").trim();
  return { level: match[1]?.length ?? 0, title };
}

function enterHeading({ level, title }: Heading, line: number, headingEnd: number, place: Place): void {
  place.field = null;
  place.nested = level > 3;
  if (level < 3) {
    place.entry = null;
    place.milestone = level === 2 ? withoutPrefix(title, "milestone:") || null : null;
  }
  if (level === 3) place.entry = { name: withoutPrefix(title, "feature:"), milestone: place.milestone, line, headingEnd, fields: [] };
}

function withoutPrefix(title: string, prefix: string): string {
  return title.toLowerCase().startsWith(prefix) ? title.slice(prefix.length).trim() : title;
}

/** The colon may stand inside or outside the bold; both render alike. */
const FIELD = /[-*+][ \t]+\*\*[^*:\r\n]+(?::[ \t]*\*\*|\*\*[ \t]*:)[ \t]*/y;

function parseField(text: string, from: number, to: number, line: number): GrowingField | null {
  FIELD.lastIndex = from;
  // Without groups, since a big file has tens of thousands of fields and each match would be an array.
  if (!FIELD.test(text)) return null;
  const rest = text.slice(FIELD.lastIndex, to).trimEnd();
  const value = rest.trimStart();
  const start = FIELD.lastIndex + rest.length - value.length;
  const labelStart = text.indexOf("**", from + 1) + 2;
  const label = text.slice(labelStart, labelEnd(text, labelStart)).trim();
  const key = toFieldKey(label);
  return { label, key, value, more: NO_LINES, line, column: start - from + 1, bullet: text.charAt(from), start, end: to };
}

function labelEnd(text: string, from: number): number {
  let end = from;
  while (text[end] !== ":" && text[end] !== "*") end += 1;
  return end;
}

/** What ends a paragraph without a blank line: a list item, a quotation, a ruler. All other text continues the item above it. */
const BLOCK = /(?:[-*+]|\d{1,9}[.)])[ \t]|>|([-*_])(?:[ \t]*\1){2,}[ \t]*\r?$/my;

function startsBlock(text: string, from: number): boolean {
  BLOCK.lastIndex = from;
  return BLOCK.test(text);
}

// What an agent or another stranger wrote as Markdown, quoted: its lines, lists, headings, bold words and code stay what they are, and the
// rest is plain words. Nobody is called, nothing is closed or referred to, no link leads anywhere, no HTML is any. For a page: in a commit's
// message code is plain words too.
import { toSafeText } from "../std/safe-text.ts";
import { toCodeSpan, toUnlinked } from "./harmless.ts";
import { toPlain } from "./sentence.ts";

const MOST_LINES = 80;
const LONGEST_LINE = 1_000;
const INLINE = /`([^`]{1,200})`|\*\*([^*`]{1,200})\*\*/g;
const ITEM = /^( {0,6})(?:[-*+]|(\d{1,4})[.)]) {1,4}(?=\S)/;
const HEADING = /^#{1,6} {1,4}(?=\S)/;

/** @returns Markdown: every line begins with `>` */
export function toQuotation(value: unknown): string {
  const lines = toSafeText(value === null || value === undefined ? "" : String(value))
    .trim()
    .replaceAll("\t", "  ")
    .split("\n");
  const shown = lines.slice(0, MOST_LINES).map((line) => `> ${toLine(line.trimEnd())}`.trimEnd());
  return [...shown, ...(lines.length > MOST_LINES ? [">", "> …"] : [])].join("\n");
}

function toLine(written: string): string {
  const line = written.length > LONGEST_LINE ? `${written.slice(0, LONGEST_LINE - 1)}…` : written;
  // Alone on its line it would be a rule, or make a heading of the line above, or a table, whose cells end in the middle of code.
  if (/^ *[-=*_:][-=*_: ]*$/.test(line)) return "";
  const [marked = "", indent = "", number] = ITEM.exec(line) ?? [];
  if (marked !== "") return `${indent}${number === undefined ? "-" : `${number}.`} ${toInline(line.slice(marked.length))}`;
  const [heading = ""] = HEADING.exec(line) ?? [];
  if (heading !== "") return `**${toWords(line.slice(heading.length)).trim()}**`;
  return toInline(line.trimStart());
}

function toInline(line: string): string {
  let text = "";
  let at = 0;
  for (const found of line.matchAll(INLINE)) {
    const [whole, code, bold = ""] = found;
    text += toWords(line.slice(at, found.index)) + (code === undefined ? `**${toWords(bold)}**` : toCodeSpan(code, 200));
    at = found.index + whole.length;
  }
  return text + toWords(line.slice(at));
}

/** A dollar begins a formula. */
function toWords(text: string): string {
  return toPlain(toUnlinked(text)).replaceAll("$", "\\$");
}

// Where in a comment a command may stand: at the beginning of a line of a top-level paragraph. GitHub's Markdown; what the command says is
// not read here. Bounded in size, and linear in it, whatever a stranger writes.
import type { CommentLine } from "../../core/commands/comment-line.ts";
import { findLineStarts } from "./find-line-starts.ts";
import { findQuotedMail } from "./find-quoted-mail.ts";
import { parseBlocks } from "./parse-blocks.ts";
import { createTagDepth } from "./tag-depth.ts";

/** In UTF-16 code units; GitHub takes no longer comments. */
const LONGEST_COMMENT = 65_536;
const MOST_LINES = 2000;
/** What comes first in a line that may be a command. Phones put other spaces than the plain one. */
const BEGINNING = /^[ \u00a0\u200b]{0,3}[/@]/;
/** How much text is searched for links and code that begin above a line and end below it. */
const MOST_INLINE_TEXT = 8_192;

type Place = CommentLine["place"];

export function parseCommentLines(comment: string): readonly CommentLine[] {
  const lines = comment.slice(0, LONGEST_COMMENT).split(/\r\n?|\n/);
  const isCut = comment.length > LONGEST_COMMENT;
  // A line that was cut in two says something else.
  const read = lines.slice(0, Math.min(MOST_LINES, isCut ? lines.length - 1 : lines.length));
  const places = read.some((line) => BEGINNING.test(line)) ? findPlaces(read) : [];
  return lines.map((text, index) => ({ text, place: index < read.length ? (places[index] ?? "closed") : "unread" }));
}

function findPlaces(lines: readonly string[]): readonly Place[] {
  const places = lines.map((): Place => "closed");
  const tags = createTagDepth();
  const paragraphs = new Set<number>();
  const { blocks, references } = parseBlocks(lines.join("\n"));
  let room = MOST_INLINE_TEXT;
  for (const { type, text, start, end } of blocks) {
    if (type === "html") {
      const isComment = text.startsWith("<!--");
      tags.read(isComment ? text.slice(text.indexOf("-->")) : text);
      if (isComment) places.fill("hidden", start, end);
      continue;
    }
    if (tags.isInside()) continue;
    const own = lines.slice(start, end);
    for (let line = start; line < end; line += 1) paragraphs.add(line);
    const wanted = own.flatMap((line, offset) => (BEGINNING.test(line) ? [offset] : []));
    if (wanted.length === 0) continue;
    const isRead = wanted.at(-1) === 0 || text.length <= room;
    const starts = isRead ? findLineStarts(text, wanted, references) : new Set([0]);
    if (wanted.at(-1) !== 0 && isRead) room -= text.length;
    for (const offset of wanted) places[start + offset] = starts.has(offset) ? "open" : isRead ? "closed" : "unread";
  }
  for (const [from, to] of findQuotedMail(lines, paragraphs)) places.fill("hidden", from, to);
  return places;
}

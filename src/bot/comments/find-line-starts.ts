// Which lines of one paragraph begin outside of everything that a command must not stand in: code, links, images, HTML.
import createParser, { type MarkdownIt, type StateInline } from "markdown-it";
import type { References } from "./parse-blocks.ts";
import { createTagDepth, type TagDepth } from "./tag-depth.ts";

const parser = createInlineParser();

/**
 * @param wanted numbers of the lines that are asked about, from 0, ascending
 * @returns those of `wanted` that begin outside
 */
export function findLineStarts(text: string, wanted: readonly number[], references: References): ReadonlySet<number> {
  const positions = toPositions(text);
  const last = positions[wanted.at(-1) ?? 0] ?? 0;
  if (!/[`[<]/.test(text.slice(0, last))) return new Set(wanted);
  const search: Search = { text, starts: new Set(), tags: createTagDepth(), seen: 0 };
  parser.inline.parse(text, parser, { references, search }, []);
  return new Set(wanted.filter((line) => line === 0 || search.starts.has(positions[line] ?? -1)));
}

/** Where each line begins. */
function toPositions(text: string): readonly number[] {
  const positions = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) positions.push(at + 1);
  return positions;
}

interface Search {
  readonly text: string;
  readonly starts: Set<number>;
  readonly tags: TagDepth;
  /** Tokens whose tags were counted. */
  seen: number;
}

function createInlineParser(): MarkdownIt {
  // Brackets inside brackets take time in the square of their depth; behind those that are too deep no line counts as outside.
  const created = createParser("default", { html: true, maxNesting: 20 });
  created.inline.ruler.disable(["emphasis", "strikethrough", "entity", "linkify"]);
  created.inline.ruler2.disable(["balance_pairs", "emphasis", "strikethrough", "fragments_join"]);
  created.inline.ruler.before("text", "line_start", noteLineStart);
  return created;
}

/** Matches nothing; only looks where the parser stands. */
function noteLineStart(state: StateInline, silent: boolean): boolean {
  const search = state.env["search"] as Search;
  const end = state.src.charAt(state.pos) === "\\" ? state.pos + 1 : state.pos;
  // The words of an image are parsed as a text of their own.
  if (silent || state.linkLevel > 0 || state.src.charAt(end) !== "\n" || state.src !== search.text) return false;
  for (const { type, content } of state.tokens.slice(search.seen)) if (type === "html_inline") search.tags.read(content);
  search.seen = state.tokens.length;
  if (!search.tags.isInside()) search.starts.add(end + 1);
  return false;
}

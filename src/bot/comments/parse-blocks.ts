// Which blocks of a comment stand in nothing else, by a Markdown parser that renders nothing.
// Not micromark: its time is quadratic in many texts (64 KiB of `>` take it 26 s, of `a\n-\n` 58 s), and a comment is anybody's.
import createParser, { type Env, type MarkdownIt, type StateBlock, type Token } from "markdown-it";
import { takeTable } from "./take-table.ts";

/** A paragraph or an HTML block at the top level. */
export interface Block {
  readonly type: "paragraph" | "html";
  readonly text: string;
  /** Its first line and the one behind its last, from 0. */
  readonly start: number;
  readonly end: number;
}

export interface ParsedBlocks {
  readonly blocks: readonly Block[];
  readonly references: References;
}

/** What `[text][name]` may refer to. */
export type References = NonNullable<Env["references"]>;

/** Quotations and lists inside each other; what is deeper belongs to the deepest as a whole. */
const DEEPEST = 20;

const parser = createBlockParser();

export function parseBlocks(text: string): ParsedBlocks {
  const references: References = {};
  const tokens: Token[] = [];
  parser.block.parse(text, parser, { references }, tokens);
  const blocks = tokens.flatMap((token, index): Block[] => {
    if (token.level !== 0 || token.map === null) return [];
    const [start, end] = token.map;
    if (token.type === "html_block") return [{ type: "html", text: token.content, start, end }];
    return token.type === "paragraph_open" ? [{ type: "paragraph", text: tokens[index + 1]?.content ?? "", start, end }] : [];
  });
  return { blocks, references };
}

function createBlockParser(): MarkdownIt {
  // The parser's own limit must never be reached: it takes the rest of the comment for part of a list that is too deep.
  const created = createParser("default", { html: true, maxNesting: 10 * DEEPEST });
  created.block.ruler.at("table", takeTable, { alt: ["paragraph", "reference"] });
  created.block.ruler.before("table", "too_deep", skipDeep);
  return created;
}

function skipDeep(state: StateBlock, line: number, endLine: number): boolean {
  if (state.level < DEEPEST) return false;
  let next = line + 1;
  while (next < endLine && (state.isEmpty(next) || (state.sCount[next] ?? 0) >= state.blkIndent)) next += 1;
  state.line = next;
  return true;
}

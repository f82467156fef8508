// A rule for markdown-it: how far a table reaches (GitHub Flavored Markdown, section 4.10). In place of the parser's own, which makes
// several tokens for each of up to 65,536 cells, even for those that are not there.
import type { StateBlock } from "markdown-it";

export function takeTable(state: StateBlock, start: number, end: number, silent: boolean): boolean {
  if (start + 2 > end || !isInside(state, start + 1)) return false;
  const columns = countColumns(toText(state, start + 1));
  const header = toText(state, start);
  if (columns === 0 || !header.includes("|") || !isInside(state, start) || countCells(header) !== columns) return false;
  if (silent) return true;
  const { parentType } = state;
  state.parentType = "table";
  const rules = state.md.block.ruler.getRules("blockquote");
  let next = start + 2;
  while (next < end && isInside(state, next) && !state.isEmpty(next) && !rules.some((rule) => rule(state, next, end, true))) next += 1;
  state.parentType = parentType;
  state.line = next;
  return true;
}

/** Not left of what it stands in, and not so far to the right that it is code. */
function isInside(state: StateBlock, line: number): boolean {
  const indent = (state.sCount[line] ?? 0) - state.blkIndent;
  return indent >= 0 && indent < 4;
}

function toText(state: StateBlock, line: number): string {
  return state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]).trim();
}

/** Of the row below the header; 0 when it is no such row. */
function countColumns(row: string): number {
  if (!/^[|:-][|: \t-]+$/.test(row)) return 0;
  const cells = row.replace(/^\|/, "").replace(/\|$/, "").split("|");
  return cells.every((cell) => /^:?-+:?$/.test(cell.trim())) ? cells.length : 0;
}

function countCells(row: string): number {
  const pipes = [...row.matchAll(/\\.|\|/gs)].filter(([mark]) => mark === "|").map(({ index }) => index);
  return pipes.length + 1 - (pipes[0] === 0 ? 1 : 0) - (pipes.length > 1 && pipes.at(-1) === row.length - 1 ? 1 : 0);
}

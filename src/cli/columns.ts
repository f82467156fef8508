// Tables for people: columns without lines, as wide as the terminal allows. Cells come from anywhere, so none reaches it unclean.
import { createColors } from "picocolors";
import { cutToWidth, padToWidth, toDisplayWidth } from "../std/display-width.ts";
import { toSafeLine } from "../std/safe-text.ts";
import type { Terminal } from "./world.ts";

export interface Column<Row> {
  readonly title: string;
  cell(row: Row): string;
  /** May be cut when the table is wider than the terminal. */
  readonly flexible?: true;
  /** Applied after cutting, so that it costs no width. */
  color?(text: string, row: Row): string;
}

const GAP = "  ";
const NARROWEST = 8;

/** Lines without their ends. Nothing is cut where nobody looks at a screen: what reads a pipe wants all of it. */
export function renderColumns<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  terminal: Pick<Terminal, "interactive" | "color" | "columns">,
): string[] {
  const cells = rows.map((row) => columns.map((column) => toSafeLine(column.cell(row))));
  const natural = columns.map(({ title }, index) =>
    Math.max(toDisplayWidth(title), ...cells.map((row) => toDisplayWidth(row[index] ?? ""))),
  );
  const widths = terminal.interactive ? shrink(natural, columns, terminal.columns) : natural;
  const { bold } = createColors(terminal.color);
  const head = columns.map(({ title }, index) => bold(toCell(title, widths[index] ?? 0, index === columns.length - 1)));
  const body = rows.map((row, line) =>
    columns.map(({ color }, index) => {
      const text = toCell(cells[line]?.[index] ?? "", widths[index] ?? 0, index === columns.length - 1);
      return color ? color(text, row) : text;
    }),
  );
  return [head, ...body].map((line) => line.join(GAP).trimEnd());
}

/** Takes from the widest flexible column until all fit, or until no column can give any more. */
function shrink(natural: readonly number[], columns: readonly Column<never>[], available: number): number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1)) - available;
  for (; excess > 0; excess -= 1) {
    const flexible = widths.map((width, index) => (columns[index]?.flexible ? width : 0));
    const widest = Math.max(...flexible);
    if (widest <= NARROWEST) break;
    widths[flexible.indexOf(widest)] = widest - 1;
  }
  return widths;
}

function toCell(text: string, width: number, last: boolean): string {
  const cut = cutToWidth(text, width);
  return last ? cut : padToWidth(cut, width);
}

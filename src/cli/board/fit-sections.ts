// Sections of rows into so many lines: rows' second lines go first, then rows of the longest section, and what is left out is counted.

export interface Section {
  readonly title: string;
  readonly rows: readonly SectionRow[];
  /** Which rows stay when there are too many. */
  readonly keep: "first" | "last";
}

export interface SectionRow {
  /** Called for rows that are shown, and no others. */
  render(): string;
  /** Shown below it where there is room. */
  readonly below?: string | null;
}

interface Words {
  title(text: string): string;
  more(count: number): string;
}

/** Empty sections are left out. Very little room holds a line for each section and no less. */
export function fitSections(sections: readonly Section[], room: number, words: Words): string[] {
  const full = sections.filter(({ rows }) => rows.length > 0);
  const hidden = full.map(() => 0);
  const extra = full.flatMap(({ rows }) => rows).filter(({ below }) => below).length;
  let height = full.reduce((sum, { rows }) => sum + 1 + rows.length, 0);
  const spacious = height + extra <= room;
  while (height > room) {
    const longest = findLongest(full, hidden);
    if (longest === null) break;
    // A line says how many are hidden, so hiding one row alone would win nothing.
    hidden[longest] = (hidden[longest] ?? 0) === 0 ? 2 : (hidden[longest] ?? 0) + 1;
    height -= 1;
  }
  return full.flatMap((section, index) => renderSection(section, hidden[index] ?? 0, spacious, words));
}

function findLongest(sections: readonly Section[], hidden: readonly number[]): number | null {
  let longest: number | null = null;
  let most = 0;
  for (const [index, { rows }] of sections.entries()) {
    const gone = hidden[index] ?? 0;
    const shown = rows.length - gone;
    if (shown > most && (gone > 0 || shown > 1)) {
      longest = index;
      most = shown;
    }
  }
  return longest;
}

function renderSection({ title, rows, keep }: Section, hidden: number, spacious: boolean, words: Words): string[] {
  const shown = keep === "first" ? rows.slice(0, rows.length - hidden) : rows.slice(hidden);
  const body = shown.flatMap(({ render, below }) => (spacious && below ? [render(), below] : [render()]));
  const more = hidden > 0 ? [words.more(hidden)] : [];
  return [words.title(title), ...(keep === "first" ? [...body, ...more] : [...more, ...body])];
}

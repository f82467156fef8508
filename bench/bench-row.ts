// One line of a benchmark: what was measured, and beside it the least that any implementation would need. Measures nothing itself.

export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The same measure of the bare work; null where there is none to compare with. */
  readonly floor: number | null;
  /** `value / floor`. */
  readonly ratio: number | null;
  /** What is aimed at, for people: `ratio < 1.5`, `< 10 ms`. */
  readonly aim: string;
}

// The words for urgency that every list of work understands. What a tracker has of its own (labels, fields) is the tracker's to read.

const PRIORITIES: ReadonlyMap<string, number> = new Map([
  ...["1", "2", "3", "4"].map((digit) => [digit, Number(digit)] as const),
  ...(["urgent", "high", "medium", "low"] as const).map((word, index) => [word, index + 1] as const),
  // P0 is the first of this scale, so it shares the place of 1; the two least urgent share the last.
  ...(["p0", "p1", "p2", "p3"] as const).map((word, index) => [word, index + 1] as const),
  ["p4", 4],
]);

/** 1 (most urgent) to 4; null for a word that is none of ours. */
export function toPriority(value: string): number | null {
  return PRIORITIES.get(value.toLowerCase()) ?? null;
}

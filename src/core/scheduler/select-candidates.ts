// The best issues that fit into the free slots. A full state is skipped, never a reason to stop (Symphony 8.3, rule P9).
import { type Issue, normalizeState } from "../issue.ts";
import type { Slots } from "./slots.ts";
import { compareAge, compareRanked, createRank, type Ranked, type Ranking } from "./sort-candidates.ts";

/**
 * In ranking order, at most as many as there are slots. The order of the input does not matter.
 *
 * Costs O(n log slots), not a sort: each state that has a limit keeps its own best few, all others share one heap.
 */
export function selectCandidates(issues: readonly Issue[], slots: Slots | number, ranking: Ranking = {}): Issue[] {
  const { total, byState } = typeof slots === "number" ? { total: slots, byState: new Map<string, number>() } : slots;
  if (total <= 0) return [];
  const rank = createRank(ranking);
  const unlimited = createBest(total);
  const limited = new Map([...byState].map(([state, left]) => [state, createBest(Math.min(left, total))]));
  for (const issue of issues) {
    const best = limited.size > 0 ? (limited.get(normalizeState(issue.state)) ?? unlimited) : unlimited;
    best.offer(issue, rank(issue));
  }
  const finalists = [unlimited, ...limited.values()].flatMap((best) => best.entries);
  return finalists
    .sort(compareRanked)
    .slice(0, total)
    .map((entry) => entry.issue);
}

/** Keeps the best `size` of what it is offered: a binary heap with the worst on top. */
function createBest(size: number) {
  const entries: Ranked[] = [];
  function offer(issue: Issue, rank: number): void {
    const worst = entries[0];
    if (entries.length < size) {
      entries.push({ issue, rank });
      siftUp(entries, entries.length - 1);
    } else if (worst && (rank < worst.rank || (rank === worst.rank && compareAge(issue, worst.issue) < 0))) {
      entries[0] = { issue, rank };
      siftDown(entries, 0);
    }
  }
  return { entries, offer };
}

function siftUp(heap: Ranked[], start: number): void {
  let child = start;
  while (child > 0) {
    const parent = (child - 1) >> 1;
    if (!isWorse(heap, child, parent)) return;
    swap(heap, child, parent);
    child = parent;
  }
}

function siftDown(heap: Ranked[], start: number): void {
  let parent = start;
  for (;;) {
    let worst = parent;
    for (const child of [2 * parent + 1, 2 * parent + 2]) if (child < heap.length && isWorse(heap, child, worst)) worst = child;
    if (worst === parent) return;
    swap(heap, parent, worst);
    parent = worst;
  }
}

function isWorse(heap: readonly Ranked[], a: number, b: number): boolean {
  return compareRanked(heap[a] as Ranked, heap[b] as Ranked) > 0;
}

function swap(heap: Ranked[], a: number, b: number): void {
  [heap[a], heap[b]] = [heap[b] as Ranked, heap[a] as Ranked];
}

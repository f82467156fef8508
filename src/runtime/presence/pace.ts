// How soon what people see of a run may be written again. The end is told at once; on the way there ever fewer changes are, so that an
// ordinary run stays within twelve writes (a forge takes 80 in a minute and 500 in an hour from all runs together).
import type { CardState } from "../../core/views/run-card.ts";
import type { Shown } from "./shown.ts";

const FIRST_GAP_MS = 5_000;
/** A place in a queue is no news that anybody waits for. */
const FIRST_QUEUE_GAP_MS = 60_000;
const GROWTH = 3;
const LONGEST_GAP_MS = 10 * 60_000;
/**
 * Writes on the way. The end may take five: pull request or call, comment, a check on each of two commits, and the ending of a draft. Reactions
 * are no texts, and not counted.
 */
const BUDGET = 6;

const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 5 * 60_000;

/** When a run that has not ended may be written again, in milliseconds since the epoch; 0: now. */
export function toDueAt(shown: Shown, state: CardState): number {
  const { writtenAt, rounds, writes } = shown;
  if (writtenAt === null) return 0;
  if (isNews(shown.state, state)) return writtenAt + FIRST_GAP_MS;
  const first = state === "queued" ? FIRST_QUEUE_GAP_MS : FIRST_GAP_MS;
  const gap = writes >= BUDGET ? LONGEST_GAP_MS : first * GROWTH ** Math.max(0, rounds - 1);
  return writtenAt + Math.min(gap, LONGEST_GAP_MS);
}

/** Whether a change begins a new count: the turn has come, or a person is needed. */
export function isNews(before: CardState | null, after: CardState): boolean {
  return before !== null && toChapter(before) !== toChapter(after);
}

/** How long to wait after so many failures in a row, at least 1. @param saidMs what the forge asked for */
export function toRetryMs(failures: number, saidMs: number | null): number {
  return Math.max(saidMs ?? 0, Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS));
}

function toChapter(state: CardState): "queued" | "needs-you" | "work" {
  return state === "queued" || state === "needs-you" ? state : "work";
}

// Whether something is told so late that it may have been taken back, or followed by something else, since. What is told at once is believed:
// right after it happened the forge may still answer with what was there before.

/** Longer than a webhook takes that was delivered the first time. */
const LATE_MS = 120_000;

/** @param at when it happened; both in milliseconds since the epoch */
export function isLate(at: number, now: number): boolean {
  return now > at + LATE_MS;
}

// How long an issue waits for its next run (Symphony 8.4). No clock, no dice: the spread comes from the issue itself.

const CONTINUATION_MS = 1000;
const FAILURE_BASE_MS = 10_000;
/** Spread over at most this share of the delay, so that issues that failed together do not return together. */
const SPREAD = 0.1;

/**
 * Milliseconds: 1000 for a continuation; after a failure 10, 20, 40 … seconds up to the cap.
 *
 * @param attempt 1 for the first failure; anything lower counts as 1.
 * @param maxRetryBackoffMs default 300000
 */
export function calculateRetryDelay(attempt: number, type: "continuation" | "failure", maxRetryBackoffMs = 300_000): number {
  if (type === "continuation") return CONTINUATION_MS;
  return Math.min(FAILURE_BASE_MS * 2 ** (Math.max(attempt, 1) - 1), maxRetryBackoffMs);
}

/** The same delay and up to a tenth more, or less where more would exceed the cap; always alike for the same seed. */
export function spreadDelay(delayMs: number, seed: string, capMs: number): number {
  let hash = 2_166_136_261;
  for (let i = 0; i < seed.length; i++) hash = Math.imul(hash ^ seed.charCodeAt(i), 16_777_619);
  const spread = Math.round((delayMs * SPREAD * (hash >>> 0)) / 2 ** 32);
  return delayMs + spread <= capMs ? delayMs + spread : capMs - spread;
}

// When to come back, from the words in which programs say it: `try again in 2 hours 5 minutes`, `retry in 34.07s`, `reset after 1h2m3s`.

const ANCHOR = /\b(?:try again|retry|resets?)\s+(?:in|after)\s+/gi;
const PART = /\s*,?\s*(?:and\s+)?(\d{1,9}(?:\.\d{1,9})?)\s*(days?|d|hours?|hrs?|h|minutes?|mins?|ms|m|seconds?|secs?|s)(?![a-z])/iy;
const UNIT_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 };

/** Null where nothing is said. */
export function parseRetryDelay(words: string): number | null {
  for (const { index, 0: anchor } of words.matchAll(ANCHOR)) {
    const delay = sumParts(words, index + anchor.length);
    if (delay > 0) return Math.ceil(delay);
  }
  return null;
}

function sumParts(words: string, start: number): number {
  let delay = 0;
  PART.lastIndex = start;
  for (let part = PART.exec(words); part !== null; part = PART.exec(words)) {
    const [, amount = "0", unit = ""] = part;
    const word = unit.toLowerCase();
    delay += Number(amount) * (word === "ms" ? 1 : (UNIT_MS[word.charAt(0)] ?? 0));
  }
  return delay;
}

// Lengths of time as people write them: `30s`, `10m`, `1h30m`.

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds, or null when the text is no duration. A bare number is none: its unit would be a guess. */
export function parseDuration(text: string): number | null {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(text)) return null;
  let total = 0;
  for (const [, amount = "0", unit = "ms"] of text.matchAll(/([\d.]+)([a-z]+)/g)) total += Number(amount) * (UNITS[unit] ?? 0);
  return Number.isSafeInteger(Math.round(total)) ? Math.round(total) : null;
}

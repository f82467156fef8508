// How long something took, as people say it: two units at most, the smaller ones cut off.
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** @param milliseconds negative ones count as none */
export function toDurationWords(milliseconds: unknown): string {
  const ms = Math.max(0, Number(milliseconds) || 0);
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) return join(Math.floor(ms / HOUR), "h", Math.floor((ms % HOUR) / MINUTE), "min");
  return join(Math.floor(ms / DAY), "d", Math.floor((ms % DAY) / HOUR), "h");
}

function join(large: number, unit: string, small: number, smaller: string): string {
  return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smaller}`;
}

// Whether webhooks still reach us: they are silent for longer than usual although something happened. Pure; time is a fact.

export interface Freshness {
  readonly heardAt: number;
  /** Between two deliveries, the latest ones counting most; milliseconds. */
  readonly usualGapMs: number;
  /** The latest thing that happened at the forge and was found by asking; null: nothing was. */
  readonly foundAt: number | null;
}

/** Silence shorter than this is nobody's fault. */
const SHORTEST_SILENCE_MS = 10 * 60_000;
/** So many usual gaps are longer than usual. */
const GAPS = 5;
/** How much the latest gap counts. */
const WEIGHT = 0.2;
/** What was found may have been on its way to us. */
const ON_ITS_WAY_MS = 60_000;

export function beginFreshness(now: number): Freshness {
  return { heardAt: now, usualGapMs: 0, foundAt: null };
}

export function hearDelivery(freshness: Freshness, at: number): Freshness {
  const gap = Math.max(0, at - freshness.heardAt);
  const usualGapMs = freshness.usualGapMs + WEIGHT * (gap - freshness.usualGapMs);
  return { ...freshness, heardAt: Math.max(at, freshness.heardAt), usualGapMs };
}

/** Something happened at this time, as the forge tells when it is asked. */
export function findActivity(freshness: Freshness, at: number): Freshness {
  return { ...freshness, foundAt: Math.max(at, freshness.foundAt ?? at) };
}

/** Nothing has come for longer than is usual. Alone it says nothing: nothing may have happened. */
export function isSilent({ heardAt, usualGapMs }: Freshness, now: number): boolean {
  return now - heardAt >= Math.max(SHORTEST_SILENCE_MS, GAPS * usualGapMs);
}

export function isStale(freshness: Freshness, now: number): boolean {
  const { foundAt, heardAt } = freshness;
  return foundAt !== null && foundAt >= heardAt + ON_ITS_WAY_MS && isSilent(freshness, now);
}

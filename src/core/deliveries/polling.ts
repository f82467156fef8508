// How far the forge has to be asked what happened, where it does not tell by itself. Pure; what is found and taken in is told.

export interface PollingState {
  /** What happened before this was told by webhooks, or taken in; milliseconds since the epoch. */
  readonly settledUntil: number;
  /** Null: webhooks are relied on. */
  readonly polling: Polling | null;
}

interface Polling {
  /** By place: up to when what happened there was taken in. */
  readonly taken: Readonly<Record<string, number>>;
  /** When webhooks came again, as far as they have: polling ends once every place was looked at up to then. */
  readonly recoveredAt: number | null;
}

/** After so, before and at: what happened in between is to be taken in. */
export interface PollingWindow {
  readonly since: number;
  readonly until: number;
}

/** What is older than this is nobody's wish any more; and what was delivered is remembered for longer. */
const FARTHEST_MS = 24 * 3600 * 1000;
/** What has just happened may be on its way to us, and is not complete in every list. */
const ON_ITS_WAY_MS = 2 * 60_000;

export function beginPolling(now: number): PollingState {
  return { settledUntil: now, polling: null };
}

export function toPollingWindow({ settledUntil, polling }: PollingState, place: string, now: number): PollingWindow {
  return { since: Math.max(settledUntil, polling?.taken[place] ?? 0, now - FARTHEST_MS), until: now - ON_ITS_WAY_MS };
}

/** @param webhooks how they are at the moment: `heardAt` null when none has come since the start */
export function followWebhooks(
  state: PollingState,
  { isStale, isSilent, heardAt }: { readonly isStale: boolean; readonly isSilent: boolean; readonly heardAt: number | null },
): PollingState {
  const { settledUntil, polling } = state;
  if (isStale) return polling?.recoveredAt === null ? state : { settledUntil, polling: { taken: polling?.taken ?? {}, recoveredAt: null } };
  if (heardAt === null || isSilent) return state;
  if (polling === null) return heardAt > settledUntil ? { settledUntil: heardAt, polling } : state;
  return polling.recoveredAt === null ? { settledUntil, polling: { ...polling, recoveredAt: heardAt } } : state;
}

export function noteTaken(state: PollingState, place: string, until: number): PollingState {
  const { settledUntil, polling } = state;
  if (polling === null) return state;
  const taken = { ...polling.taken, [place]: Math.max(until, polling.taken[place] ?? 0) };
  return { settledUntil, polling: { ...polling, taken } };
}

/** @param places all of them */
export function endPolling(state: PollingState, places: readonly string[]): PollingState {
  const { polling } = state;
  if (polling === null || polling.recoveredAt === null) return state;
  const { taken, recoveredAt } = polling;
  const isDone = places.every((place) => (taken[place] ?? 0) >= recoveredAt);
  return isDone ? { settledUntil: recoveredAt, polling: null } : state;
}

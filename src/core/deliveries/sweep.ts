// Which deliveries never arrived, which of them are fetched now, and how far back the next look has to go. Pure; what the inbox has is told.

/** One attempt of the forge to deliver something. */
export interface DeliveryAttempt {
  readonly id: number;
  /** The same for all attempts of one delivery. */
  readonly guid: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly isOk: boolean;
}

/** None of its attempts was answered well. */
export interface FailedDelivery {
  readonly guid: string;
  /** Its newest attempt, by which it is fetched. */
  readonly attempt: number;
  readonly firstAt: number;
}

export interface SweepState {
  /** Nothing that was first tried before this is open; milliseconds since the epoch. */
  readonly settledUntil: number;
  /** What could not be fetched, by GUID: how often, and when last. */
  readonly failed: Readonly<Record<string, FetchFailures>>;
}

interface FetchFailures {
  readonly times: number;
  readonly at: number;
}

export const NEVER_SWEPT: SweepState = { settledUntil: 0, failed: {} };

/** https://docs.github.com/en/webhooks/testing-and-troubleshooting-webhooks/viewing-webhook-deliveries: deliveries of the past three days */
const KEPT_MS = 3 * 24 * 3600 * 1000;
/** An attempt under way is not listed yet; so long it may take to be. */
const LISTED_WITHIN_MS = 10 * 60_000;
/** What could not be fetched is left alone for so long: it must not stand in the way of the others. */
const REST_MS = 10 * 60_000;
/** With the rests between them about two hours: longer than most outages of a forge. */
const MOST_TIMES = 12;

/** How far back the list has to be read. */
export function toSweepStart({ settledUntil }: SweepState, now: number): number {
  return Math.max(settledUntil, now - KEPT_MS);
}

/** Oldest first, so that they come in the order in which they happened. */
export function findFailedDeliveries(attempts: readonly DeliveryAttempt[]): readonly FailedDelivery[] {
  const answered = new Set(attempts.filter(({ isOk }) => isOk).map(({ guid }) => guid));
  const failed = new Map<string, FailedDelivery>();
  for (const { id, guid, at } of attempts) {
    if (answered.has(guid)) continue;
    const known = failed.get(guid);
    failed.set(guid, {
      guid,
      attempt: Math.max(id, known?.attempt ?? id),
      firstAt: Math.min(at, known?.firstAt ?? at),
    });
  }
  return [...failed.values()].sort((a, b) => a.firstAt - b.firstAt || a.attempt - b.attempt);
}

/** @param missing failed, and not in the inbox; oldest first @returns what is fetched now */
export function decideSweep(missing: readonly FailedDelivery[], { failed }: SweepState, now: number): readonly FailedDelivery[] {
  return missing.filter(({ guid }) => {
    const before = failed[guid];
    return before === undefined || (before.times < MOST_TIMES && now - before.at >= REST_MS);
  });
}

/** What became of one that was fetched: `refused` will never be had, `failed` may be. */
export type FetchOutcome = "taken" | "refused" | "failed";

export interface SweepResult {
  readonly state: SweepState;
  /** Given up with this look. */
  readonly lost: readonly FailedDelivery[];
}

/** @param outcomes by GUID; what is missing and not among them waits for the next look */
export function endSweep(
  missing: readonly FailedDelivery[],
  { failed: before }: SweepState,
  outcomes: ReadonlyMap<string, FetchOutcome>,
  now: number,
): SweepResult {
  const failed = new Map(Object.entries(before).filter(([, { at }]) => now - at < KEPT_MS));
  const lost: FailedDelivery[] = [];
  for (const delivery of missing) {
    const outcome = outcomes.get(delivery.guid);
    if (outcome === undefined || outcome === "taken") continue;
    const times = outcome === "refused" ? MOST_TIMES : (failed.get(delivery.guid)?.times ?? 0) + 1;
    failed.set(delivery.guid, { times, at: now });
    if (times >= MOST_TIMES) lost.push(delivery);
  }
  const isOpen = ({ guid }: FailedDelivery) => outcomes.get(guid) !== "taken" && (failed.get(guid)?.times ?? 0) < MOST_TIMES;
  const oldest = missing.find(isOpen)?.firstAt ?? Number.POSITIVE_INFINITY;
  return { state: { settledUntil: Math.min(oldest, now - LISTED_WITHIN_MS), failed: Object.fromEntries(failed) }, lost };
}

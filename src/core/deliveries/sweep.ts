// Which deliveries a forge is asked for once more, and how far back the next look has to go. Pure; what the inbox has is told.

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
  /** Its newest attempt, by which it is asked for. */
  readonly attempt: number;
  readonly firstAt: number;
}

export interface SweepState {
  /** Nothing that was first tried before this is open; milliseconds since the epoch. */
  readonly settledUntil: number;
  /** What was asked for, by GUID: how often, and when last. */
  readonly asked: Readonly<Record<string, Asked>>;
}

interface Asked {
  readonly times: number;
  readonly at: number;
}

export const NEVER_SWEPT: SweepState = { settledUntil: 0, asked: {} };

/** https://docs.github.com/en/webhooks/testing-and-troubleshooting-webhooks/redelivering-webhooks: deliveries from the past three days */
const REDELIVERY_WINDOW_MS = 3 * 24 * 3600 * 1000;
/** An attempt under way is not listed yet; so long it may take to be. */
const LISTED_WITHIN_MS = 10 * 60_000;
/** What was asked for arrives within this time, or is asked for again. */
const ARRIVES_WITHIN_MS = 10 * 60_000;
const MOST_TIMES = 3;

/** How far back the list has to be read. */
export function toSweepStart({ settledUntil }: SweepState, now: number): number {
  return Math.max(settledUntil, now - REDELIVERY_WINDOW_MS);
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

export interface SweepDecision {
  readonly ask: readonly FailedDelivery[];
  /** Asked for several times in vain. */
  readonly lost: readonly FailedDelivery[];
  /** Holds once everything in `ask` was asked for. */
  readonly state: SweepState;
}

/** @param missing failed, and not in the inbox; oldest first */
export function decideSweep(
  missing: readonly FailedDelivery[],
  { asked }: SweepState,
  { now, most }: { readonly now: number; readonly most: number },
): SweepDecision {
  const timesOf = ({ guid }: FailedDelivery) => asked[guid]?.times ?? 0;
  const isExpected = ({ guid }: FailedDelivery) => now - (asked[guid]?.at ?? Number.NEGATIVE_INFINITY) < ARRIVES_WITHIN_MS;
  const lost = missing.filter((each) => timesOf(each) >= MOST_TIMES && !isExpected(each));
  const open = missing.filter((each) => !lost.includes(each));
  const ask = open.filter((each) => !isExpected(each)).slice(0, most);
  const oldest = open[0]?.firstAt ?? Number.POSITIVE_INFINITY;
  const remembered = Object.entries(asked).filter(([, { at }]) => now - at < REDELIVERY_WINDOW_MS);
  const added = ask.map((each) => [each.guid, { times: timesOf(each) + 1, at: now }] as const);
  return {
    ask,
    lost,
    state: {
      settledUntil: Math.min(oldest, now - LISTED_WITHIN_MS),
      asked: Object.fromEntries([...remembered, ...added]),
    },
  };
}

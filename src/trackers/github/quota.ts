// What GitHub lets one token or one installation ask in an hour, and how much of it polls may use: a part is kept for what people ask.
// Knows what answers said about it; asks nothing itself.
// https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
import { type Clock, systemClock } from "../../std/clock.ts";

/** GraphQL counts points, REST requests; each for itself. */
type Resource = "graphql" | "core";

export interface Allowance {
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds since the epoch. */
  readonly resetAt: number;
}

/** Someone who asks again and again; compared by identity. */
export type Poller = object;

/** One for each token or installation. */
export interface GithubQuota {
  /** Milliseconds until this poll may be asked; 0: now. Near the reserve polls go apart from each other, and at it they wait for the next hour. */
  waitOfPoll(poller: Poller): number;
  /** Milliseconds until anything may be asked; 0: now. */
  waitOfPerson(): number;
  /** How much is left of the scarcest, in words for people; null while nothing is known. */
  describe(): string | null;
  observe(resource: Resource, allowance: Allowance): void;
  /** @param cost in points of GraphQL */
  spent(poller: Poller, cost: number): void;
  /** GitHub asked us to wait. */
  pause(ms: number): void;
}

export interface GithubQuotaOptions {
  readonly clock?: Clock;
  /** @defaultValue 0.2, of the hour */
  readonly reservedShare?: number;
  /** @defaultValue 500; never more than half of the hour */
  readonly reservedLeast?: number;
}

const HOUR_MS = 3_600_000;

export function createGithubQuota({ clock = systemClock, reservedShare = 0.2, reservedLeast = 500 }: GithubQuotaOptions = {}): GithubQuota {
  const allowances = new Map<Resource, Allowance>();
  const pollers = new Map<Poller, { readonly at: number; readonly cost: number }>();
  let pausedUntil = 0;

  function toReserve({ limit }: Allowance): number {
    return Math.min(Math.max(limit * reservedShare, reservedLeast), limit / 2);
  }

  /** What all that poll cost together, each time. */
  function sumCosts(now: number): number {
    let sum = 0;
    for (const [poller, { at, cost }] of pollers) {
      if (now - at > HOUR_MS) pollers.delete(poller);
      else sum += cost;
    }
    return sum;
  }

  /** Half of what polls may use is used freely; the rest is spread over what is left of the hour. Not positive once that is over. */
  function waitFor(poller: Poller, resource: Resource, now: number): number {
    const allowance = allowances.get(resource);
    if (allowance === undefined) return 0;
    const reserve = toReserve(allowance);
    const left = allowance.resetAt - now;
    const spare = allowance.remaining - reserve;
    const last = pollers.get(poller);
    if (spare < (last?.cost ?? 1)) return left;
    if (spare >= (allowance.limit - reserve) / 2 || last === undefined) return 0;
    return Math.max(0, last.at + (left * Math.max(sumCosts(now), 1)) / spare - now);
  }

  return {
    waitOfPoll(poller) {
      const now = clock.now();
      return Math.ceil(Math.max(pausedUntil - now, waitFor(poller, "graphql", now), waitFor(poller, "core", now), 0));
    },
    waitOfPerson: () => Math.max(pausedUntil - clock.now(), 0),
    describe() {
      const known = [...allowances.values()].filter(({ resetAt }) => resetAt > clock.now());
      const [scarcest] = known.sort((a, b) => a.remaining - toReserve(a) - (b.remaining - toReserve(b)));
      return scarcest === undefined ? null : `${scarcest.remaining} of ${scarcest.limit} are left`;
    },
    observe: (resource, allowance) => void allowances.set(resource, allowance),
    spent: (poller, cost) => void pollers.set(poller, { at: clock.now(), cost }),
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, clock.now() + ms);
    },
  };
}

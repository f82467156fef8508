// The primary rate limit: so many requests in an hour for each token.
// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
import type { Clock } from "../state/clock.ts";

export interface Usage {
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  /** Seconds since 1970. */
  readonly reset: number;
}

type Resource = "core" | "graphql";

export interface Limits {
  /** Counts; null when nothing was left. */
  spend(who: string, resource: Resource, cost?: number): Usage | null;
  refund(who: string, resource: Resource): void;
  look(who: string, resource: Resource): Usage;
  /** For everyone, from now on. */
  set(limit: number): void;
  /** Nobody has anything left until the hour is over. */
  exhaust(): void;
}

const WINDOW_MS = 3_600_000;

export function createLimits(clock: Clock): Limits {
  const windows = new Map<string, { used: number; resetAt: number }>();
  let limit = 5000;
  let exhaustedUntil = 0;

  function windowOf(who: string, resource: Resource): { used: number; resetAt: number } {
    const key = `${resource} ${who}`;
    const open = windows.get(key);
    if (open !== undefined && open.resetAt > clock.now()) return open;
    const exhausted = exhaustedUntil > clock.now();
    const fresh = exhausted ? { used: limit, resetAt: exhaustedUntil } : { used: 0, resetAt: clock.now() + WINDOW_MS };
    windows.set(key, fresh);
    return fresh;
  }

  function look(who: string, resource: Resource): Usage {
    const { used, resetAt } = windowOf(who, resource);
    return { limit, used, remaining: Math.max(limit - used, 0), reset: Math.ceil(resetAt / 1000) };
  }

  return {
    look,
    spend(who, resource, cost = 1) {
      const open = windowOf(who, resource);
      if (open.used + cost > limit) return null;
      open.used += cost;
      return look(who, resource);
    },
    refund(who, resource) {
      windowOf(who, resource).used -= 1;
    },
    set(value) {
      limit = value;
    },
    exhaust() {
      exhaustedUntil = clock.now() + WINDOW_MS;
      windows.clear();
    },
  };
}

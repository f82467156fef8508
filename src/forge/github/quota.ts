// How much is left of each installation's rate limit, as GitHub's last answer told: what can wait leaves the rest to what cannot.
// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#checking-the-status-of-your-rate-limit
import type { Clock } from "../../std/clock.ts";

export interface Quota {
  /** @param headers of an answer, good or bad */
  note(installation: number, headers: object): void;
  /** Little is left until the hour is over. */
  isLow(installation: number): boolean;
}

/** Of what an hour allows. */
const LOW = 0.2;

export function createQuota(clock: Pick<Clock, "now">): Quota {
  const lowUntil = new Map<number, number>();
  return {
    note(installation, headers) {
      const { "x-ratelimit-limit": limit, "x-ratelimit-remaining": remaining, "x-ratelimit-reset": reset } = headers as Headers;
      if (remaining === undefined) return;
      if (Number(remaining) < LOW * Number(limit)) lowUntil.set(installation, Number(reset) * 1000);
      else lowUntil.delete(installation);
    },
    isLow: (installation) => clock.now() < (lowUntil.get(installation) ?? 0),
  };
}

type Headers = Readonly<Record<string, string | number | undefined>>;

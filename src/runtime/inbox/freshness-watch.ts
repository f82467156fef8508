// Watches whether webhooks still reach us, and says so once when they stop and once when they come again.
import { beginFreshness, findActivity, hearDelivery, isSilent, isStale } from "../../core/deliveries/freshness.ts";
import type { Clock } from "../../std/clock.ts";
import type { Log } from "../deps.ts";

export interface FreshnessWatch {
  /** A delivery arrived. */
  hear(): void;
  /** Something happened at the forge at this time and was found by asking it; milliseconds since the epoch. */
  find(at: number): void;
  /** Webhooks cannot be relied on at the moment: whoever polls takes over. */
  isStale(): boolean;
  /** Nothing has come for longer than is usual: somebody should look whether something happened. */
  isSilent(): boolean;
  /** When the last delivery arrived, in milliseconds since the epoch; null: none has since the start. */
  readonly heardAt: number | null;
}

export function createFreshnessWatch({ clock, log }: { readonly clock: Clock; readonly log: Log }): FreshnessWatch {
  let freshness = beginFreshness(clock.now());
  let wasStale = false;
  let heardAt: number | null = null;

  function look(): boolean {
    const now = clock.now();
    const stale = isStale(freshness, now);
    const silentMinutes = Math.round((now - freshness.heardAt) / 60_000);
    if (stale && !wasStale) log.warn({ silentMinutes }, "webhooks have stopped coming although something happened; polling takes over");
    // Whoever was warned is to see that it is over.
    if (!stale && wasStale) log.warn({}, "webhooks come again; polling ends");
    wasStale = stale;
    return stale;
  }

  return {
    hear() {
      heardAt = clock.now();
      freshness = hearDelivery(freshness, heardAt);
      look();
    },
    find(at) {
      freshness = findActivity(freshness, at);
      look();
    },
    isStale: look,
    isSilent: () => isSilent(freshness, clock.now()),
    get heardAt() {
      return heardAt;
    },
  };
}

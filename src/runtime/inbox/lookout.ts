// Looks again and again for what the forge did not bring: calmly while webhooks come, often while they do not.
// What is looked at, and what comes of it, is for the looks.
import type { Clock } from "../../std/clock.ts";
import type { Log } from "../deps.ts";
import type { FreshnessWatch } from "./freshness-watch.ts";

export interface Look {
  /** For the log: `looking for deliveries that never arrived`. */
  readonly doing: string;
  /** Looks once. @returns whether more waits to be looked at soon. @throws what may go better next time */
  look(): Promise<boolean>;
}

export interface LookoutDeps {
  /** Made one after the other. */
  readonly looks: readonly Look[];
  readonly freshness: Pick<FreshnessWatch, "isStale">;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Lookout {
  /** Looks now, soon, and then again and again; what goes wrong is logged. */
  start(): void;
  /** Waits for a look under way. */
  stop(): Promise<void>;
}

const CALM_MS = 5 * 60_000;
const SOON_MS = 45_000;

export function createLookout({ looks, freshness, clock, log }: LookoutDeps): Lookout {
  let underWay: Promise<void> = Promise.resolve();
  let cancelNext: () => void = () => {};
  let stopped = false;

  /** @param isFirst the next look comes soon, whatever this one finds */
  async function lookAndGoOn(isFirst: boolean): Promise<void> {
    let isSoon = isFirst;
    for (const { doing, look } of looks) {
      if (stopped) return;
      try {
        isSoon = (await look()) || isSoon;
      } catch (error) {
        log.warn({ err: error }, doing);
      }
    }
    if (stopped) return;
    cancelNext = clock.after(isSoon || freshness.isStale() ? SOON_MS : CALM_MS, () => {
      underWay = lookAndGoOn(false);
    });
  }

  return {
    start() {
      // What the forge tried to bring just before the start may not be listed yet.
      underWay = lookAndGoOn(true);
    },
    async stop() {
      stopped = true;
      cancelNext();
      await underWay;
    },
  };
}

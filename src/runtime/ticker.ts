// When to look at the queue: when asked, some time after the last look, and soon again after a look that failed.
// Knows nothing of what a look is.
import type { Clock } from "../std/clock.ts";
import type { Log } from "./deps.ts";

export interface TickerDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Between looks, in milliseconds; null: only when asked. */
  pollMs(): number | null;
  look(): Promise<void>;
}

export interface Ticker {
  /** Looks now. Calls that come during a look share the one after it, which sees what they did. Rejects when that look fails. */
  tick(): Promise<void>;
  /** Waits for a look under way; no other begins. */
  stop(): Promise<void>;
}

/** Whoever asked for a look that failed may not ask again: what they did would wait for ever. */
const RETRY_MS = 2_000;

export function createTicker({ clock, log, pollMs, look }: TickerDeps): Ticker {
  let current: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  let cancelTimer: () => void = () => {};
  let stopped = false;

  async function lookOnce(): Promise<void> {
    if (stopped) return;
    try {
      await look();
      tickAfter(pollMs());
    } catch (error) {
      tickAfter(Math.min(RETRY_MS, pollMs() ?? RETRY_MS));
      throw error;
    }
  }

  function tickAfter(ms: number | null): void {
    cancelTimer();
    if (ms === null || stopped) return;
    cancelTimer = clock.after(ms, () => {
      tick().catch((error: unknown) => log.error({ err: error }, "looking at the queue"));
    });
  }

  function tick(): Promise<void> {
    if (!current) {
      current = lookOnce().finally(() => {
        current = null;
      });
      return current;
    }
    next ??= current.then(ignore, ignore).then(() => {
      next = null;
      return tick();
    });
    return next;
  }

  return {
    tick,
    async stop() {
      stopped = true;
      cancelTimer();
      await current?.catch(ignore);
    },
  };
}

function ignore(): void {}

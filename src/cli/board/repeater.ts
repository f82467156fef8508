// Does one thing again and again when asked, never twice at once and never too often. Requests that come meanwhile share the next turn.
import type { Clock } from "../../std/clock.ts";

export interface Repeater {
  request(): void;
  /** A turn that begins after this call, without waiting for the gap. */
  now(): Promise<void>;
  stop(): void;
}

/** @param work a failing turn is skipped when it was requested, and told to whoever waits for it. */
export function createRepeater(clock: Clock, gapMs: number, work: () => Promise<void>): Repeater {
  let turn: Promise<void> = Promise.resolve();
  let cancel: (() => void) | null = null;
  let lastAt = Number.NEGATIVE_INFINITY;
  let stopped = false;

  function take(): Promise<void> {
    turn = turn
      .catch(() => {})
      .then(async () => {
        lastAt = clock.now();
        if (!stopped) await work();
      });
    return turn;
  }

  return {
    request() {
      if (cancel || stopped) return;
      const wait = Math.max(0, lastAt + gapMs - clock.now());
      cancel = clock.after(wait, () => {
        cancel = null;
        take().catch(() => {});
      });
    },
    now: take,
    stop() {
      stopped = true;
      cancel?.();
    },
  };
}

// A clock that a test turns by hand: nothing is due until someone says so.
import type { Clock } from "../std/clock.ts";

export interface HandClock extends Clock {
  /** Lets time pass and calls back whatever became due, earliest first. */
  advance(ms: number): void;
  /** Timers that wait. */
  readonly waiting: number;
}

export function createHandClock(start = 0): HandClock {
  const timers = new Map<object, { readonly at: number; readonly callback: () => void }>();
  let now = start;
  return {
    now: () => now,
    after(delayMs, callback) {
      const key = {};
      timers.set(key, { at: now + Math.max(0, delayMs), callback });
      return () => timers.delete(key);
    },
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const next = [...timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
        if (next === undefined) break;
        const [key, { at, callback }] = next;
        timers.delete(key);
        now = Math.max(now, at);
        callback();
      }
      now = end;
    },
    get waiting() {
      return timers.size;
    },
  };
}

// The machine's clock, which a play may put forward: what was to happen in between happens at once, earliest first.
import { type Clock, systemClock } from "../../src/std/clock.ts";

export interface HastenedClock extends Clock {
  advance(ms: number): void;
}

export function createHastenedClock(): HastenedClock {
  const timers = new Map<object, { readonly at: number; readonly callback: () => void; cancel: () => void }>();
  let ahead = 0;
  const now = () => systemClock.now() + ahead;

  function arm(key: object): void {
    const timer = timers.get(key);
    if (timer === undefined) return;
    timer.cancel();
    timer.cancel = systemClock.after(timer.at - now(), () => {
      timers.delete(key);
      timer.callback();
    });
  }

  return {
    now,
    after(delayMs, callback) {
      const key = {};
      timers.set(key, { at: now() + Math.max(0, delayMs), callback, cancel() {} });
      arm(key);
      return () => {
        timers.get(key)?.cancel();
        timers.delete(key);
      };
    },
    advance(ms) {
      ahead += ms;
      for (const [key] of [...timers].sort(([, one], [, other]) => one.at - other.at)) arm(key);
    },
  };
}

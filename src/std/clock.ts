// The clock as an argument, so that tests own time. Milliseconds since the epoch, and the one timer we need.

export interface Clock {
  now(): number;
  /** Calls back once, about `delayMs` later; the returned function cancels. Never keeps the process alive. */
  after(delayMs: number, callback: () => void): () => void;
}

/** Node cannot wait longer than this in one timer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(delayMs, 0), LONGEST_TIMER_MS));
    timer.unref();
    return () => clearTimeout(timer);
  },
};

// So much at once, and then so much in a time: what is taken comes back one by one. In any window, no more than its size plus what came
// back within it. Knows no clock.

export interface Bucket {
  /** Milliseconds until so many can be taken; 0: now. */
  waitFor(count: number, now: number): number;
  take(now: number): void;
}

export function createBucket({ size, everyMs }: { readonly size: number; readonly everyMs: number }): Bucket {
  let level = size;
  let filledAt = 0;

  function fill(now: number): void {
    const back = Math.floor((now - filledAt) / everyMs);
    if (back > 0) level = Math.min(size, level + back);
    filledAt = level === size ? now : filledAt + Math.max(back, 0) * everyMs;
  }

  return {
    waitFor(count, now) {
      fill(now);
      const missing = count - level;
      return missing <= 0 ? 0 : missing * everyMs - (now - filledAt);
    },
    take(now) {
      fill(now);
      level -= 1;
    },
  };
}

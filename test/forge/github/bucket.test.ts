// Buckets: how much within how long.
import fc from "fast-check";
import { expect, it } from "vitest";
import { createBucket } from "../../../src/forge/github/bucket.ts";

it("gives its size at once and then one after each interval", () => {
  const bucket = createBucket({ size: 3, everyMs: 1000 });
  const taken: number[] = [];
  for (let now = 5000; now <= 8000; now += 250) {
    while (bucket.waitFor(1, now) === 0) {
      bucket.take(now);
      taken.push(now);
    }
  }
  expect(taken).toEqual([5000, 5000, 5000, 6000, 7000, 8000]);
  expect(bucket.waitFor(1, 8400)).toBe(600);
  expect(bucket.waitFor(3, 8400)).toBe(2600);
});

it("never gives more in any window than its size and what came back within it, whenever it is asked", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 300 }), (pauses) => {
      const bucket = createBucket({ size: 20, everyMs: 1000 });
      const taken: number[] = [];
      let now = 1_000_000;
      for (const pause of pauses) {
        now += pause;
        if (bucket.waitFor(1, now) > 0) continue;
        bucket.take(now);
        taken.push(now);
      }
      const most = Math.max(0, ...taken.map((start) => taken.filter((at) => at >= start && at < start + 60_000).length));
      expect(most).toBeLessThanOrEqual(80);
    }),
  );
});

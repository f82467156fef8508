// How long a failure waits: Symphony rules R1, R2, and the spread that it lacks.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calculateRetryDelay, spreadDelay } from "../../../src/core/scheduler/retry-delay.ts";

describe("the delay before a retry", () => {
  it("doubles from 10 seconds up to the cap", () => {
    const delays = [1, 2, 3, 4, 5, 6, 7, 50].map((attempt) => calculateRetryDelay(attempt, "failure"));
    expect(delays).toEqual([10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000, 300_000]);
  });

  it("is a second for a continuation, whatever the attempt", () => {
    expect([1, 7].map((attempt) => calculateRetryDelay(attempt, "continuation"))).toEqual([1000, 1000]);
  });

  it.each([0, -3])("counts attempt %i as the first", (attempt) => {
    expect(calculateRetryDelay(attempt, "failure")).toBe(10_000);
  });

  it("keeps to the given cap, also below the first delay and for absurd attempts", () => {
    expect(calculateRetryDelay(1, "failure", 4000)).toBe(4000);
    expect(calculateRetryDelay(1, "failure", 0)).toBe(0);
    expect(calculateRetryDelay(1e9, "failure", 1_000_000)).toBe(1_000_000);
  });
});

describe("the spread", () => {
  it("stays within a tenth and under the cap, in whole milliseconds, alike for the same seed", () => {
    const cap = 300_000;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: cap }), fc.string(), (delay, seed) => {
        const spread = spreadDelay(delay, seed, cap);
        expect(Number.isInteger(spread)).toBe(true);
        expect(Math.abs(spread - delay)).toBeLessThanOrEqual(Math.ceil(delay / 10));
        expect(spread).toBeLessThanOrEqual(cap);
        expect(spreadDelay(delay, seed, cap)).toBe(spread);
      }),
    );
  });

  it.each([10_000, 300_000])("keeps issues that failed together from returning together after %i ms, at the cap too", (delay) => {
    const tenths = new Map<number, number>();
    for (let i = 0; i < 1000; i += 1) {
      const share = Math.abs(spreadDelay(delay, `issue-${i}:1`, 300_000) - delay) / (delay / 10);
      const tenth = Math.min(9, Math.floor(share * 10));
      tenths.set(tenth, (tenths.get(tenth) ?? 0) + 1);
    }
    expect([...tenths.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(Math.max(...tenths.values())).toBeLessThan(200);
  });
});

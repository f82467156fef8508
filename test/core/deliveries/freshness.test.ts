// Whether webhooks still reach us: silence alone says nothing, silence while something happens does.
import { describe, expect, it } from "vitest";
import { beginFreshness, type Freshness, findActivity, hearDelivery, isStale } from "../../../src/core/deliveries/freshness.ts";

const MINUTE = 60_000;

function heardEvery(gapMs: number, times: number): Freshness {
  let freshness = beginFreshness(0);
  for (let time = 1; time <= times; time += 1) freshness = hearDelivery(freshness, time * gapMs);
  return freshness;
}

describe("webhooks", () => {
  it("are fresh however long they are silent while nothing happens", () => {
    expect(isStale(beginFreshness(0), 1_000 * MINUTE)).toBe(false);
  });

  it("are stale when something happened and nothing came for ten minutes", () => {
    const freshness = findActivity(heardEvery(MINUTE / 10, 50), 6 * MINUTE);
    expect(isStale(freshness, 14 * MINUTE)).toBe(false);
    expect(isStale(freshness, 15 * MINUTE)).toBe(true);
  });

  it("are not stale for what was on its way to us anyhow", () => {
    expect(isStale(findActivity(heardEvery(MINUTE, 5), 5.5 * MINUTE), 60 * MINUTE)).toBe(false);
  });

  it("may be silent for five times as long as is usual where little happens", () => {
    const freshness = findActivity(heardEvery(30 * MINUTE, 50), 1_600 * MINUTE);
    expect(isStale(freshness, 1_640 * MINUTE)).toBe(false);
    expect(isStale(freshness, 1_651 * MINUTE)).toBe(true);
  });

  it("are fresh again with the next delivery", () => {
    const stale = findActivity(beginFreshness(0), 5 * MINUTE);
    expect(isStale(stale, 20 * MINUTE)).toBe(true);
    expect(isStale(hearDelivery(stale, 20 * MINUTE), 21 * MINUTE)).toBe(false);
  });
});

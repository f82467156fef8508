// When programs say that one should come back.
import { describe, expect, it } from "vitest";
import { parseRetryDelay } from "../../src/agents/retry-delay.ts";

describe("the words for a delay", () => {
  it.each([
    ["try again in 3 days 2 hours 5 minutes.", 266_700_000],
    ["Please retry in 34.074824224s.", 34_075],
    ["quota will reset after 1h2m3s", 3_723_000],
    ["Please try again in 1 minute, and 1 second", 61_000],
    ["retry in 250ms", 250],
    ["retry in a moment; try again in 2s", 2_000],
  ])("%s", (words, delay) => {
    expect(parseRetryDelay(words)).toBe(delay);
  });

  it.each(["", "try again at 3:45 PM", "try again in 5 parsecs", "in 5 minutes"])("say nothing: %s", (words) => {
    expect(parseRetryDelay(words)).toBeNull();
  });

  it("are read in linear time", () => {
    const began = performance.now();
    parseRetryDelay("retry in ".repeat(200_000));
    parseRetryDelay(`retry in ${" ".repeat(200_000)}`);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

// How long a step waits between its attempts (run engine, rule E5).
import { describe, expect, it } from "vitest";
import { NO_RETRY, toStepRetryDelay } from "../../../src/core/workflow/workflow-spec.ts";

describe("the delay after the n-th failure of a step", () => {
  const policy = { maxAttempts: 5, backoffMs: 1000, maxBackoffMs: 5000 } as const;

  it("doubles up to the cap when it is exponential", () => {
    const delays = [1, 2, 3, 4, 5].map((failures) => toStepRetryDelay({ ...policy, strategy: "exponential" }, failures));
    expect(delays).toEqual([1000, 2000, 4000, 5000, 5000]);
  });

  it("stays what it is when it is fixed, whatever the cap on exponential delays", () => {
    const fixed = { ...policy, strategy: "fixed", backoffMs: 8000 } as const;
    expect([1, 2, 5].map((failures) => toStepRetryDelay(fixed, failures))).toEqual([8000, 8000, 8000]);
  });

  it("counts from the first failure", () => {
    expect(toStepRetryDelay({ ...policy, strategy: "exponential" }, 0)).toBe(1000);
  });

  it("is nothing without a policy", () => {
    expect(toStepRetryDelay(NO_RETRY, 1)).toBe(0);
  });
});

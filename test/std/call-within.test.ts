// A call is stopped where nothing of JavaScript would stop it: in a regular expression, in a loop that catches everything.
import { describe, expect, it } from "vitest";
import { callWithin } from "../../src/std/call-within.ts";

describe("callWithin", () => {
  it("gives what the call gives", () => {
    expect(callWithin(1000, () => 42)).toEqual({ ended: true, value: 42 });
  });

  it("lets through what the call throws", () => {
    const fault = new RangeError("too far");
    expect(() =>
      callWithin(1000, () => {
        throw fault;
      }),
    ).toThrow(fault);
  });

  it("stops a regular expression that backtracks", () => {
    expect(callWithin(20, () => /^(a+)+$/.test(`${"a".repeat(50)}!`))).toEqual({ ended: false });
  });

  it("stops a loop that catches everything", () => {
    const spin = (): never => {
      for (;;) {
        try {
          for (;;);
        } catch {
          // Goes on: what stops it must not be an exception that it can hold.
        }
      }
    };
    expect(callWithin(20, spin)).toEqual({ ended: false });
  });

  it("stops only the inner of two calls when only that one takes too long", () => {
    const outer = callWithin(5000, () => [callWithin(20, () => /^(a+)+$/.test(`${"a".repeat(50)}!`)), "went on"]);
    expect(outer).toEqual({ ended: true, value: [{ ended: false }, "went on"] });
  });

  it("stops the outer of two calls from inside the inner", () => {
    const started = performance.now();
    expect(callWithin(30, () => callWithin(5000, () => /^(a+)+$/.test(`${"a".repeat(50)}!`)))).toEqual({ ended: false });
    expect(performance.now() - started).toBeLessThan(4000);
  });
});

// Equal declarations are equal texts, and different ones are not.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toCanonicalJson } from "../../../src/core/resources/canonical.ts";

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, reversed(inner)] as const)
      .reverse(),
  );
}

describe("the canonical text", () => {
  it("is JSON that means the same", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(toCanonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("does not depend on the order of keys", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(toCanonicalJson(reversed(value))).toBe(toCanonicalJson(value));
      }),
    );
  });

  it.each([
    [{ a: undefined, b: 1 }, '{"b":1}'],
    [[1, null], "[1,null]"],
    [JSON.parse('{"__proto__":{"x":1}}'), '{"__proto__":{"x":1}}'],
    ["\ud800", '"\\ud800"'],
  ])("of %j is %s", (value, text) => {
    expect(toCanonicalJson(value)).toBe(text);
  });

  it("tells a text from a number, and a list's order", () => {
    expect(toCanonicalJson({ a: "1" })).not.toBe(toCanonicalJson({ a: 1 }));
    expect(toCanonicalJson([1, 2])).not.toBe(toCanonicalJson([2, 1]));
  });
});

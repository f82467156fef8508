// Placeholders in plain text.
import { describe, expect, it } from "vitest";
import { fillPlaceholders } from "../../src/std/fill-placeholders.ts";

describe("filling placeholders", () => {
  it("replaces what is known and leaves the rest", () => {
    expect(fillPlaceholders('{a} {b} {"a": {"b": 1}} {}', { a: "1" })).toBe('1 {b} {"a": {"b": 1}} {}');
  });

  it("does not look into values", () => {
    expect(fillPlaceholders("{a}{b}", { a: "{b}", b: "$&{a}" })).toBe("{b}$&{a}");
  });

  it("knows no names but its own", () => {
    expect(fillPlaceholders("{constructor} {toString}", {})).toBe("{constructor} {toString}");
  });
});

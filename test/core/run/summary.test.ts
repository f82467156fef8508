// What an agent says it did, as much as an event takes of it.
import { describe, expect, it } from "vitest";
import { toSummary } from "../../../src/core/run/summary.ts";

describe("a summary", () => {
  it("is what was written, without the room around it", () => {
    expect(toSummary("\n Mended it.\n\n")).toBe("Mended it.");
    expect(toSummary(" \n")).toBe(null);
  });

  it("is the end of a long text, from the beginning of a line", () => {
    const long = `${"a line of words\n".repeat(1_000)}the end`;
    const summary = toSummary(long) ?? "";
    expect(summary.length).toBeLessThan(4_003);
    expect(summary).toMatch(/^…\na line of words\n[\s\S]*\nthe end$/);
  });

  it("is cut through no character where there is but one word", () => {
    expect(toSummary("x".repeat(5_000))).toBe(`…\n${"x".repeat(3_700)}`);
    expect(toSummary(`${"👩".repeat(5_000)}y`)).toBe(`…\n${"👩".repeat(1_700)}y`);
  });

  it("begins with no half of a word, which may be half of a secret", () => {
    const secret = `ghp_${"a".repeat(36)}`;
    expect(toSummary(`${secret} ${"x ".repeat(1_985)}`)).not.toContain("a");
  });
});

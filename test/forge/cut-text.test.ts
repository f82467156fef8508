// Texts within limits.
import { describe, expect, it } from "vitest";
import { cutBytes, cutText } from "../../src/forge/cut-text.ts";

describe("a cut text", () => {
  it("is whole when it fits, and otherwise ends between two characters", () => {
    expect(cutText("abc", 3)).toBe("abc");
    expect(cutText("👍👍👍👍", 3)).toBe("👍👍…");
    expect(cutBytes("äää", 6)).toBe("äää");
    for (let most = 20; most < 60; most += 1) {
      const cut = cutBytes("👍ä✓".repeat(20), most);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(most);
      expect(cut).toMatch(/^(?:👍|ä|✓)*…$/u);
    }
  });
});

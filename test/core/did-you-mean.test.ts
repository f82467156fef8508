// Suggestions for misspelled words: near enough to help, never a wild guess.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { didYouMean } from "../../src/core/did-you-mean.ts";

describe("didYouMean", () => {
  const words = ["polling", "tracker", "workspace", "agent", "max_turns", "id"];

  it.each([
    ["pooling", "polling"],
    ["pollign", "polling"],
    ["tracer", "tracker"],
    ["worksapce", "workspace"],
    ["Agent", "agent"],
    ["maxTurns", "max_turns"],
    ["max-turn", "max_turns"],
  ])("takes %s for %s", (word, meant) => {
    expect(didYouMean(word, words)).toBe(meant);
  });

  it.each(["banana", "xyz", "", "work"])("has no guess for %j", (word) => {
    expect(didYouMean(word, words)).toBeNull();
  });

  it("takes the nearest, and the first of those equally near", () => {
    expect(didYouMean("test", ["rest", "tests", "test_"])).toBe("test_");
    expect(didYouMean("cat", ["bat", "hat"])).toBe("bat");
  });

  it("finds a word by itself, and any word after one slip", () => {
    const word = fc.stringMatching(/^[a-z]{3,12}$/);
    fc.assert(
      fc.property(word, fc.nat(), fc.constantFrom("swap", "drop", "add"), (meant, seed, slip) => {
        const at = seed % (meant.length - 1);
        const [a, b] = [meant[at] ?? "", meant[at + 1] ?? ""];
        const made = { swap: b + a, drop: b, add: `${a}x${b}` }[slip];
        expect(didYouMean(meant, [meant])).toBe(meant);
        expect(didYouMean(meant.slice(0, at) + made + meant.slice(at + 2), [meant])).toBe(meant);
      }),
    );
  });
});

// Hiding texts in text that arrives in pieces.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTextMask, maskText } from "../../src/std/text-mask.ts";

function pushAll(pieces: readonly string[], hidden: readonly string[]): string {
  const mask = createTextMask(hidden);
  return pieces.map((piece) => mask.push(piece)).join("") + mask.end();
}

describe("a text mask", () => {
  it("hides a text wherever it stands, also when it is cut between pieces", () => {
    expect(maskText("a s3cret b s3cret", ["s3cret"])).toBe("a *** b ***");
    expect(pushAll(["a s3", "cr", "et b"], ["s3cret"])).toBe("a *** b");
  });

  it("shows at once what cannot become a hidden text", () => {
    const mask = createTextMask(["s3cret"]);
    expect([mask.push("hello s"), mask.push("he"), mask.end()]).toEqual(["hello ", "she", ""]);
  });

  it("hides all of texts that overlap or hold one another", () => {
    expect(maskText("abcdef", ["abcd", "abcdef"])).toBe("***");
    expect(pushAll(["abcd", "ef!"], ["abcd", "abcdef"])).toBe("***!");
    expect(maskText("xxabcdef", ["xxab", "abcdef"])).toBe("***");
  });

  it("keeps no more than a hidden text's length of a text that repeats it for ever", () => {
    const mask = createTextMask(["aaaa"]);
    const shown = Array.from({ length: 50 }, () => mask.push("a".repeat(100)));
    expect([shown.join("") + mask.end(), shown.slice(1).join("")]).toEqual(["***", ""]);
  });

  it("hides nothing for empty texts", () => {
    expect(maskText("abc", ["", "x"])).toBe("abc");
  });

  const texts = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 40 });
  const secrets = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 1, maxLength: 5 }), { maxLength: 3 });

  it("comes to the same however the text is cut, and never shows a hidden text", () => {
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 6 }), secrets, (pieces, hidden) => {
        const whole = maskText(pieces.join(""), hidden);
        expect(pushAll(pieces, hidden)).toBe(whole);
        for (const secret of hidden) expect(whole).not.toContain(secret);
      }),
      { numRuns: 2000 },
    );
  });
});

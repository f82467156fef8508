// The end of a text, in bounded memory.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTextTail } from "../../src/std/text-tail.ts";

describe("a text tail", () => {
  it("keeps everything below its limit", () => {
    const tail = createTextTail(100);
    tail.push("one ");
    tail.push("two");
    expect(tail.text()).toBe("one two");
  });

  it("never starts inside a character", () => {
    const tail = createTextTail(4);
    tail.push("a€€");
    expect(tail.text()).toBe("€");
  });

  it("holds the longest end that fits, whatever the pieces", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 12 })), fc.integer({ min: 1, max: 20 }), (pieces, limit) => {
        const tail = createTextTail(limit);
        for (const piece of pieces) tail.push(piece);
        const whole = pieces.join("");
        const end = tail.text();
        expect(whole.endsWith(end)).toBe(true);
        expect(Buffer.byteLength(end)).toBeLessThanOrEqual(limit);
        const oneMore = [...whole].slice(-([...end].length + 1)).join("");
        expect(end === whole || Buffer.byteLength(oneMore) > limit).toBe(true);
      }),
    );
  });
});

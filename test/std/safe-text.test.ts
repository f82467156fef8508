// What a terminal would obey never gets through, however it is cut; what people wrote does.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTextCleaner, escapeObeyed, hasObeyed, toSafeLine, toSafeText } from "../../src/std/safe-text.ts";

const HARMLESS = /^(?:\P{Cc}|\n|\t)*$/u;

describe("cleaning a text", () => {
  it.each([
    ["colors", "\u001b[1;31mred\u001b[0m", "red"],
    ["clearing the screen", "a\u001b[2Jb\u001bcd", "abd"],
    ["a window title ended by a bell", "a\u001b]0;owned\u0007b", "ab"],
    ["a link ended by a string terminator", "\u001b]8;;http://evil\u001b\\click\u001b]8;;\u001b\\", "click"],
    ["a device string", "a\u001bPq#0;2;0;0;0\u001b\\b", "ab"],
    ["a character set", "a\u001b(0b", "ab"],
    ["single-character controls", "a\u009b2Jb\u009d0;owned\u009cc", "abc"],
    ["a sequence that is broken off by a line", "a\u001b]0;never ended\nb\u001b[12\nc", "a\nb\nc"],
    ["a sequence that is broken off by another", "\u001b[3\u001b[1mbold", "bold"],
    ["a sequence that is broken off by a single-character one", "\u001b[3\u009b31mx", "x"],
    ["a sequence that is broken off by a letter beyond ASCII", "\u001b[3é", "é"],
    ["backspaces and bells", "pass\b\b\bword\u0007", "password"],
    ["direction marks", "invoice\u202egpj.exe\u2066x\u200f", "invoicegpj.exex"],
    ["half a character", "a\ud83db", "a\ufffdb"],
  ])("removes %s", (_what, given, clean) => {
    expect(toSafeText(given)).toBe(clean);
  });

  it("keeps lines, tabs, accents and emoji with their joiners", () => {
    expect(toSafeText("a\tb\n\u0065\u0301 👩‍👩‍👧 漢字\n")).toBe("a\tb\n\u0065\u0301 👩‍👩‍👧 漢字\n");
  });

  it("makes a line of what was to be overwritten, and one line of a return with its line feed", () => {
    expect(toSafeText("10%\r20%\rdone\r\nnext\u2028last")).toBe("10%\n20%\ndone\nnext\nlast");
  });

  it("answers the same however the text is cut", () => {
    const pieces = fc.array(fc.constantFrom("\u001b", "[", "]", "0;", "m", "\u0007", "\\", "\r", "\n", "\u009b", "x", "é", "\u202e", "👩"));
    fc.assert(
      fc.property(pieces, (parts) => {
        const cleaner = createTextCleaner();
        const whole = toSafeText(parts.join(""));
        expect(parts.map((part) => cleaner.push(part)).join("")).toBe(whole);
        expect(whole).toMatch(HARMLESS);
        expect(whole).not.toMatch(/\p{Bidi_Control}/u);
      }),
    );
  });
});

describe("a text as one line", () => {
  it("has no line ends, tabs or runs of blanks", () => {
    expect(toSafeLine("  a\n\n b\tc\r\nd ")).toBe("a b c d");
  });
});

describe("escaping", () => {
  it("writes down what a terminal would obey, and nothing else", () => {
    expect(escapeObeyed("é\u001b[2J\u202e\u009b👩")).toBe("é\\u001b[2J\\u202e\\u009b👩");
    expect(escapeObeyed("a\n\tb")).toBe("a\n\tb");
    expect([hasObeyed("é👩\n"), hasObeyed("a\u0085"), hasObeyed("a\u0085")]).toEqual([false, true, true]);
  });
});

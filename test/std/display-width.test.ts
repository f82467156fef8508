// Columns on a terminal, for what people and machines put into titles.
import { describe, expect, it } from "vitest";
import { cutToWidth, padToWidth, toDisplayWidth } from "../../src/std/display-width.ts";

describe("the width of a text", () => {
  it.each([
    ["plain", 5],
    ["漢字", 4],
    ["한글", 4],
    ["ｆｕ", 4],
    ["e\u0301", 1],
    ["\u200b\u0301", 0],
    ["🚀", 2],
    ["❤️", 2],
    ["❤", 1],
    ["👩‍👩‍👧‍👦", 2],
    ["🇺🇸", 2],
    ["日", 2],
    ["…→✓", 3],
  ])("of %j is %i", (text, width) => {
    expect(toDisplayWidth(text)).toBe(width);
  });
});

describe("cutting", () => {
  it.each([
    ["fits", 4, "fits"],
    ["does not fit", 6, "does…"],
    ["漢字漢字", 5, "漢字…"],
    ["漢字漢字", 4, "漢…"],
    ["a👩‍👩‍👧‍👦b", 3, "a…"],
    ["anything", 1, "…"],
    ["anything", 0, ""],
  ])("%j to %i columns gives %j", (text, width, cut) => {
    expect(cutToWidth(text, width)).toBe(cut);
  });

  it("pads by columns, not by characters", () => {
    expect(padToWidth("漢", 4)).toBe("漢  ");
    expect(padToWidth("long", 2)).toBe("long");
  });
});

// Lines out of pieces.
import { describe, expect, it } from "vitest";
import { createLineSplitter } from "../../src/std/line-splitter.ts";

function split(pieces: readonly string[], maxLength = 100): readonly string[] {
  const lines: string[] = [];
  const splitter = createLineSplitter(maxLength, (line) => lines.push(line));
  for (const piece of pieces) splitter.push(piece);
  splitter.end();
  return lines;
}

describe("a line splitter", () => {
  it("joins what belongs to one line", () => {
    expect(split(["o", "ne\ntw", "o\n", "three"])).toEqual(["one", "two", "three"]);
  });

  it("skips empty lines", () => {
    expect(split(["\n\na\n\n"])).toEqual(["a"]);
  });

  it("drops a line that is too long, and only that", () => {
    expect(split(["ok\n1234", "56789\nfine\n", "123456"], 5)).toEqual(["ok", "fine"]);
  });
});

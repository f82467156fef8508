// The caret stands below the trouble.
import { describe, expect, it } from "vitest";
import type { Mistake } from "../../../src/core/commands/command.ts";
import { toMistakeView } from "../../../src/core/views/command-mistake.ts";

function shown(source: string, column: number): string {
  const mistake: Mistake = { type: "mistake", line: 1, source, column, message: "It does not hold.", suggestion: null, keepGoing: false };
  return toMistakeView(mistake).shown;
}

describe("a mistake", () => {
  it.each([
    ["/run fx", 5, "/run fx\n     ^"],
    ["/run\tfx", 5, "/run fx\n     ^"],
    ["/run", 4, "/run\n    ^"],
    ["/run fix 日本 --x", 12, "/run fix 日本 --x\n         　　 ^"],
    ["/run \u202efx", 6, "/run  fx\n      ^"],
  ])("in %j at %d", (source, column, expected) => {
    expect(shown(source, column)).toBe(expected);
  });

  it("in a long line is shown with what is around it", () => {
    const [line = "", caret = ""] = shown(`/run ${"a".repeat(300)}X${"b".repeat(300)}`, 305).split("\n");
    expect(line).toMatch(/^…a{60}Xb{39}…$/);
    expect(line.charAt(caret.indexOf("^"))).toBe("X");
  });
});

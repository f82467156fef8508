// Problems as their author reads them: place, message, hint.
import { describe, expect, it } from "vitest";
import type { Problem } from "../../src/core/errors.ts";
import { renderProblems, sortProblems } from "../../src/resources/problems.ts";

function problem(change: Partial<Problem>): Problem {
  return { file: "a.yaml", line: 1, column: 1, path: "", message: "does not hold", hint: null, severity: "error", ...change };
}

describe("problems", () => {
  it("render as one line each, with the hint on the next", () => {
    const problems = [problem({ line: 3, column: 5, path: "agent.model", hint: "write it in quotes" }), problem({ severity: "warning" })];
    expect(renderProblems(problems)).toMatchInlineSnapshot(`
      "a.yaml:3:5 error agent.model does not hold
        hint: write it in quotes
      a.yaml:1:1 warning does not hold"
    `);
  });

  it("render as nothing when there are none", () => {
    expect(renderProblems([])).toBe("");
  });

  it("sort by their place", () => {
    const places = [problem({ line: 2, column: 1 }), problem({ line: 1, column: 9 }), problem({ line: 1, column: 2 })];
    expect(sortProblems(places).map(({ line, column }) => [line, column])).toEqual([
      [1, 2],
      [1, 9],
      [2, 1],
    ]);
  });
});

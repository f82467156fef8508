// The check on a pull request that changes the configuration: how it ends, and what is said beside which line.
import { describe, expect, it } from "vitest";
import type { Problem } from "../../../src/core/errors.ts";
import { toConfigAnnotations, toConfigCheck, toConfigConclusion, toUnreadCheck } from "../../../src/core/views/config-check.ts";

function problem(given: Partial<Problem> = {}): Problem {
  return { file: "a.yaml", line: 3, column: 1, path: "", message: "does not hold", hint: null, severity: "error", ...given };
}
const WARNING = problem({ severity: "warning", message: "is odd" });

describe("the check of a proposed configuration", () => {
  it.each([
    ["nothing is wrong", toConfigCheck([]), "success", "success"],
    ["something is odd", toConfigCheck([WARNING]), "success", "success"],
    ["something does not hold", toConfigCheck([problem()]), "failure", "neutral"],
    ["nothing was read", toUnreadCheck("too much"), "neutral", "neutral"],
  ] as const)("when %s", (_case, check, ours, outsiders) => {
    expect(toConfigConclusion(check, false)).toBe(ours);
    expect(toConfigConclusion(check, true)).toBe(outsiders);
  });

  it("tells errors before warnings, and how many it leaves out", () => {
    const check = toConfigCheck([WARNING, problem(), ...Array.from({ length: 60 }, () => WARNING)]);
    expect(check).toMatchObject({ errors: 1, warnings: 61, left: 12 });
    expect(check.problems[0]).toEqual({ place: "a.yaml:3", message: "does not hold", hint: null, severity: "error" });
    expect(check.problems).toHaveLength(50);
  });

  it("says beside a line what is wrong there, with the hint, and nothing beside what is no file", () => {
    const problems = [problem({ hint: "mend it" }), problem({ file: "gone.yaml" }), WARNING];
    expect(toConfigAnnotations(problems, new Set(["a.yaml"]), false)).toEqual([
      { path: "a.yaml", line: 3, level: "failure", title: null, message: "does not hold\nmend it" },
      { path: "a.yaml", line: 3, level: "warning", title: null, message: "is odd" },
    ]);
  });

  it("shows an outsider no failure beside a line either, and no more than a hundred", () => {
    const annotations = toConfigAnnotations(
      Array.from({ length: 300 }, () => problem()),
      new Set(["a.yaml"]),
      true,
    );
    expect(annotations).toHaveLength(100);
    expect(new Set(annotations.map(({ level }) => level))).toEqual(new Set(["warning"]));
  });
});

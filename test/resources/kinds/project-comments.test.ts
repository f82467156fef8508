// Comments that a project wants on its runs.
import { describe, expect, it } from "vitest";
import { toldSpec } from "../manifest/told.ts";

describe("comments of a project", () => {
  it.each(["sticky", "final", "off"])("may be %s", (runs) => {
    expect(toldSpec("Project", "default", `\ncomments: { runs: ${runs} }\n`)).toBe("accepted 1");
  });

  it("are nothing else, and stand where they are looked for", () => {
    expect(toldSpec("Project", "default", "\ncomments: { runs: fnal, checks: off }\n")).toMatchInlineSnapshot(`
      "m.yaml:5:21 error spec.comments.runs must be one of sticky, final, off, not "fnal"
        hint: did you mean "final"?
      m.yaml:5:27 error spec.comments.checks unknown field 'checks'
        hint: known: runs"
    `);
  });
});

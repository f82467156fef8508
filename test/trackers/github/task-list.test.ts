// Which issues a text names as open tasks, and that nobody's text takes long to read.
import { describe, expect, it } from "vitest";
import { findOpenReferences } from "../../../src/trackers/github/task-list.ts";

function found(body: string): readonly string[] {
  return findOpenReferences(body, "https://github.com").map(({ repository, number }) => `${repository ?? ""}#${number}`);
}

describe("open tasks in a text", () => {
  it("are items whose box is empty and that begin with a reference", () => {
    expect(found("- [ ] #7\n* [ ] #8 the second\n1. [ ] #9.\n  - [ ] acme/site#10\n- [ ] https://github.com/acme/site/issues/11")).toEqual([
      "#7",
      "#8",
      "#9",
      "acme/site#10",
      "acme/site#11",
    ]);
  });

  it.each([
    ["a box that is checked", "- [x] #7"],
    ["a reference in the middle", "- [ ] tests for #7"],
    ["a reference that is no task", "- #7\n#8"],
    ["a code fence", "```md\n- [ ] #7\n```"],
    ["a code fence of tildes that holds another", "~~~~\n```\n~~~\n- [ ] #7\n~~~~"],
    ["a fence without an end", "```\n- [ ] #7"],
    ["a comment", "<!-- write:\n- [ ] #7\n-->"],
    ["a comment without an end", "<!--\n- [ ] #7"],
    ["another server's issue", "- [ ] https://github.com.evil.example/acme/site/issues/7"],
    ["something that only looks like a number", "- [ ] #7th\n- [ ] #12345678901"],
    ["a pull request's part", "- [ ] https://github.com/acme/site/pull/7/files"],
  ])("are not in %s", (_, body) => {
    expect(found(body)).toEqual([]);
  });

  it("go on after a comment and after a fence", () => {
    expect(found("<!-- a -->\n```\n```\n- [ ] #7")).toEqual(["#7"]);
  });

  it("are read with the line ends of a browser", () => {
    expect(found("- [ ] #7\r\n- [ ] #8\r\n")).toEqual(["#7", "#8"]);
  });

  it("are no more than fifty", () => {
    expect(found("- [ ] #7\n".repeat(1000))).toHaveLength(50);
  });

  it.each([
    ["comments", "<!--".repeat(100_000)],
    ["boxes", "- [ ] ".repeat(100_000)],
    ["spaces", `${" ".repeat(200_000)}- [ ] #7`],
    ["ticks", "`".repeat(200_000)],
    ["slashes", `- [ ] ${"a/".repeat(100_000)}#7`],
  ])("are found quickly among %s", (_, body) => {
    const begun = performance.now();
    found(body);
    expect(performance.now() - begun).toBeLessThan(200);
  });
});

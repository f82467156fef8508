// From text to issues: the grammar and what is forgiven. What the author is told is in problems.test.ts.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { toIdentifier } from "../../../src/trackers/roadmap/identifier.ts";
import { parseRoadmap } from "../../../src/trackers/roadmap/roadmap.ts";

const parse = (text: string) => parseRoadmap(text, "docs/roadmap.md");
const titles = (text: string) => parse(text).issues.map(({ title }) => title);
const problems = (text: string) =>
  parse(text).problems.map(({ line, column, severity, message }) => `${line}:${column} ${severity}: ${message}`);
const hints = (text: string) => parse(text).problems.map(({ hint }) => hint);

/** One entry that holds, with more lines. */
const entry = (...lines: readonly string[]) => ["### One", "- **Status:** planned", ...lines, ""].join("\n");
const first = (text: string) => parse(text).issues[0];

describe("an entry", () => {
  it("becomes an issue with everything its fields say", () => {
    const text = `---
project: shop
version: 1
last_synced: 2026-11-20
last_manual_edit: 2026-11-20
---

# Roadmap

Text before the first heading.

## Milestone: First release

### Feature: Add login

- **Status:** In-Progress
- **Spec:** docs/specs/login.md
- **Summary:** People can log in.
- **Plans:** docs/plans/a.md, docs/plans/b.md
- **Blocked by:** Set up database
- **Priority:** high
- **Labels:** Backend, security , backend
- **Assignee:** @alice
- **Created:** 2026-11-20T10:00:00.5+02:00
- **Branch:** \`feature/login\`
- **URL:** <https://example.com/1>

## Backlog

### Set up database
- **Status:** done
`;
    const { issues, problems } = parse(text);
    expect(problems).toEqual([]);
    expect(issues).toHaveLength(2);
    expect(issues[0]).toEqual({
      id: "add-login-0e100ea6",
      identifier: "add-login-0e100ea6",
      title: "Add login",
      description: "People can log in.",
      state: "In-Progress",
      dispatchable: true,
      priority: 2,
      labels: ["backend", "security"],
      blockedBy: [{ id: issues[1]?.id, identifier: issues[1]?.id, state: "done" }],
      branchName: "feature/login",
      url: "https://example.com/1",
      assigneeId: "alice",
      createdAt: "2026-11-20T08:00:00.500Z",
      updatedAt: null,
      nativeRef: { milestone: "First release", spec: "docs/specs/login.md", plans: ["docs/plans/a.md", "docs/plans/b.md"] },
    });
    expect(issues[1]).toMatchObject({
      title: "Set up database",
      state: "done",
      nativeRef: { milestone: "Backlog", spec: null, plans: [] },
    });
  });

  it("needs a name and a status and nothing else", () => {
    expect(parse("### One\n- **Status:** planned")).toMatchObject({
      problems: [],
      issues: [{ title: "One", description: null, labels: [] }],
    });
  });

  it.each([["- **status**:  PLANNED  "], ["* **STATUS:** planned"], ["+ **Status :**\tplanned"]])("takes %j as its status", (line) => {
    expect(parse(`### One\n${line}\n`)).toMatchObject({ problems: [], issues: [{ title: "One" }] });
  });

  it("keeps the spelling of its status, trimmed", () => {
    expect(first("### One\n- **Status:**  Planned \n")?.state).toBe("Planned");
  });

  it.each(["—", "–", "-", "none", "None"])("takes %j for none", (none) => {
    const fields = ["Spec", "Plan", "Blockers", "Priority", "Labels", "Assignee", "Created", "Branch", "URL"].map(
      (label) => `- **${label}:** ${none}`,
    );
    const { issues, problems } = parse(entry(...fields));
    expect(problems).toEqual([]);
    expect(issues).toMatchObject([
      { blockedBy: [], priority: null, labels: [], assigneeId: null, createdAt: null, branchName: null, url: null },
    ]);
    expect(issues[0]?.nativeRef).toEqual({ milestone: null, spec: null, plans: [] });
  });

  it("has a summary of several lines when Markdown says so", () => {
    expect(first(entry("- **Summary:** One line", "  and another.", "", "  A paragraph.", "", "Not the summary."))?.description).toBe(
      "One line\nand another.\nA paragraph.",
    );
    expect(first(entry("- **Summary:** —"))?.description).toBeNull();
    expect(first(entry("- **Summary:** none"))?.description).toBe("none");
  });

  it.each([
    ["1", 1],
    ["4", 4],
    ["P0", 1],
    ["p1", 2],
    ["P2", 3],
    ["P3", 4],
    ["P4", 4],
    ["Urgent", 1],
    ["high", 2],
    ["medium", 3],
    ["LOW", 4],
  ])("has with priority %s the rank %i", (value, rank) => {
    expect(first(entry(`- **Priority:** ${value}`))?.priority).toBe(rank);
  });

  it.each([
    ["2026-11-20", "2026-11-20T00:00:00.000Z"],
    ["2026-11-20T09:00:00Z", "2026-11-20T09:00:00.000Z"],
    ["2026-11-20t23:30:00.25-01:00", "2026-11-21T00:30:00.250Z"],
  ])("was created at %s", (value, instant) => {
    expect(parse(entry(`- **Created:** ${value}`))).toMatchObject({ problems: [], issues: [{ createdAt: instant }] });
  });

  it.each([
    ["Priority", "5"],
    ["Priority", "soon"],
    ["Created", "2026-02-30"],
    ["Created", "2026-02-30T00:00:00Z"],
    ["Created", "yesterday"],
    ["Created", "2026-11-20T09:00:00"],
    ["Created", "2026-11-20T25:00:00Z"],
    ["URL", "example.com"],
    ["URL", "javascript:alert(1)"],
    ["Branch", "two words"],
    ["Assignee", "@"],
  ])("works without its %s when that is %j, with a warning", (label, value) => {
    const { issues, problems } = parse(entry(`- **${label}:** ${value}`));
    expect(issues).toMatchObject([{ priority: null, createdAt: null, url: null, branchName: null, assigneeId: null }]);
    expect(problems).toMatchObject([{ line: 3, column: label.length + 9, severity: "warning", path: `One > ${label}` }]);
    expect(problems[0]?.message).toContain(value);
    expect(problems[0]?.hint).toMatch(/^write /);
  });
});

describe("identity", () => {
  it("is the name's slug and hash, so that only another name changes it", () => {
    expect(toIdentifier("Add login")).toBe("add-login-0e100ea6");
    expect(toIdentifier("Add user authentication flow")).toMatch(/^add-user-authenticat-[0-9a-f]{8}$/);
    expect(toIdentifier("  (Add) a -- b!")).toMatch(/^add-a-b-[0-9a-f]{8}$/);
    expect(toIdentifier("exactly nineteen ch and more")).toMatch(/^exactly-nineteen-ch-[0-9a-f]{8}$/);
  });

  it("folds letters to ASCII and is the hash alone where nothing is left", () => {
    expect(toIdentifier("Größe ändern — café")).toMatch(/^gro-e-andern-cafe-[0-9a-f]{8}$/);
    expect(toIdentifier("日本語")).toMatch(/^[0-9a-f]{8}$/);
    expect(toIdentifier("🚀")).not.toBe(toIdentifier("日本語"));
  });
});

describe("the file", () => {
  it.each([
    ["LF", "\n"],
    ["CRLF", "\r\n"],
  ])("may end its lines with %s", (_, eol) => {
    const text = `---\nproject: a\nversion: 1\nlast_synced: x\nlast_manual_edit: x\n---\n## M\n### One\n\n- **Status:** done\n- **Summary:** a\n  b\n`;
    const { issues, problems } = parse(text.replaceAll("\n", eol));
    expect(problems).toEqual([]);
    expect(issues).toMatchObject([{ title: "One", state: "done", description: "a\nb", nativeRef: { milestone: "M" } }]);
  });

  it("may mix line endings, start with a byte order mark and end without a newline", () => {
    expect(titles("\ufeff### One\r\n- **Status:** done\n### Two\n- **Status:** done")).toEqual(["One", "Two"]);
    expect(problems("\ufeff---\nproject: a\n---\n")).toEqual([]);
  });

  it("may be empty", () => {
    expect(parse("")).toMatchObject({ issues: [], problems: [] });
  });

  it("takes a ruler on top for what it is and says so", () => {
    expect(titles(`---\n\n${entry()}\n---\n`)).toEqual(["One"]);
    expect(problems(`---\n\n${entry()}\n---\n`)).toEqual(["1:1 warning: the front matter that starts here is never closed"]);
    expect(problems("---\nproject: a")).toHaveLength(1);
  });

  it("has entries outside any milestone, and milestones that end", () => {
    const text = `${entry()}## Milestone:\n${entry().replace("One", "Two")}## M\n# Part\n${entry().replace("One", "Three")}`;
    expect(parse(text).issues.map(({ nativeRef }) => nativeRef?.["milestone"])).toEqual([null, null, null]);
  });

  it.each([
    ["a code fence", "```md\n### Not this\n- **Status:** planned\n```"],
    ["a longer fence with a shorter one inside", "~~~~\n```\n~~~\n### Not this\n~~~~"],
    ["a fence in a list item", "- ```\n  ### Not this\n### Nor this\n  ```"],
    ["a comment", "<!--\n### Not this\n-->"],
    ["a comment after a list marker", "1. <!-- x\n### Not this\n-->"],
    ["a heading of another level", "#### Not this\n- **Status:** nonsense"],
    ["no space after the signs", "###Not this\n####### Nor this"],
    ["a table", "| ### Not this | b |\n|---|---|\n| - **Status:** x | y |"],
  ])("leaves %s alone", (_, block) => {
    const text = `${entry()}\n${block}\n\n${entry().replace("One", "Two")}`;
    expect(problems(text)).toEqual([]);
    expect(titles(text)).toEqual(["One", "Two"]);
  });

  it.each([
    ["inline code with three backticks", "```not a fence```"],
    ["a comment on one line", "<!-- a --> text"],
    ["an indented fence", "      ```"],
  ])("is not quoted by %s", (_, line) => {
    expect(titles(`Text\n\n${line}\n\n${entry()}`)).toEqual(["One"]);
  });

  it("tells where a quote starts that never ends", () => {
    expect(problems(`${entry()}\n\`\`\`\n${entry()}`)).toEqual([
      "4:1 warning: the code fence that starts here is never closed, so all that follows is quoted",
    ]);
    expect(hints(`${entry()}\n<!--\n${entry()}`)).toEqual(["end it with `-->`"]);
  });

  it("reads no field from prose below a nested heading", () => {
    expect(parse(entry("#### Notes", "- **Summary:** no", "- **Staus:** no"))).toMatchObject({
      problems: [],
      issues: [{ description: null }],
    });
  });

  it("strips the closing signs of a heading and keeps those of a name", () => {
    expect(titles("### One ###\n- **Status:** done\n### Learn C#\n- **Status:** done\n")).toEqual(["One", "Learn C#"]);
  });
});

describe("the documentation", () => {
  it("shows a roadmap that holds", () => {
    const page = readFileSync(new URL("../../../docs/trackers/roadmap.md", import.meta.url), "utf8");
    const example = /```markdown\n(.*?)^```/ms.exec(page)?.[1] ?? "";
    const { issues, problems } = parse(example);
    expect(problems).toEqual([]);
    expect(issues.map(({ title, state }) => [title, state])).toEqual([
      ["Set up the database", "done"],
      ["Add login", "planned"],
      ["Dark mode", "backlog"],
    ]);
    expect(issues[1]).toMatchObject({ priority: 2, assigneeId: "alice", blockedBy: [{ state: "done" }], branchName: "feature/login" });
  });
});

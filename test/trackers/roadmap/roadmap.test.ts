// From text to issues and problems: the grammar, what is forgiven, and what is told to the author.
import { describe, expect, it } from "vitest";
import { toIssueId } from "../../../src/core/ids.ts";
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
    expect(problems("\ufeff---\nproject: a\n---\n")).toEqual([
      "1:1 warning: the front matter has no version, last_synced, last_manual_edit",
    ]);
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

describe("problems", () => {
  const good = "### Good\n- **Status:** planned\n";

  it.each([
    [
      "no status",
      "### Bad\n- **Summary:** x\n",
      "1:1 error: the entry has no Status",
      "add a line `- **Status:** planned` below the heading",
    ],
    ["an empty status", "### Bad\n- **Status:**\n", "2:14 error: `Status` is empty", "use backlog, planned, in-progress, done or blocked"],
    [
      "an unknown status",
      "### Bad\n- **Status:** someday\n",
      "2:15 error: unknown status `someday`",
      "use backlog, planned, in-progress, done or blocked",
    ],
    [
      "a misspelled status",
      "### Bad\n- **Status:** In Progress\n",
      "2:15 error: unknown status `In Progress`",
      "did you mean `in-progress`?",
    ],
    ["no name", "### Feature:\n- **Status:** planned\n", "1:1 error: the entry has no name", "write `### Feature: <name>`"],
    ["nothing after the signs", "###\n- **Status:** planned\n", "1:1 error: the entry has no name", "write `### Feature: <name>`"],
  ])("name an entry with %s and let the others work", (_, bad, problem, hint) => {
    expect(problems(bad + good)).toEqual([problem]);
    expect(hints(bad + good)).toEqual([hint]);
    expect(titles(bad + good)).toEqual(["Good"]);
    expect(titles(good + bad)).toEqual(["Good"]);
  });

  it("name the second entry of one name and let the first work", () => {
    const text = `${good}- **Summary:** first\n\n### Feature: Good\n- **Status:** done\n`;
    expect(problems(text)).toEqual(["5:1 error: a second entry called `Good`; the first is on line 1"]);
    expect(parse(text).issues).toMatchObject([{ description: "first", state: "planned" }]);
  });

  it("know which entries are malformed rather than gone", () => {
    const { malformed } = parse("### Bad\n- **Status:** x\n");
    expect(malformed.get(toIdentifier("Bad"))).toMatchObject({ file: "docs/roadmap.md", line: 2, path: "Bad > Status" });
  });

  it.each([
    ["Staus", "Status"],
    ["State", null],
    ["Sumary", "Summary"],
    ["Block by", "Blocked by"],
    ["Label", "Labels"],
    ["Priorty", "Priority"],
    ["ULR", "URL"],
    ["Urls", "URL"],
    ["Owner", null],
    ["Notes", null],
  ])("ask about the label %s", (label, meant) => {
    expect(hints(entry(`- **${label}:** x`))).toEqual(meant === null ? [] : [`did you mean \`${meant}\`?`]);
  });

  it("warn of an empty value and of a second field of one meaning", () => {
    expect(problems(entry("- **Spec:**", "- **Plan:** a", "- **Plans:** b"))).toEqual([
      "3:12 warning: `Spec` is empty",
      "5:14 warning: a second field `Plans`; the one on line 4 counts",
    ]);
  });

  it("come in the order of the file", () => {
    const lines = parse(`### A\n- **Status:** planned\n- **Blockers:** nobody\n### B\n- **Status:** x\n### C\n`).problems.map(
      ({ line }) => line,
    );
    expect(lines).toEqual([3, 5, 6]);
  });
});

describe("blockers", () => {
  const others = "### Login, logout\n- **Status:** done\n### Set up DB\n- **Status:** Planned\n### Broken\n- **Status:** x\n";
  const blockedBy = (...lines: readonly string[]) => parse(entry(...lines) + others).issues[0]?.blockedBy;
  const login = { id: toIdentifier("Login, logout"), identifier: toIdentifier("Login, logout"), state: "done" };
  const database = { id: toIdentifier("Set up DB"), identifier: toIdentifier("Set up DB"), state: "Planned" };

  it.each([
    ["by name", "- **Blocked by:** Set up DB"],
    ["by name in another case", "- **Blockers:**  SET UP db "],
    ["by identifier", `- **Blocked by:** ${toIdentifier("Set up DB")}`],
  ])("are found %s, with their present state", (_, line) => {
    expect(blockedBy(line)).toEqual([database]);
  });

  it("may be several, with commas or as a list, and have commas in their names", () => {
    expect(blockedBy("- **Blocked by:** Set up DB, login,logout, Broken")).toHaveLength(4);
    expect(blockedBy("- **Blocked by:** Login, logout")).toEqual([login]);
    expect(blockedBy("- **Blocked by:**", "  - Login, logout", "  - Set up DB")).toEqual([login, database]);
  });

  it("prefer the name as written to one that differs in case", () => {
    const text = `${entry("- **Blocked by:** two")}### Two\n- **Status:** done\n### two\n- **Status:** planned\n`;
    expect(parse(text).issues[0]?.blockedBy).toMatchObject([{ state: "planned" }]);
  });

  it("that are malformed have no state, and so count as open", () => {
    expect(blockedBy("- **Blocked by:** Broken")).toEqual([
      { id: toIdentifier("Broken"), identifier: toIdentifier("Broken"), state: null },
    ]);
  });

  it("that are unknown count as open, with a warning", () => {
    const { issues, problems } = parse(entry("- **Blocked by:** Nobody, knows"));
    expect(issues[0]).toMatchObject({
      dispatchable: true,
      blockedBy: [{ id: null, identifier: "Nobody", state: null }, { identifier: "knows" }],
    });
    expect(problems).toMatchObject([
      { line: 3, severity: "warning", message: "no entry is called `Nobody`" },
      { message: "no entry is called `knows`" },
    ]);
  });

  it("are never the entry itself without a warning", () => {
    expect(problems(entry("- **Blocked by:** One"))).toEqual(["3:19 warning: the entry waits for itself"]);
  });
});

describe("a big roadmap", () => {
  it("is read in time that grows with its length, also when everything in it is wrong", () => {
    const count = 5_000;
    const lines = Array.from(
      { length: count },
      (_, n) => `### Entry ${n}\n- **Status:** planed\n- **Stats:** x\n- **Blocked by:** Nobody ${n}, Entry ${n + 1}\n`,
    );
    const { issues, problems, malformed } = parse(lines.join(""));
    expect([issues.length, malformed.size]).toEqual([0, count]);
    expect(problems.length).toBeGreaterThanOrEqual(3 * count);
    expect(malformed.has(toIssueId(toIdentifier("Entry 7")))).toBe(true);
  });
});

// What a roadmap's author is told, and which entries work all the same; and the blockers, which depend on other entries.
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
    const { drafts } = parse("### Bad\n- **Status:** x\n");
    expect(drafts.get(toIdentifier("Bad"))).toMatchObject({ issue: null, flaw: { line: 2, path: "Bad > Status" } });
  });

  it.each([
    ["Staus", "Status"],
    ["State", null],
    ["Sumary", "Summary"],
    ["Block by", "Blocked by"],
    ["Label", "Labels"],
    ["Priorty", "Priority"],
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
    const { issues, problems, drafts } = parse(lines.join(""));
    expect([issues.length, drafts.size]).toEqual([0, count]);
    expect(problems.length).toBeGreaterThanOrEqual(3 * count);
  });
});

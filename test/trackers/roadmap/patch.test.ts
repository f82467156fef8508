// What a report changes in the text: two places and not one character more.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { IssueReport } from "../../../src/core/issue.ts";
import { patchRoadmap } from "../../../src/trackers/roadmap/patch.ts";
import { parseRoadmap } from "../../../src/trackers/roadmap/roadmap.ts";
import { reportOn } from "./scratch.ts";

const PROGRESS = "step 1 of 3: plan (run run_01jd3k9x4m5n6p7q)";
const patch = (text: string, given: Partial<IssueReport> = {}) => patchRoadmap(text, reportOn("One", given));

describe("a report", () => {
  it("sets the status and adds one line behind the last field", () => {
    const text = "## M\n\n### Feature: One\n\n- **Status:** planned\n- **Summary:** Do it.\n\nText.\n\n### Two\n- **Status:** planned\n";
    expect(patch(text, { branch: "yardmaster/one", commit: "0123456789abcdef" })).toBe(
      "## M\n\n### Feature: One\n\n- **Status:** in-progress\n- **Summary:** Do it.\n" +
        "- **Progress:** step 1 of 3: plan (run run_01jd3k9x4m5n6p7q, branch `yardmaster/one`, commit `0123456`)\n\nText.\n\n### Two\n- **Status:** planned\n",
    );
  });

  it("replaces its line the next time", () => {
    const working = patch("### One\n- **Status:** planned\n- **Spec:** x\n");
    expect(patch(working, { phase: "completed", summary: "opened a pull request" })).toBe(
      "### One\n- **Status:** done\n- **Spec:** x\n- **Progress:** opened a pull request (run run_01jd3k9x4m5n6p7q)\n",
    );
  });

  it.each([
    ["working", "in-progress"],
    ["failed", "in-progress"],
    ["needs-person", "blocked"],
    ["completed", "done"],
  ] as const)("that says %s sets the status %s", (phase, status) => {
    expect(patch("### One\n- **Status:** planned\n", { phase })).toBe(`### One\n- **Status:** ${status}\n- **Progress:** ${PROGRESS}\n`);
  });

  it.each(["done", "backlog", "Blocked"])("from the middle of the work leaves a status alone that a person has set to %s", (status) => {
    const entry = `### One\n- **Status:** ${status}\n`;
    for (const phase of ["working", "failed"] as const) expect(patch(entry, { phase })).toBe(`${entry}- **Progress:** ${PROGRESS}\n`);
  });

  it("leaves a status alone that says so already in another spelling", () => {
    expect(patch("### One\n- **Status:** In-Progress \n")).toBe(`### One\n- **Status:** In-Progress \n- **Progress:** ${PROGRESS}\n`);
  });

  it.each([
    [
      "in a CRLF file",
      "### One\r\n- **Status:** planned\r\nText\r\n",
      `### One\r\n- **Status:** in-progress\r\nText\r\n- **Progress:** ${PROGRESS}\r\n`,
    ],
    ["at the end without a newline", "### One\n- **Status:** planned", `### One\n- **Status:** in-progress\n- **Progress:** ${PROGRESS}`],
    [
      "at the end of a CRLF file without a newline",
      "### One\r\n- **Status:** planned",
      `### One\r\n- **Status:** in-progress\r\n- **Progress:** ${PROGRESS}`,
    ],
    [
      "with tabs and trailing spaces",
      "### One\n-\t**Status:**\tplanned \t \n",
      `### One\n-\t**Status:**\tin-progress \t \n- **Progress:** ${PROGRESS}\n`,
    ],
    ["with another bullet", "### One\n* **Status:** planned\n", `### One\n* **Status:** in-progress\n* **Progress:** ${PROGRESS}\n`],
    [
      "with a value of several lines",
      "### One\n- **Status:** planned\n- **Summary:** a\n  b\n\n  c\n\nText\n",
      `### One\n- **Status:** in-progress\n- **Summary:** a\n  b\n\n  c\n- **Progress:** ${PROGRESS}\n\nText\n`,
    ],
    [
      "with code in a value",
      "### One\n- **Status:** planned\n- **Summary:** a\n  ```\n### x\n  ```\nText\n",
      `### One\n- **Status:** in-progress\n- **Summary:** a\n  \`\`\`\n### x\n  \`\`\`\n- **Progress:** ${PROGRESS}\nText\n`,
    ],
    [
      "with a nested heading",
      "### One\n- **Status:** planned\n#### Notes\n- **Hint:** x\n",
      `### One\n- **Status:** in-progress\n- **Progress:** ${PROGRESS}\n#### Notes\n- **Hint:** x\n`,
    ],
    [
      "with a ruler below",
      "### One\n- **Status:** planned\n---\n",
      `### One\n- **Status:** in-progress\n- **Progress:** ${PROGRESS}\n---\n`,
    ],
    ["with an empty status", "### One\n- **Status:**\n", `### One\n- **Status:** in-progress\n- **Progress:** ${PROGRESS}\n`],
    ["with an empty status at the very end", "### One\n- **Status:**", `### One\n- **Status:** in-progress\n- **Progress:** ${PROGRESS}`],
    ["with an unknown status", "### One\n- **Status:** plnned\n", `### One\n- **Status:** in-progress\n- **Progress:** ${PROGRESS}\n`],
    ["without fields", "### One\n\nText\n", `### One\n- **Progress:** ${PROGRESS}\n\nText\n`],
    [
      "with an empty progress line",
      "### One\n- **Progress:**  \n- **Status:** planned\n",
      `### One\n- **Progress:**  ${PROGRESS}\n- **Status:** in-progress\n`,
    ],
  ])("on an entry %s finds its two places", (_, text, patched) => {
    expect(patch(text)).toBe(patched);
    expect(patch(patched)).toBe(patched);
  });

  it("goes to the first of two entries of one name", () => {
    const text = "### One\n- **Status:** planned\n### One\n- **Status:** planned\n";
    expect(patch(text)).toBe(`### One\n- **Status:** in-progress\n- **Progress:** ${PROGRESS}\n### One\n- **Status:** planned\n`);
  });

  it("on an entry that is gone or quoted changes nothing", () => {
    for (const text of ["", "### Two\n- **Status:** planned\n", "```\n### One\n- **Status:** planned\n```\n"])
      expect(patch(text)).toBe(text);
  });
});

describe("the summary", () => {
  const progressOf = (given: Partial<IssueReport>) => /Progress:\*\* (.*)\n$/s.exec(patch("### One\n- **Status:** planned\n", given))?.[1];

  it.each([
    ["a\n### Two\n- **Status:** done", "a ### Two - **Status:** done"],
    ["a\r\n\tb\u2028c\u0085d\u0000e\u001b[31m", "a b cde"],
    ["  a   b  ", "a b"],
    ["<!-- hidden --> a < b <script>", "\\<!-- hidden --> a < b \\<script>"],
    ["right\u202eleft \ud800 half", "rightleft \ufffd half"],
    ["x".repeat(300), `${"x".repeat(200)}…`],
    ["🚀".repeat(300), `${"🚀".repeat(200)}…`],
  ])("%j stays in its line", (summary, shown) => {
    expect(progressOf({ summary })).toBe(`${shown} (run run_01jd3k9x4m5n6p7q)`);
  });

  it("may be empty", () => {
    expect(progressOf({ summary: " \n " })).toBe("(run run_01jd3k9x4m5n6p7q)");
  });

  it("is followed by names that cannot break out of their backticks", () => {
    expect(progressOf({ summary: "a", branch: "x`y\nz", commit: "`\n`" })).toBe(
      "a (run run_01jd3k9x4m5n6p7q, branch `x'y z`, commit `' '`)",
    );
  });
});

// A model of files as people write them, made of pieces, so that the expected text can be put together from the same pieces.
const eol = fc.constantFrom("\n", "\r\n");
const blank = fc.constantFrom("", "", "\n", " \t\n", "\r\n");
const prose = fc.constantFrom(
  "Text 🚀 with **bold** words.",
  "| a | b |\n|---|---|\n| 1 | 2 |",
  "```\n### One\n- **Status:** planned\n```",
  "<!--\n### One\n- **Status:** planned\n-->",
  "#### Deeper\n\n- **Status:** nonsense",
  "- a list\n  - **Status:** nested",
  "日本語 é\u0301 \u00a0 trailing  ",
);
const fieldLine = fc.constantFrom(
  "- **Spec:** docs/a.md",
  "- **Owner:** 🦊",
  "- **Summary:** a\n  b",
  "-\t**Plan:**\t—  ",
  "- **Labels:** a,b",
);
const otherEntry = fc.tuple(fc.nat(9), prose).map(([n, text]) => `### Other ${n}\n\n- **Status:** planned\n\n${text}`);
const chunks = fc
  .array(fc.oneof(prose, otherEntry, fc.constant("## Milestone: M")), { maxLength: 4 })
  .map((all) => all.map((chunk) => `${chunk}\n\n`).join(""));

const file = fc.record({
  mark: fc.constantFrom("", "\ufeff"),
  front: fc.constantFrom("", "---\nproject: x\n# comment\n---\n"),
  before: chunks,
  heading: fc.constantFrom("### One", "### Feature: One", "### \tOne  ", "### One ###"),
  gap: blank,
  fieldsBefore: fc.array(fieldLine, { maxLength: 3 }),
  status: fc.constantFrom(["- **Status:** ", "planned", ""], ["* **status:**\t", "Backlog", "  \t"], ["- **Status**: ", "bogus", " "]),
  fieldsAfter: fc.array(fieldLine, { maxLength: 3 }),
  after: fc.oneof(
    fc.constant(""),
    fc.tuple(blank, chunks).map(([gap, text]) => `\n${gap}\n${text}`),
  ),
  eol,
  report: fc.record({
    phase: fc.constantFrom("working", "completed", "failed", "needs-person"),
    summary: fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("\n### One\n- **Status:** done", "a\r\n- **Progress:** b", "---", "```"),
    ),
    branch: fc.option(fc.string()),
    commit: fc.option(fc.string()),
  }),
});

const STATUS = { working: "in-progress", completed: "done", failed: "in-progress", "needs-person": "blocked" } as const;

describe("any report on any file", () => {
  it("changes the status value, adds one progress line, and keeps every other character", () => {
    fc.assert(
      fc.property(file, (given) => {
        const { mark, front, before, heading, gap, fieldsBefore, status, fieldsAfter, after, report } = given;
        const [label = "", value = "", trailing = ""] = status;
        const withEol = (text: string) => text.replaceAll("\r\n", "\n").replaceAll("\n", given.eol);
        const head = mark + withEol(`${front}${before}${heading}\n${gap}${fieldsBefore.map((line) => `${line}\n`).join("")}${label}`);
        const rest = withEol(trailing + fieldsAfter.map((line) => `\n${line}`).join(""));
        const tail = withEol(after);
        const patched = patchRoadmap(`${head}${value}${rest}${tail}`, reportOn("One", report));

        const isKept = value === "Backlog" && (report.phase === "working" || report.phase === "failed");
        const start = `${head}${isKept ? value : STATUS[report.phase]}${rest}`;
        expect(patched.slice(0, start.length)).toBe(start);
        expect(patched.slice(patched.length - tail.length)).toBe(tail);
        const added = patched.slice(start.length, patched.length - tail.length);
        expect(added.startsWith(given.eol)).toBe(true);
        expect(added.slice(given.eol.length)).toMatch(/^[-*] \*\*Progress:\*\* \P{Cc}+$/u);

        expect(Buffer.from(patched).toString()).toBe(patched);
        expect(patchRoadmap(patched, reportOn("One", report))).toBe(patched);
        const names = (text: string) =>
          parseRoadmap(text, "f")
            .issues.map(({ title }) => title)
            .filter((title) => title !== "One");
        expect(names(patched)).toEqual(names(`${head}${value}${rest}${tail}`));
      }),
      { numRuns: 1_000 },
    );
  });
});

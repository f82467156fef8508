// Where in a comment a command may stand.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCommentLines } from "../../../src/bot/comments/parse-comment-lines.ts";
import { createHostileMarkdown } from "../../support/hostile-markdown.ts";

/** The lines at which a command may stand. */
function openLines(comment: string): readonly string[] {
  return parseCommentLines(comment).flatMap(({ text, place }) => (place === "open" ? [text] : []));
}

function hiddenLines(comment: string): readonly string[] {
  return parseCommentLines(comment).flatMap(({ text, place }) => (place === "hidden" ? [text] : []));
}

describe("a command may stand", () => {
  it.each([
    ["alone", "/run fix"],
    ["a little to the right", "   /run fix"],
    ["behind a narrow blank", "\u00a0/run fix"],
    ["below other lines of a paragraph", "Please\n/run fix\nthanks"],
    ["below a paragraph", "Please\n\n/run fix"],
    ["below a line that ends with a hard break", "Please\\\n/run fix"],
    ["below a line that ends with blanks", "Please  \n/run fix"],
    ["below a list, a blank line between", "- a\n\n/run fix"],
    ["below a list ten levels deep", `${Array.from({ length: 10 }, (_, level) => `${"  ".repeat(level)}- a\n`).join("")}\n/run fix`],
    ["below a list forty levels deep", `${Array.from({ length: 40 }, (_, level) => `${"  ".repeat(level)}- a\n`).join("")}\n/run fix`],
    [
      "below a list deeper than any parser goes",
      `${Array.from({ length: 150 }, (_, level) => `${"  ".repeat(level)}- a\n`).join("")}\n/run fix`,
    ],
    ["below a quotation, a blank line between", "> words\n\n/run fix"],
    ["below code", "```sh\nls\n```\n/run fix"],
    ["below code in a quotation, which nothing continues", "> ```\n/run fix"],
    ["below a heading", "# Title\n/run fix"],
    ["below a table, a blank line between", "|a|b|\n|-|-|\n|c|d|\n\n/run fix"],
    ["below what only looks like a table", "a|b\n--\n|c|\n/run fix"],
    ["below a rule", "words\n\n---\n/run fix"],
    ["below a declared reference", "[a]: https://example.com\n/run fix"],
    ["below code inside a line", "Use `x` and\n/run fix"],
    ["below a single backtick", "It`s\n/run fix"],
    ["below a link", "[a](b)\n/run fix"],
    ["below brackets that are no link", "[a\n/run fix\nb]"],
    ["below an image", "![a](b)\n/run fix"],
    ["below closed HTML", "<details>\n<summary>Log</summary>\n\nwords\n\n</details>\n\n/run fix"],
    ["below a closed tag", "<b>a</b>\n/run fix"],
    ["below a tag that only breaks the line", "words<br>\n/run fix"],
    ["below a tag that GitHub does not keep", "<your name>\n\n/run fix"],
    ["below an HTML comment", "<!-- a -->\n\n/run fix"],
    ["between carriage returns", "Please\r\n/run fix\r\nthanks"],
  ])("%s", (_, comment) => {
    expect(openLines(comment).map((line) => line.trim())).toEqual(["/run fix"]);
  });
});

describe("no command may stand", () => {
  it.each([
    ["in the middle of a line", "please /run fix"],
    ["four to the right", "    /run fix"],
    ["four to the right in a paragraph", "words\n    /run fix"],
    ["behind a tab", "\t/run fix"],
    ["in a code fence", "```\n/run fix\n```"],
    ["in a code fence that nothing closes", "~~~\n```\n/run fix\n```"],
    ["in code inside a line", "`/run fix`"],
    ["in code over several lines", "see `a\n/run fix\nb`"],
    ["in a quotation", "> /run fix"],
    ["in a line that goes on with a quotation", "> words\n/run fix"],
    ["in a list", "- /run fix"],
    ["in a line that goes on with a list", "1. words\n/run fix"],
    ["in a task list", "- [ ] /run fix"],
    ["in a list in a quotation", "> - /run fix"],
    ["in a heading", "# /run fix"],
    ["in an underlined heading", "/run fix\n---"],
    ["in a table", "a|b\n-|-\n/run fix"],
    ["as the head of a table", "/run fix | b\n-|-\nc|d"],
    ["in a link", "[a\n/run fix\nb](https://example.com)"],
    ["in a link by reference", "[a\n/run fix\nb][c]\n\n[c]: https://example.com"],
    ["in an image", "![a\n/run fix\nb](https://example.com)"],
    ["in an HTML comment", "<!--\n/run fix\n-->"],
    ["in an HTML comment inside a paragraph", "words <!--\n/run fix\n-->"],
    ["in an HTML comment that nothing closes", "<!--\n/run fix"],
    ["in HTML", "<div>\n/run fix\n</div>"],
    ["in HTML with Markdown inside", "<details>\n\n/run fix\n\n</details>"],
    ["in HTML that nothing closes", "<details>\n\nwords\n\n/run fix"],
    ["in HTML inside a paragraph", "words <code>\n/run fix\n</code>"],
    ["in HTML that nothing closes, below an end without a beginning", "</div>\n\n<details>\n\n/run fix"],
    ["in code, with an image elsewhere that has a line at the same place", "`\n/run fix`\n![a\nb](c)"],
    ["in an attribute", 'words <a href="\n/run fix\n">'],
    ["behind a backslash", "\\/run fix"],
  ])("%s", (_, comment) => {
    expect(openLines(comment)).toEqual([]);
  });
});

describe("a mail that a reply quotes", () => {
  it.each([
    ["with marks", "Yes.\n/run fix\n\nOn Tue, Nov 3, 2026 at 4:00 PM Ann <a@example.com> wrote:\n> words\n> /run cancel\n", ["/run fix"]],
    ["introduced on two lines", "/run fix\n\nOn Tue, Nov 3, 2026 Ann <a@example.com>\nwrote:\n> /run cancel", ["/run fix"]],
    ["with marks, answered below", "On 3 Nov 2026 Ann wrote:\n> /run cancel\n\n/run fix", ["/run fix"]],
    ["without marks", "/run fix\n\nOn 3 Nov 2026 Ann wrote:\n\n/run cancel\n", ["/run fix"]],
    ["in German", "/run fix\n\nAm 03.11.26 um 16:00 schrieb Ann:\n\n/run cancel", ["/run fix"]],
    ["below a mark of its program", "/run fix\n\n-----Original Message-----\nFrom: Ann\n\n/run cancel", ["/run fix"]],
    ["with its head", "/run fix\n\nFrom: Ann\nSent: Tuesday\nTo: Bob\n\n/run cancel", ["/run fix"]],
    ["not when a sentence begins alike", "On 3 issues Ann wrote code:\n\n/run fix", ["/run fix"]],
    ["not inside code", "```\nOn 3 Nov 2026 Ann wrote:\n```\n\n/run fix", ["/run fix"]],
  ])("%s", (_, comment, expected) => {
    expect(openLines(comment)).toEqual(expected);
  });
});

describe("what is hidden", () => {
  it("are HTML comments, quoted mails and signatures", () => {
    const comment = "/run fix\n\n<!-- for the\nform -->\n\nwords\n\nOn 3 Nov 2026 Ann wrote:\n> a\n\nmore\n\n-- \nAnn";
    expect(hiddenLines(comment)).toEqual(["<!-- for the", "form -->", "On 3 Nov 2026 Ann wrote:", "> a", "-- ", "Ann"]);
  });
});

describe("a long comment", () => {
  it("is read up to 65,536 characters, and a line that is cut in two is not read", () => {
    const comment = `${"x".repeat(65_520)}\n\n/run fix the login\n/run status`;
    expect(parseCommentLines(comment).map(({ place }) => place)).toEqual(["closed", "closed", "unread"]);
  });

  it("is read up to 2,000 lines, and the rest is told apart", () => {
    const lines = parseCommentLines(`${"x\n\n".repeat(999)}/run fix\n\n/run status`);
    expect(lines.filter(({ place }) => place === "unread").map(({ text }) => text)).toEqual(["/run status"]);
    expect(openLines(`${"x\n\n".repeat(999)}/run fix\n\n/run status`)).toEqual(["/run fix"]);
  });

  it("may begin every paragraph with a command, but hide none inside a huge one", () => {
    const huge = `/run status\n${"`x` words\n".repeat(1000)}/run fix`;
    const places = parseCommentLines(huge).map(({ place }) => place);
    expect([places[0], places.at(-1)]).toEqual(["open", "unread"]);
  });
});

describe("whatever stands in a comment", () => {
  const piece = fc.constantFrom(
    ...[
      "/run fix",
      "\n",
      "\n\n",
      "> ",
      "- ",
      "1. ",
      "`",
      "```",
      "~~~\n",
      "[",
      "](b)",
      "![",
      "]",
      "<!--",
      "-->",
      "<details>",
      "</details>",
      "|",
      "-|-",
    ],
    ...[
      "    ",
      "\t",
      "\\",
      "# ",
      "---",
      "\r",
      "<b>",
      "&amp;",
      "*",
      "_",
      "[a]: b",
      "On 3 Nov 2026 Ann wrote:",
      "-- ",
      "\u00a0",
      "\0",
      "\ud800",
    ],
  );

  it("its lines come back as they are", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const comment = pieces.join("");
        expect(parseCommentLines(comment).map(({ text }) => text)).toEqual(comment.split(/\r\n?|\n/));
      }),
      { numRuns: 2000 },
    );
  });

  it("a command between blank lines is read if nothing before it is left open", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("words", "- list", "> quote", "`code`", "# head", "|a|\n|-|\n|b|", "***", "[a](b)"), { maxLength: 8 }),
        (parts) => {
          expect(openLines([...parts, "/run fix"].join("\n\n"))).toEqual(["/run fix"]);
        },
      ),
    );
  });

  it.each(Object.entries(createHostileMarkdown(4_000)))("nothing breaks over %s", (_, comment) => {
    expect(parseCommentLines(comment).length).toBeGreaterThan(0);
  });
});

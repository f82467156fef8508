// What an agent wrote, quoted on a page.
import fc from "fast-check";
import createParser from "markdown-it";
import { describe, expect, it } from "vitest";
import { toHarmless, toUnlinked } from "../../src/rendering/harmless.ts";
import { toQuotation } from "../../src/rendering/quotation.ts";
import { createHostileMarkdown } from "../support/hostile-markdown.ts";

const visible = (text: string) => text.replaceAll("\u200b", "·");
const parser = createParser({ html: true });
const LINKED = /#\d|\bGH-\d|:\/\/|(?<![a-z0-9])www\.|@\w|<!--/i;
const KNOWN = [
  ...["blockquote_open", "blockquote_close", "paragraph_open", "paragraph_close", "text", "softbreak", "code_inline", "strong_open"],
  ...["strong_close", "bullet_list_open", "bullet_list_close", "ordered_list_open", "ordered_list_close", "list_item_open"],
  ...["list_item_close", "code_block", "hr"],
];

describe("a quotation", () => {
  it.each([
    ["keeps lines, lists and numbers", "Done:\n\n- a\n  * b\n2) c", "> Done:\n>\n> - a\n>   - b\n> 2. c"],
    ["keeps bold words and code", "**Now** `a_b` is_it", "> **Now** `a_b` is\\_it"],
    ["makes a heading bold", "## What I did", "> **What I did**"],
    ["leaves out rules", "a\n---\n- - -\n===", "> a\n>\n>\n>"],
    ["calls nobody", "thanks @claude", "> thanks @·claude"],
    ["gives no command, at no place", "/retest\n- /hold\n`/lgtm`", "> /·retest\n> - /·hold\n> `/lgtm`"],
    ["closes nothing", "Fixes #12, closes GH-3 and **#4**", "> Fixes \\#·12, closes GH-·3 and **\\#·4**"],
    ["leaves code as it is, where nothing is linked", "`@ana/x`, `a#4` and `https://a.test`", "> `@ana/x`, `a#4` and `https://a.test`"],
    ["closes the code that it opens, whatever follows", "`#1 `` #2\n`#3", "> `#1`\\` \\#·2\n> \\`\\#·3"],
    ["is no table, whose cells would end in the middle of code", "a\n:-:\n`ana|`", "> a\n>\n> `ana|`"],
    ["leads nowhere", "[x](https://a.test/issues/1) www.b.test", "> \\[x\\](https:·//a.test/issues/1) www·.b.test"],
    ["is no HTML and no mark of ours", "<img src=x> <!-- yardmaster:run/2 -->", "> \\<img src=x\\> \\<·!-- yardmaster:run/2 --\\>"],
    ["ends no fold and opens no fence", "</details>\n```sh\nrm\n```", "> \\</details\\>\n> \\`\\`\\`sh\n> rm\n> \\`\\`\\`"],
    ["is no formula", "$HOME and $PATH", "> \\$HOME and \\$PATH"],
    ["is no block of code", "        x", "> x"],
    ["is one empty line of nothing", null, ">"],
  ])("%s", (_, text, shown) => {
    expect(visible(toQuotation(text))).toBe(shown);
  });

  it("says nothing outside of code that is linked, calls somebody or is more than words", () => {
    const piece = fc.constantFrom(
      ...["`", "``", "`#1`", "#1", "@ana", "https://a.test", "www.a.test", "GH-1", "**", "*", "_", "\\", "|", ":-:", "---", "<b>", "<!--"],
      ...["[a](b)", "![", "](", "~~~", "$", "\n", "\n\n", "\n    ", "- ", "1. ", "> ", "# ", " ", "a", "\t", "&lt;", "\n[a]: /b\n"],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        for (const token of parser.parse(toQuotation(pieces.join("")), {}).flatMap(({ children, ...block }) => children ?? [block])) {
          expect(KNOWN).toContain(token.type);
          if (!token.type.startsWith("code_")) expect(token.content).not.toMatch(LINKED);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("of what was unlinked before says nothing at all that refers to anything, for where code is none", () => {
    const text = "`fixes #1`, `@ana` and `https://a.test`, @ben and #2\n/hold";
    const quoted = toQuotation(toHarmless(toUnlinked(text)));
    expect(quoted).not.toMatch(LINKED);
    expect(visible(quoted)).toBe("> `fixes #·1`, `@·ana` and `https:·//a.test`, @·ben and \\#·2\n> /·hold");
  });

  it("is cut after eighty lines and in long lines", () => {
    const lines = toQuotation(`${"x".repeat(5_000)}\n`.repeat(100)).split("\n");
    expect([lines.length, lines.at(-1), lines[0]?.length]).toEqual([82, "> …", 1_002]);
  });

  it("is read in a moment, whatever it is", () => {
    for (const text of Object.values(createHostileMarkdown(65_536))) {
      const begun = performance.now();
      const quoted = toQuotation(text);
      expect(performance.now() - begun).toBeLessThan(2_000);
      for (const line of quoted.split("\n")) expect(line).toMatch(/^>/);
    }
  });
});

// What an agent wrote, quoted on a page.
import { describe, expect, it } from "vitest";
import { toQuotation } from "../../src/rendering/quotation.ts";
import { createHostileMarkdown } from "../support/hostile-markdown.ts";

const visible = (text: string) => text.replaceAll("\u200b", "·");

describe("a quotation", () => {
  it.each([
    ["keeps lines, lists and numbers", "Done:\n\n- a\n  * b\n2) c", "> Done:\n>\n> - a\n>   - b\n> 2. c"],
    ["keeps bold words and code", "**Now** `a_b` is_it", "> **Now** `a_b` is\\_it"],
    ["makes a heading bold", "## What I did", "> **What I did**"],
    ["leaves out rules", "a\n---\n- - -\n===", "> a\n>\n>\n>"],
    ["calls nobody", "thanks @claude", "> thanks @·claude"],
    ["gives no command, at no place", "/retest\n- /hold\n`/lgtm`", "> /·retest\n> - /·hold\n> `/·lgtm`"],
    ["closes nothing", "Fixes #12, closes GH-3 and `resolves acme/site#4`", "> Fixes \\#·12, closes GH-·3 and `resolves acme/site#·4`"],
    ["leads nowhere", "[x](https://a.test/issues/1) www.b.test", "> \\[x\\](https:·//a.test/issues/1) www·.b.test"],
    ["is no HTML and no mark of ours", "<img src=x> <!-- yardmaster:run/2 -->", "> \\<img src=x\\> \\<·!-- yardmaster:run/2 --\\>"],
    ["ends no fold and opens no fence", "</details>\n```sh\nrm\n```", "> \\</details\\>\n> \\`\\`\\`sh\n> rm\n> \\`\\`\\`"],
    ["is no formula", "$HOME and $PATH", "> \\$HOME and \\$PATH"],
    ["is no block of code", "        x", "> x"],
    ["is one empty line of nothing", null, ">"],
  ])("%s", (_, text, shown) => {
    expect(visible(toQuotation(text))).toBe(shown);
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

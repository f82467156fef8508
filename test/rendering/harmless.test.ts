// Texts of strangers, on a page that people and other bots read.
import { describe, expect, it } from "vitest";
import { toCodeSpan, toHarmless, toUnlinked } from "../../src/rendering/harmless.ts";

const visible = (text: string) => text.replaceAll("\u200b", "·");

describe("a text made harmless", () => {
  it.each([
    ["calls nobody", "thanks @claude and @acme/team", "thanks @·claude and @·acme/team"],
    ["gives no command", "/retest\n  /ok-to-test\n> /lgtm\n- /hold", "/·retest\n  /·ok-to-test\n> /·lgtm\n- /·hold"],
    ["forges no mark", "<!-- yardmaster:run/2 -->", "<·!-- yardmaster:run/2 -->"],
    ["colors no terminal and turns no text around", "\u001b[31mred\u001b[0m \u202eabc", "red abc"],
    ["keeps its lines and the paths in them", "a/b\r\nsrc/x.ts:3", "a/b\nsrc/x.ts:3"],
  ])("%s", (_, text, shown) => {
    expect(visible(toHarmless(text))).toBe(shown);
    expect(visible(toHarmless(toHarmless(text)))).toBe(shown);
  });
});

describe("a text that refers to nothing", () => {
  it.each([
    ["closes no issue", "Fixes #12, closes acme/site#4", "Fixes #·12, closes acme/site#·4"],
    ["names none by GitHub's other sign", "resolves gh-3", "resolves gh-·3"],
    ["nor between backticks, as in a commit's message", "fixes `#12`", "fixes `#·12`"],
    ["leads to none by its address", "fixes https://github.com/acme/site/issues/1", "fixes https:·//github.com/acme/site/issues/1"],
    ["keeps what only looks like it", "C# 12, gh-pages", "C# 12, gh-pages"],
    ["keeps no check from running", "[skip ci] Slow [Actions Skip][no-ci]", "[·skip ci] Slow [·Actions Skip][·no-ci]"],
    ["keeps what says nothing of checks", "[skipped] [no repro] [node]", "[skipped] [no repro] [node]"],
  ])("%s", (_, text, shown) => {
    expect(visible(toUnlinked(text))).toBe(shown);
  });
});

describe("a code span", () => {
  it.each([
    ["plain", "src/a.ts", "`src/a.ts`"],
    ["with a backtick inside", "a`b", "``a`b``"],
    ["with many, in more than any of them", "a```b``c", "````a```b``c````"],
    ["with one at its edge", "`a", "`` `a ``"],
    ["of several lines", "a\n\n```\nb", "````a ``` b````"],
    ["of a name, a number and an address, which GitHub leaves alone there", "@ana/x#1 https://a.test", "`@ana/x#1 https://a.test`"],
    ["of a name that bots may look for in the bare text", "hey @ana", "`hey @·ana`"],
    ["also where it comes first or behind a bracket", "@ana merge (@ben)", "`@·ana merge (@·ben)`"],
    ["of an address and of versions, which are no names", "a@b.test, actions/checkout@v4", "`a@b.test, actions/checkout@v4`"],
    ["of a mark of ours", "<!-- yardmaster:run/2 -->", "`<·!-- yardmaster:run/2 -->`"],
    ["of a path", "/etc/hosts", "`/etc/hosts`"],
    ["of HTML, which code is not", "</details><img src=x>", "`</details><img src=x>`"],
    ["of nothing", "", "` `"],
    ["of null", null, "` `"],
  ])("%s", (_, text, shown) => {
    expect(visible(toCodeSpan(text))).toBe(shown);
  });

  it("is cut with an ellipsis, and never through a character", () => {
    expect(toCodeSpan("x".repeat(100), 10)).toBe(`\`${"x".repeat(9)}…\``);
    expect(toCodeSpan("👩‍🚀".repeat(100), 10)).not.toMatch(/\p{Surrogate}/u);
  });
});

// Messages of ours on a page: what they quote is code, the rest plain words.
import { describe, expect, it } from "vitest";
import { toSentence } from "../../src/rendering/sentence.ts";

const visible = (text: string) => text.replaceAll("\u200b", "·");

describe("a message as a sentence", () => {
  it.each([
    ["begins with a capital and ends with a stop", "a run is under way here", "A run is under way here."],
    ["keeps its own stop", "reopen it first!", "Reopen it first!"],
    ["shows what it quotes as code", "workflow 'a*b' has no step 'x'", "Workflow `a*b` has no step `x`."],
    ["takes no apostrophe for a quote", "the run's and the step's logs", "The run's and the step's logs."],
    ["leaves commands to be copied", "`/run cancel` stops it", "`/run cancel` stops it."],
    ["calls nobody", "asked by @ana, 'or @ben'", "Asked by @·ana, `or @·ben`."],
    ["leaves what installs a package to be copied", "with `npm install -g @acme/agent`", "With `npm install -g @acme/agent`."],
    [
      "and nothing that only looks like it",
      "`npm install -g @ana` 'npm install -g @acme/x'",
      "`npm install -g @·ana` `npm install -g @·acme/x`.",
    ],
    ["lets Markdown make nothing of it", "see [x](y) **now** <img>", "See \\[x\\](y) \\*\\*now\\*\\* \\<img\\>."],
    ["forges no mark", "<!-- yardmaster:run/2 -->", "\\<·!-- yardmaster:run/2 --\\>."],
    ["is one line", "a\n\n/retest", "A /retest."],
    ["is nothing when there is nothing", null, ""],
  ])("%s", (_, text, shown) => {
    expect(visible(toSentence(text))).toBe(shown);
  });

  it("is read in a moment, whatever it quotes", () => {
    const begun = performance.now();
    toSentence("'".repeat(50_000) + " '".repeat(50_000), 100_000);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});

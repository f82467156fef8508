// Comments made to take time: what is read of them takes a time that grows with their length and no faster, and little of it.
// Their times are held against each other, because machines differ.
import { describe, expect, it } from "vitest";
import { parseCommentLines } from "../../src/bot/comments/parse-comment-lines.ts";
import { parseComment } from "../../src/core/commands/parse-comment.ts";
import { givenGrammar, givenLines } from "../support/given-grammar.ts";
import { createHostileMarkdown } from "../support/hostile-markdown.ts";

const GRAMMAR = givenGrammar({
  shortVerbs: ["cancel"],
  workflows: Array.from({ length: 1000 }, (_, index) => ({ name: `workflow-${index}`, summary: null })),
});
const SMALL = 8_192;
const LARGE = 65_536;
/** A quadratic time would be 64 times as long for eight times the text. */
const MOST_GROWTH = 24;
/** Below this a time is more noise than work. */
const LEAST_MS = 1;

function time(work: () => unknown): number {
  const times = Array.from({ length: 5 }, () => {
    const begun = performance.now();
    work();
    return performance.now() - begun;
  });
  return Math.min(...times);
}

function growth(small: () => unknown, large: () => unknown): number {
  const before = time(small);
  return time(large) / Math.max(before, LEAST_MS);
}

describe("a hostile comment of 64 KiB", () => {
  const read = (comment = "") => parseComment(parseCommentLines(comment), GRAMMAR);
  const [small, large] = [createHostileMarkdown(SMALL), createHostileMarkdown(LARGE)];
  const names = Object.keys(large);
  const growthOf = (before: string | undefined, after: string | undefined) =>
    growth(
      () => read(before),
      () => read(after),
    );

  it.each(names)("takes no more than its share: %s", (name) => {
    expect(growthOf(small[name], large[name])).toBeLessThan(MOST_GROWTH);
  });

  it.each(names)("takes no more than a few times what plain words take: %s", (name) => {
    expect(growthOf(large["words"], large[name])).toBeLessThan(MOST_GROWTH);
  });
});

describe("a hostile command of 64 KiB", () => {
  const patterns = [
    "x",
    "--",
    "--step a, ",
    "--set k=v ",
    '"',
    '\\"',
    '="',
    "'a'",
    "—",
    "=",
    ",",
    ". ",
    "!",
    "-- ",
    "a=b ",
    "--help ",
    "日",
    "\u200b",
    "/run ",
    "`",
  ];
  const begins = ["/run ", "/run fix ", "/run fix --step ", '/run fix --set "a=', "/run:", "/cancel", "@yardmaster ", "/run tell "];
  const cases = begins.flatMap((begin) => patterns.map((pattern) => ({ begin, pattern })));
  it.each(cases)("takes no more than its share: $begin $pattern", ({ begin, pattern }) => {
    const say = (size: number) => {
      const line = `${begin}${pattern.repeat(Math.ceil(size / pattern.length))}`.slice(0, size);
      return parseComment(givenLines(line), GRAMMAR);
    };
    expect(
      growth(
        () => say(SMALL),
        () => say(LARGE),
      ),
    ).toBeLessThan(MOST_GROWTH);
  });
});

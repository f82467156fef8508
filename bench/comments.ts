// What reading a comment of 64 KiB costs: plain words, and the worst of some hundred comments made to take time.
import { parseCommentLines } from "../src/bot/comments/parse-comment-lines.ts";
import { COMMANDS } from "../src/core/commands/catalogue.ts";
import type { Grammar } from "../src/core/commands/grammar.ts";
import { parseComment } from "../src/core/commands/parse-comment.ts";
import { createHostileMarkdown } from "../test/support/hostile-markdown.ts";
import type { BenchRow } from "./bench-row.ts";
import { median } from "./median.ts";

const SIZE = 65_536;
const ROUNDS = 15;

export async function benchComments(): Promise<BenchRow[]> {
  const workflows = Array.from({ length: 1000 }, (_, index) => ({ name: `workflow-${index}`, summary: null }));
  const grammar: Grammar = { verb: "run", mention: "yardmaster", shortVerbs: ["cancel"], workflows, catalogue: COMMANDS };
  const hostile = Object.entries(createHostileMarkdown(SIZE));
  // Once to warm up, as a server is that has run for a while.
  for (const [, comment] of hostile) time(comment, grammar, 1);
  const comments = hostile.map(([name, comment]) => ({ name, ms: time(comment, grammar) }));
  const words = comments.find(({ name }) => name === "words")?.ms ?? null;
  const worst = comments.reduce((most, each) => (each.ms > most.ms ? each : most));
  const line = time(`/run ${"--set k=v ".repeat(SIZE / 10)}\n`.repeat(2).slice(0, SIZE), grammar);
  return [
    row("read a comment of 64 KiB of words", words ?? 0, null),
    row(`read the worst comment of 64 KiB (${worst.name})`, worst.ms, words),
    row("read one command of 64 KiB", line, words),
  ];
}

function row(name: string, value: number, floor: number | null): BenchRow {
  return { name, value, unit: "ms", floor, ratio: floor === null ? null : value / floor, aim: "< 20 ms" };
}

function time(comment: string, grammar: Grammar, rounds = ROUNDS): number {
  return median(
    Array.from({ length: rounds }, () => {
      const begun = performance.now();
      parseComment(parseCommentLines(comment), grammar);
      return performance.now() - begun;
    }),
  );
}

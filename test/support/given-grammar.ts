// How Yardmaster is addressed in tests of commands: `/run`, `@yardmaster`, and two workflows.
import { COMMANDS } from "../../src/core/commands/catalogue.ts";
import type { CommentLine } from "../../src/core/commands/comment-line.ts";
import type { Grammar } from "../../src/core/commands/grammar.ts";

export function givenGrammar(change: Partial<Grammar> = {}): Grammar {
  const workflows = [
    { name: "fix", summary: "Fixes what the issue reports." },
    { name: "plan", summary: null },
  ];
  return { verb: "run", mention: "yardmaster", shortVerbs: [], workflows, catalogue: COMMANDS, ...change };
}

/** A comment of plain paragraphs: a command may stand in each line. */
export function givenLines(comment: string): readonly CommentLine[] {
  return comment.split("\n").map((text) => ({ text, place: "open" }));
}

// What an edit adds.
import { describe, expect, it } from "vitest";
import { diffComments } from "../../../src/core/commands/diff-comments.ts";
import { parseComment } from "../../../src/core/commands/parse-comment.ts";
import { givenGrammar, givenLines } from "../../support/given-grammar.ts";

function edit(before: string, after: string) {
  const [left, right] = [before, after].map((comment) => parseComment(givenLines(comment), givenGrammar()));
  const { added, removed, reworded } = diffComments(left ?? [], right ?? [], givenGrammar());
  return { added: added.map(toLine), removed: removed.map(toLine), reworded: reworded.map(toLine) };
}

const toLine = ({ line }: { readonly line: number }) => line;
const nothing = { added: [], removed: [], reworded: [] };

describe("an edit", () => {
  it.each([
    ["of other words", "/run status\nHelo", "Hello\n/run status\nHelo", nothing],
    ["of the spelling only", "/run fix --step=plan", "/Run  FIX! —step plan", nothing],
    ["of the order only", "/run fix\n/run status", "/run status\n/run fix", nothing],
    ["of nothing", "/run fix\n/run cancle\n@yardmaster hello", "/run fix\n/run cancle\n@yardmaster hello", nothing],
    ["that only asks to go on after a failure", "/run fix", "/run fix --keep-going", nothing],
    ["that adds a command", "/run fix", "/run fix\n/run status", { ...nothing, added: [2] }],
    ["that says a command twice", "/run fix", "/run fix\n/run fix", { ...nothing, added: [2] }],
    ["that removes one", "/run fix\n/run status", "/run status", { ...nothing, removed: [1] }],
    ["that changes one", "/run fix", "/run fix --step plan", { ...nothing, added: [1], removed: [1] }],
    ["that makes a rehearsal real", "/run fix --dry-run", "/run fix", { ...nothing, added: [1], removed: [1] }],
    ["that mends a mistake", "/run fx", "/run fix", { ...nothing, added: [1], removed: [1] }],
    ["that makes another mistake", "/run fx", "/run fxi", { ...nothing, added: [1], removed: [1] }],
    ["of the lines below", "/run fix\nThe login.", "/run fix\nThe logout.", { ...nothing, reworded: [1] }],
    ["of the lines below the second of two alike", "/run fix\na\n/run fix\nb", "/run fix\na\n/run fix\nc", { ...nothing, reworded: [3] }],
    ["of the order of two with other lines below", "/run fix\na\n/run fix\nb", "/run fix\nb\n/run fix\na", nothing],
    ["of what is said to the agent", "@yardmaster yes", "@yardmaster no", { ...nothing, added: [1], removed: [1] }],
  ])("%s", (_, before, after, expected) => {
    expect(edit(before, after)).toEqual(expected);
  });
});

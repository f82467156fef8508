// What an edit of a comment adds to what it says. The same words in another order, or in another spelling, add nothing.
import type { Saying } from "./command.ts";
import type { Voice } from "./grammar.ts";
import { printCommand } from "./print-command.ts";

export interface CommentDiff {
  /** To be tried. */
  readonly added: readonly Saying[];
  readonly removed: readonly Saying[];
  /** The same line with other lines below it: given already, so nothing to be tried again, but what waits may take the new words. */
  readonly reworded: readonly Saying[];
}

export function diffComments(before: readonly Saying[], after: readonly Saying[], grammar: Voice): CommentDiff {
  const left = new Map<string, Saying[]>();
  for (const saying of before) left.set(toKey(saying, grammar), [...(left.get(toKey(saying, grammar)) ?? []), saying]);
  const added: Saying[] = [];
  const reworded: Saying[] = [];
  for (const saying of after) {
    const same = left.get(toKey(saying, grammar)) ?? [];
    const exact = same.findIndex((each) => toBody(each) === toBody(saying));
    if (same.length === 0) added.push(saying);
    else if (exact < 0) reworded.push(saying);
    same.splice(Math.max(exact, 0), 1);
  }
  return { added, removed: [...left.values()].flat(), reworded };
}

function toKey(saying: Saying, grammar: Voice): string {
  switch (saying.type) {
    case "command":
      return printCommand({ ...saying, keepGoing: false }, grammar);
    case "mistake":
      return `? ${saying.source.trim()}`;
    case "talk":
      return `@ ${saying.text}`;
  }
}

function toBody(saying: Saying): string {
  return saying.type === "mistake" ? "" : saying.body;
}

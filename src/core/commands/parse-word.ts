// One of the words that come first in a command: whether it is what is wanted there.
import { parseRunIdBeginning } from "../ids.ts";
import type { WordEntry } from "./command-entry.ts";
import { type Fault, listWords, quoteWord, replaceSpan, toFault } from "./fault.ts";
import { findEntry, findWorkflow, type Grammar, toCommandWords, toNearest, toWorkflowNames } from "./grammar.ts";
import { isEndOfOptions, readOptionHead, skipBlanks, toVerb, trimEnding, type Value } from "./scan-words.ts";

/**
 * @param implied no command was named, so that the word could have been meant as one
 * @returns the word as it is known here; null when it is something else and may be left out
 */
export function parseWord(line: string, found: Value, { kind }: WordEntry, grammar: Grammar, implied: boolean): string | Fault | null {
  switch (kind) {
    case "run":
      return parseRun(line, found);
    case "scope":
      return toVerb(found.text) === "all" ? "all" : null;
    case "workflow":
      return (
        findName(found, (word) => findWorkflow(grammar, word)) ??
        toUnknown(line, found, grammar, implied ? "command or workflow" : "workflow")
      );
    case "topic": {
      const find = (word: string) => findEntry(grammar, word)?.name ?? findWorkflow(grammar, word);
      return findName(found, find) ?? toUnknown(line, found, grammar, "command or workflow");
    }
  }
}

/** `all` only where nothing follows: "all of this is wrong" is a reason. */
function parseRun(line: string, found: Value): string | null {
  const word = found.quoted ? found.text : trimEnding(found.text);
  const beginning = parseRunIdBeginning(word);
  if (beginning !== null) return beginning;
  const next = skipBlanks(line, found.end);
  const isLast = next >= line.length || isEndOfOptions(line, next) || readOptionHead(line, next)?.style === "dashes";
  return isLast && word.toLowerCase() === "all" ? "all" : null;
}

function findName({ text, quoted }: Value, find: (word: string) => string | null): string | null {
  if (text === "") return null;
  return quoted ? find(text) : (find(trimEnding(text) || text) ?? find(text));
}

function toUnknown(line: string, found: Value, grammar: Grammar, what: string): Fault {
  const names = [...(what === "workflow" ? [] : toCommandWords(grammar)), ...toWorkflowNames(grammar)];
  const near = toNearest(trimEnding(found.text), names);
  const hint = near === null ? "" : ` Did you mean ${quoteWord(near)}?`;
  const fixed = near === null ? null : replaceSpan(line, found, near);
  return toFault(found.start, `There is no ${what} ${quoteWord(found.text)} here.${hint}${toSkipped(grammar)}`, fixed);
}

const MOST_SKIPPED = 3;

/** What was asked for may be declared where nothing is taken over. */
function toSkipped({ verb, skipped = [] }: Grammar): string {
  if (skipped.length === 0) return "";
  const [have, says] = skipped.length === 1 ? ["has", "it says"] : ["have", "they say"];
  return ` ${listWords(skipped.slice(0, MOST_SKIPPED))} ${have} problems, so what ${says} now is not in use: \`/${verb} config\` lists them.`;
}

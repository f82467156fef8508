// One line that speaks to Yardmaster: a command, why it is none, or plain words after a mention.
import type { Command, Talk } from "./command.ts";
import { type Fault, isFault, quoteWord, replaceSpan, toFault } from "./fault.ts";
import type { Address } from "./find-address.ts";
import { findEntry, findImplied, findWorkflow, type Grammar, toCommandWords, toNearest } from "./grammar.ts";
import { parseArguments } from "./parse-arguments.ts";
import { readBare, readOptionHead, skipBlanks, toVerb, trimBlanks, trimEnding, type Value } from "./scan-words.ts";

export type ParsedLine = Omit<Command, "line" | "body"> | Omit<Talk, "line" | "body"> | Fault;

/** @param hasBody whether lines below belong to this one */
export function parseLine(line: string, address: Address, grammar: Grammar, hasBody: boolean): ParsedLine {
  const at = skipBlanks(line, skipVerb(line, address, grammar));
  const first = readBare(line, at);
  if (address.style === "mention" && isTalk(line, first, grammar)) return { type: "talk", text: trimBlanks(line, at) };
  if (first.text === "") return toFault(line.trimEnd().length, "Say what to do.", `${line.trimEnd()} help`);
  const named = findEntry(grammar, toVerb(first.text));
  if (named === null && address.style === "explicit") return toUnknownCommand(line, first, address, grammar);
  const meant = named ?? findImplied(grammar);
  if (meant === null) return toUnknownCommand(line, first, address, grammar);
  const parsed = parseArguments(line, named ? first.end : at, { ...meant, grammar, implied: named === null, hasBody });
  if (isFault(parsed)) return parsed;
  const { "dry-run": dryRun, "keep-going": keepGoing, help, ...options } = parsed.options;
  const command = { type: "command", dryRun: dryRun === true, keepGoing: keepGoing === true } as const;
  if (help !== true) return { ...command, name: meant.name, words: parsed.words, options, text: parsed.text };
  const topic = named?.name ?? parsed.words["workflow"] ?? null;
  return { ...command, dryRun: false, name: "help", words: { topic }, options: {}, text: "" };
}

/** `@bot /run fix` is said twice over, and meant once. */
function skipVerb(line: string, { style, at }: Address, { verb }: Grammar): number {
  if (style !== "mention") return at;
  const next = readBare(line, skipBlanks(line, at));
  return next.text.toLowerCase() === `/${verb}` ? next.end : at;
}

/** A mention in a sentence is no command, and one slip in the only word is no sentence. */
function isTalk(line: string, first: Value, grammar: Grammar): boolean {
  if (first.text === "") return true;
  const word = trimEnding(first.text);
  if (findEntry(grammar, word) || (grammar.workflows !== null && findWorkflow(grammar, word) !== null)) return false;
  const isOnly = skipBlanks(line, first.end) >= line.length;
  return !isOnly || (toNearest(word, toCommandWords(grammar)) === null && readOptionHead(line, first.start) === null);
}

function toUnknownCommand(line: string, found: Value, { style }: Address, grammar: Grammar): Fault {
  const word = trimEnding(found.text);
  const near = toNearest(word, toCommandWords(grammar));
  const hint = near === null ? "" : ` Did you mean ${quoteWord(near)}?`;
  const isWorkflow = style === "explicit" && near === null && findImplied(grammar) !== null && findWorkflow(grammar, word) !== null;
  const fixed = near === null ? null : replaceSpan(line, found, near);
  const instead = isWorkflow ? `/${grammar.verb} ${line.slice(found.start)}` : null;
  return toFault(found.start, `There is no command ${quoteWord(word)}.${hint}`, fixed ?? instead);
}

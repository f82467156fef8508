// What follows a command's name: options, words, then text as it is written. Options stand before the text, so that no sentence is taken for one.
import { type OptionEntry, type OptionValue, toOptions, type WordEntry } from "./command-entry.ts";
import { type Fault, isFault, quoteWord, replaceSpan, toFault, toUnclosed } from "./fault.ts";
import { findEntry, type Grammar, type NamedEntry, toNearest, toWorkflowNames } from "./grammar.ts";
import { type ParsedOption, parseOption, toEmptyValue } from "./parse-option.ts";
import { parseWord } from "./parse-word.ts";
import { isEndOfOptions, type OptionHead, readBare, readOptionHead, readValue, skipBlanks, trimBlanks } from "./scan-words.ts";

export interface Arguments {
  readonly words: Readonly<Record<string, string | null>>;
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly text: string;
}

export interface ArgumentContext extends NamedEntry {
  readonly grammar: Grammar;
  /** No command was named. */
  readonly implied: boolean;
  /** Whether lines below the command belong to it. */
  readonly hasBody: boolean;
}

/** Words and options of one command. */
const MOST_PIECES = 50;

export function parseArguments(line: string, from: number, context: ArgumentContext): Arguments | Fault {
  const known = toOptions(context.entry);
  const options = new Map<string, OptionValue>();
  const words = new Map<string, string>();
  const done = (text: string) => conclude(line, context, { words, options, text });
  let pending: readonly WordEntry[] = context.entry.words;
  const begin = skipBlanks(line, from);
  let at = begin;
  for (let pieces = 0; at < line.length; pieces += 1) {
    if (isEndOfOptions(line, at)) return done(trimBlanks(line, readBare(line, at).end));
    if (pieces === MOST_PIECES) return toFault(at, `A command takes at most ${MOST_PIECES} words and options before its text.`);
    const option = findOption(line, at, known, options);
    if (option !== null && isFault(option)) return option;
    const [first, ...others] = pending;
    const word = option === null && first ? takeWord(line, begin, at, first, context) : null;
    if (word !== null && isFault(word)) return word;
    if (option !== null) options.set(option.name, option.value);
    else if (word !== null && first) words.set(first.name, word.value);
    else if (first) pieces -= 1;
    else return findMisplaced(line, at, known) ?? done(trimBlanks(line, at));
    if (option === null) pending = others;
    at = skipBlanks(line, option?.end ?? word?.end ?? at);
  }
  return done("");
}

interface NamedOption extends ParsedOption {
  readonly name: string;
}

/** Null: no option begins here, or `key=value` that is none of ours. */
function findOption(
  line: string,
  at: number,
  known: Readonly<Record<string, OptionEntry>>,
  given: ReadonlyMap<string, OptionValue>,
): NamedOption | Fault | null {
  const head = readOptionHead(line, at);
  if (head === null) return null;
  const entry = Object.hasOwn(known, head.name) ? known[head.name] : undefined;
  if (entry && head.style !== "one dash") {
    const parsed = parseOption(line, head, entry, given.get(head.name));
    return isFault(parsed) ? parsed : { ...parsed, name: head.name };
  }
  return toUnknownOption(line, head, known);
}

function toUnknownOption(line: string, head: OptionHead, known: Readonly<Record<string, OptionEntry>>): Fault | null {
  const near = toNearest(head.name, Object.keys(known));
  const setter = near === null ? findSetter(head, known) : null;
  if (setter !== null) {
    const flag = quoteWord(`--${setter} ${head.name}=true`);
    const asKey = replaceSpan(line, head, `--${setter} ${head.name}${head.value === null ? "=true" : ""}`);
    return toFault(
      head.start,
      `${quoteWord(head.name)} is set with ${flag}. To write it as text, put ${quoteWord("--")} before it.`,
      asKey,
    );
  }
  if (head.style === "one dash" ? near !== head.name : head.style === "key" && near === null) return null;
  const dashes = head.style === "key" ? "" : "--";
  const fixed = near === null ? null : replaceSpan(line, head, `${dashes}${near}`);
  if (head.style === "one dash") return toFault(head.start, `Options start with two dashes: ${quoteWord(`--${head.name}`)}.`, fixed);
  const hint = near === null ? "" : ` Did you mean ${quoteWord(`--${near}`)}?`;
  const asText = `To write it as text, put ${quoteWord("--")} before it.`;
  return toFault(head.start, `There is no option ${quoteWord(`--${head.name}`)}.${hint} ${asText}`, fixed);
}

/** The option that sets what was written as if it were one itself. */
function findSetter({ name, style }: OptionHead, known: Readonly<Record<string, OptionEntry>>): string | null {
  if (style === "one dash") return null;
  return Object.entries(known).find(([, entry]) => entry.type === "pairs" && entry.keys.includes(name))?.[0] ?? null;
}

interface TakenWord {
  readonly value: string;
  readonly end: number;
}

/** Null: something else stands here, and the word was left out. */
function takeWord(line: string, from: number, at: number, entry: WordEntry, context: ArgumentContext): TakenWord | Fault | null {
  const found = readValue(line, at);
  if (found === null) return entry.required ? toUnclosed(line, at) : null;
  if (context.implied && findEntry(context.grammar, found.text)) {
    const fixed = `${line.slice(0, from)}${found.text} ${line.slice(from, at)}${line.slice(found.end)}`;
    return toFault(at, `Options come after the command: ${quoteWord(found.text)} comes first.`, fixed);
  }
  const value = parseWord(line, found, entry, context.grammar, context.implied);
  return value === null || typeof value !== "string" ? value : { value, end: found.end };
}

/**
 * An option inside the text may be meant as one or not; nobody should have to find out afterwards how it was read. `--help` is only text.
 */
function findMisplaced(line: string, from: number, known: Readonly<Record<string, OptionEntry>>): Fault | null {
  for (let at = from; at < line.length; at = skipBlanks(line, readBare(line, at).end)) {
    const head = readOptionHead(line, at);
    const entry = head?.style === "dashes" && Object.hasOwn(known, head.name) ? known[head.name] : undefined;
    if (!head || !entry || head.name === "help") continue;
    const parsed = parseOption(line, head, entry, undefined);
    const end = isFault(parsed) ? head.end : parsed.end;
    const rest = `${line.slice(from, at)}${line.slice(skipBlanks(line, end))}`.trimEnd();
    const fixed = `${line.slice(0, from)}${line.slice(at, end)} ${rest}`;
    const name = quoteWord(`--${head.name}`);
    return toFault(
      at,
      `The option ${name} stands behind the text. Options come first; if it is text, put ${quoteWord("--")} before the text.`,
      fixed,
    );
  }
  return null;
}

interface Given {
  readonly words: ReadonlyMap<string, string>;
  readonly options: ReadonlyMap<string, OptionValue>;
  readonly text: string;
}

function conclude(line: string, { entry, grammar, hasBody }: ArgumentContext, { words, options, text }: Given): Arguments | Fault {
  const missing = options.get("help") === true ? undefined : entry.words.find(({ name, required }) => required && !words.has(name));
  if (missing) {
    const names = toWorkflowNames(grammar);
    const fixed = names.length === 1 && text === "" ? `${line.trimEnd()} ${names[0]}` : null;
    return toFault(line.trimEnd().length, `The ${missing.name} is missing.`, fixed);
  }
  if (entry.text.required && text === "" && !hasBody && options.get("help") !== true) {
    return toFault(line.trimEnd().length, `The ${entry.text.name} is missing. It can also be on the lines below.`);
  }
  return {
    words: Object.fromEntries(entry.words.map(({ name }) => [name, words.get(name) ?? null])),
    options: Object.fromEntries(
      Object.entries(toOptions(entry)).map(([name, option]) => [name, options.get(name) ?? toEmptyValue(option)]),
    ),
    text,
  };
}

// The value of one option: from the place in the line to what it means. Which options there are is asked elsewhere.
import type { OptionEntry, OptionValue } from "./command-entry.ts";
import { type Fault, isFault, listWords, quoteWord, replaceSpan, toFault, toUnclosed } from "./fault.ts";
import { toNearest } from "./grammar.ts";
import { type OptionHead, readOptionHead, readValue, skipBlanks, type Value } from "./scan-words.ts";

export interface ParsedOption {
  readonly value: OptionValue;
  readonly end: number;
}

/** @param given what the line has said of the option before; undefined for nothing */
export function parseOption(line: string, head: OptionHead, entry: OptionEntry, given: OptionValue | undefined): ParsedOption | Fault {
  const name = quoteWord(`--${head.name}`);
  if (given !== undefined && entry.type !== "pairs") return toFault(head.start, `The option ${name} is given twice.`);
  const withValue = (parse: (found: Value) => ParsedOption | Fault) => {
    const found = readOptionValue(line, head, `The option ${name} needs a value, such as ${quoteWord(`--${head.name} ${entry.example}`)}.`);
    return isFault(found) ? found : parse(found);
  };
  switch (entry.type) {
    case "flag":
      return parseFlag(line, head, name);
    case "word":
      return withValue(({ text, end }) => ({ value: text, end }));
    case "choice":
      return withValue((found) => parseChoice(line, found, entry.choices, name));
    case "names":
      return withValue((found) => parseNames(line, found, name));
    case "pairs":
      return withValue((found) => parsePair(found, given, name));
  }
}

function parseFlag(line: string, head: OptionHead, name: string): ParsedOption | Fault {
  if (head.value === null) return { value: true, end: head.end };
  const whole = readValue(line, head.value);
  const fixed = whole && replaceSpan(line, { start: head.end, end: whole.end }, "");
  return toFault(head.value, `The option ${name} takes no value.`, fixed);
}

function readOptionValue(line: string, head: OptionHead, missing: string): Value | Fault {
  const at = head.value ?? skipBlanks(line, head.end);
  const follows = head.value === null ? readOptionHead(line, at)?.style === "dashes" : false;
  if (at >= line.length || follows) return toFault(head.start, missing);
  const value = readValue(line, at);
  if (value === null) return toUnclosed(line, at);
  return value.text === "" && !value.quoted ? toFault(head.start, missing) : value;
}

function parseChoice(line: string, found: Value, choices: readonly string[], name: string): ParsedOption | Fault {
  const wanted = found.text.toLowerCase();
  const choice = choices.find((each) => each.toLowerCase() === wanted);
  if (choice !== undefined) return { value: choice, end: found.end };
  const near = toNearest(found.text, choices);
  const fixed = near === null ? null : replaceSpan(line, found, near);
  return toFault(found.start, `${quoteWord(found.text)} is not a value of ${name}. It is one of ${listWords(choices)}.`, fixed);
}

/** Blanks around a comma do not end the list. */
function parseNames(line: string, first: Value, name: string): ParsedOption | Fault {
  let text = first.text;
  let end = first.end;
  while (end < line.length) {
    const next = readValue(line, skipBlanks(line, end));
    if (next === null || next.text === "" || !(text.endsWith(",") || next.text.startsWith(","))) break;
    text += next.text;
    end = next.end;
  }
  const names = text.split(",").map((each) => each.trim());
  if (names.includes("")) return toFault(first.start, `The list of ${name} has an empty item.`, null);
  return { value: names, end };
}

const KEY = /^[A-Za-z_][\w.-]*$/;

function parsePair(found: Value, given: OptionValue | undefined, name: string): ParsedOption | Fault {
  const equals = found.text.indexOf("=");
  const key = found.text.slice(0, Math.max(equals, 0));
  if (!KEY.test(key)) return toFault(found.start, `The option ${name} is given as ${quoteWord("key=value")}.`);
  const before = Object.entries((given ?? {}) as Readonly<Record<string, string>>);
  if (before.some(([each]) => each === key)) return toFault(found.start, `The option ${name} gives ${quoteWord(key)} twice.`);
  return { value: Object.fromEntries([...before, [key, found.text.slice(equals + 1)]]), end: found.end };
}

/** What an option that was not given is. */
export function toEmptyValue({ type }: OptionEntry): OptionValue {
  switch (type) {
    case "flag":
      return false;
    case "word":
    case "choice":
      return null;
    case "names":
      return [];
    case "pairs":
      return {};
  }
}

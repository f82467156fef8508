// Reads one line piece by piece: blanks, words, quoted values, options. Phones and mail programs change quotes, dashes and spaces on
// their own; they are read as what was typed. Positions are those of the line as it came, so that a caret can point into it.

const BLANK = /[\s\u200b\u2060]/;
const DOUBLE = '"“”„‟″';
const SINGLE = "'‘’‚‛′";
/** What people end a sentence with. */
const ENDING = /[.!,?;:…]+$/;
const KEY = /^[A-Za-z][\w-]*$/;
const LONGEST_KEY = 64;

/** `end` is the first position behind it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Value extends Span {
  readonly text: string;
  readonly quoted: boolean;
}

export interface OptionHead extends Span {
  /** In lower case, with hyphens. */
  readonly name: string;
  readonly style: "dashes" | "one dash" | "key";
  /** Where the value begins when it is joined by `=`; else null. */
  readonly value: number | null;
}

export function skipBlanks(line: string, from: number): number {
  let at = from;
  while (at < line.length && BLANK.test(line.charAt(at))) at += 1;
  return at;
}

export function trimBlanks(line: string, from: number): string {
  const start = skipBlanks(line, from);
  let end = line.length;
  while (end > start && BLANK.test(line.charAt(end - 1))) end -= 1;
  return line.slice(start, end);
}

/** Up to the next blank, quotes or not. */
export function readBare(line: string, from: number): Value {
  let end = from;
  while (end < line.length && !BLANK.test(line.charAt(end))) end += 1;
  return { start: from, end, text: line.slice(from, end), quoted: false };
}

/** A command's name as it is meant: `Cancel!` is `cancel`. */
export function toVerb(word: string): string {
  return trimEnding(word).toLowerCase();
}

/** The last few characters only, so that a line of dots takes no time. */
export function trimEnding(word: string): string {
  const tail = word.slice(-8);
  return word.slice(0, word.length - tail.length) + tail.replace(ENDING, "");
}

/** @returns null for a quote that nothing closes */
export function readValue(line: string, from: number): Value | null {
  let at = from;
  let text = "";
  let quoted = false;
  while (at < line.length && !BLANK.test(line.charAt(at))) {
    const closing = at === from || line.charAt(at - 1) === "=" ? toClosing(line.charAt(at)) : null;
    if (closing === null) {
      text += line.charAt(at);
      at += 1;
      continue;
    }
    quoted ||= at === from;
    at += 1;
    while (at < line.length && !closing.includes(line.charAt(at))) {
      if (line.charAt(at) === "\\" && closing === DOUBLE && /["“”„‟″\\]/.test(line.charAt(at + 1))) at += 1;
      text += line.charAt(at);
      at += 1;
    }
    if (at >= line.length) return null;
    at += 1;
  }
  return { start: from, end: at, text, quoted };
}

function toClosing(character: string): string | null {
  if (DOUBLE.includes(character)) return DOUBLE;
  if (SINGLE.includes(character)) return SINGLE;
  return character === "`" ? "`" : null;
}

/** `--` alone: what follows is text. */
export function isEndOfOptions(line: string, at: number): boolean {
  const { text } = readBare(line, at);
  return text === "--" || text === "—" || text === "–";
}

/** Anything after two dashes is one, also what no option is called. @returns null when no option begins here */
export function readOptionHead(line: string, at: number): OptionHead | null {
  const whole = readBare(line, at).text;
  const dashes = countDashes(whole);
  const rest = whole.slice(dashes);
  const equals = rest.indexOf("=");
  const key = equals < 0 ? trimEnding(rest) : rest.slice(0, equals);
  const named = key.length <= LONGEST_KEY && KEY.test(key);
  if (rest === "" || !(named || whole.startsWith("--")) || (dashes === 0 && equals < 0)) return null;
  const style = dashes === 0 ? "key" : dashes === 1 && whole.startsWith("-") ? "one dash" : "dashes";
  const end = at + (equals < 0 ? whole.length : dashes + equals);
  return { start: at, end, name: key.toLowerCase().replaceAll("_", "-"), style, value: equals < 0 ? null : end + 1 };
}

/** `--`, a single `-`, and the long dashes that `--` is corrected to. */
function countDashes(word: string): number {
  if (word.startsWith("--")) return 2;
  return "-—–".includes(word.charAt(0) || " ") ? 1 : 0;
}

// A message of ours as a sentence on a page: what it quotes of others stands in code, the rest is plain words that Markdown makes nothing of.
import { oneLine } from "./filters.ts";
import { toCodeSpan, toHarmless } from "./harmless.ts";

/** Between backticks, or between quotes that stand where quotes do, so that an apostrophe is none. */
const QUOTED = /`([^`]{1,200})`|(?<![^\s(])'([^']{1,200})'(?![^\s.,:;!?)])/g;
const MARKUP = /[\\`*_[\]<>~|#&]/g;

/** Begins with a capital and ends with a stop. @param limit in characters, default 400 */
export function toSentence(value: unknown, limit: unknown = 400): string {
  const line = oneLine(value, limit);
  let text = "";
  let at = 0;
  for (const found of line.matchAll(QUOTED)) {
    const [, quoted, word] = found;
    text += toPlain(line.slice(at, found.index)) + (quoted === undefined ? toCodeSpan(word, 200) : toQuoted(quoted));
    at = found.index + found[0].length;
  }
  text += toPlain(line.slice(at));
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(whole) || whole === "" ? whole : `${whole}.`;
}

/** What installs one package, and nothing more. */
const INSTALLS = /^npm install -g (?:@[a-z0-9-]{1,40}\/)?[a-z0-9-]{1,60}$/;

/** What is there to be copied stays as it is: a command that begins no line is heard by nobody, and no package is a person. */
function toQuoted(words: string): string {
  if (INSTALLS.test(words)) return `\`${words}\``;
  return toCodeSpan(words, 200);
}

export function toPlain(text: string): string {
  return toHarmless(text).replaceAll(MARKUP, "\\$&");
}

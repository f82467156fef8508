// Whether a line speaks to Yardmaster, and where what it says begins. Lines that speak to other bots are none of ours.
import type { Grammar } from "./grammar.ts";
import { readBare, skipBlanks, toVerb, trimEnding } from "./scan-words.ts";

export interface Address {
  /** `verb`: `/run …`. `explicit`: `/run:cancel` or `/cancel`, where only a command can follow. `mention`: `@bot …`. */
  readonly style: "verb" | "explicit" | "mention";
  /** Where the first word begins, blanks before it included. */
  readonly at: number;
}

/** Further to the right is code in Markdown. */
const DEEPEST = 3;

export function findAddress(line: string, { verb, mention, shortVerbs }: Grammar): Address | null {
  const start = skipBlanks(line.slice(0, DEEPEST + 1), 0);
  const sign = line.charAt(start);
  if (start > DEEPEST || (sign !== "/" && sign !== "@")) return null;
  const { text, end } = readBare(line, start);
  const first = text.toLowerCase();
  if (sign === "@") {
    const name = first.slice(1).replace(/[:,]$/, "");
    return mention !== null && (name === mention || name === `${mention}[bot]`) ? { style: "mention", at: end } : null;
  }
  if (trimEnding(first) === `/${verb}`) return { style: "verb", at: end };
  if (first.startsWith(`/${verb}:`)) return { style: "explicit", at: start + verb.length + 2 };
  return shortVerbs.includes(toVerb(first.slice(1))) ? { style: "explicit", at: start + 1 } : null;
}

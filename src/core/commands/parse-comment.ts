// All that one comment says to Yardmaster, in order. Nothing is given to anyone here, and who may give it is not asked.
import type { Command, Mistake, Saying } from "./command.ts";
import type { CommentLine } from "./comment-line.ts";
import { type Fault, isFault } from "./fault.ts";
import { type Address, findAddress } from "./find-address.ts";
import type { Grammar } from "./grammar.ts";
import { parseLine } from "./parse-line.ts";
import { readBare, readOptionHead, skipBlanks } from "./scan-words.ts";

/** What stands below the last of them is not tried. */
const MOST_COMMANDS = 10;
/** Longer ones help nobody. */
const LONGEST_SUGGESTION = 500;
const MOST_CORRECTIONS = 5;

/** What each line says that speaks to us; at most ten, and a mistake that says so in place of the eleventh. */
export function parseComment(lines: readonly CommentLine[], grammar: Grammar): readonly Saying[] {
  const found: { readonly index: number; readonly address: Address }[] = [];
  for (const [index, { text, place }] of lines.entries()) {
    const address = place === "open" || place === "unread" ? findAddress(text, grammar) : null;
    if (address) found.push({ index, address });
    if (place === "unread" && address) break;
    if (found.length > MOST_COMMANDS) break;
  }
  return found.map(({ index, address }, order) => {
    const { text, place } = lines[index] ?? { text: "", place: "unread" };
    const line = index + 1;
    const column = skipBlanks(text, 0);
    if (place === "unread") return toMistake(text, line, column, "The comment is too long: it is not read this far.", null);
    if (order === MOST_COMMANDS) {
      return toMistake(
        text,
        line,
        column,
        `A comment has room for ${MOST_COMMANDS} commands; this and what follows it was not tried.`,
        null,
      );
    }
    const body = toBody(lines.slice(index + 1, found[order + 1]?.index ?? lines.length));
    const parsed = parseLine(text, address, grammar, body !== "");
    if (!isFault(parsed)) return { ...parsed, line, body };
    return toMistake(text, line, parsed.at, parsed.message, toSuggestion(parsed, grammar, body !== ""));
  });
}

function toBody(lines: readonly CommentLine[]): string {
  const seen = lines.filter(({ place }) => place !== "hidden" && place !== "unread").map(({ text }) => text);
  const first = seen.findIndex((text) => text.trim() !== "");
  return first < 0 ? "" : seen.slice(first).join("\n").trimEnd();
}

function toMistake(source: string, line: number, column: number, message: string, suggestion: string | null): Mistake {
  return { type: "mistake", line, source, column, message, suggestion, keepGoing: saysKeepGoing(source) };
}

function saysKeepGoing(source: string): Command["keepGoing"] {
  for (let at = skipBlanks(source, 0); at < source.length; at = skipBlanks(source, readBare(source, at).end)) {
    if (readOptionHead(source, at)?.name === "keep-going") return true;
  }
  return false;
}

/** Corrects one thing after the other until the line holds: what is offered to be copied must not fail again. */
function toSuggestion(fault: Fault, grammar: Grammar, hasBody: boolean): string | null {
  let { fixed } = fault;
  for (let round = 0; fixed !== null && round < MOST_CORRECTIONS; round += 1) {
    const address = findAddress(fixed, grammar);
    const parsed = address && fixed.length <= LONGEST_SUGGESTION ? parseLine(fixed, address, grammar, hasBody) : null;
    if (parsed === null) return null;
    if (!isFault(parsed)) return fixed.trim();
    fixed = parsed.fixed;
  }
  return null;
}

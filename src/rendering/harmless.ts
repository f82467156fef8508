// Texts of strangers made harmless for a page that people and other bots read: nobody is called, no command is given, no mark of ours is
// forged. What Markdown makes of them is the business of the code span or fence that they are put into.
import { toSafeLine, toSafeText } from "../std/safe-text.ts";
import { oneLine } from "./filters.ts";

/** Takes no room, and ends the word for whoever looks for one. */
const BREAK = "\u200b";
/** A slash that begins a line, behind what a list or a quotation begins with. */
const LEADING_SLASH = /^([ \t>*+-]*)\/(?!\u200b)/gm;
/** Neither within a word, as in an address or a version, nor where what is copied begins with the owner of a package. */
const CALL = /(?<= )@(?!\u200b)|(?<![a-z0-9 ])@(?!\u200b|[\w-]{1,39}\/)/gi;

/** As the services that check commits know it: https://docs.github.com/en/actions/how-tos/manage-workflow-runs/skip-workflow-runs */
const SKIPPING = /\[(?=(?:[a-z]{1,20}[ _-])?(?:skip|no[ _-]ci)(?:[ _-][a-z]{1,20})?\])/gi;

/** Lines stay lines. `@name`, `/command` and `<!-- mark -->` are broken up; control characters go. */
export function toHarmless(value: unknown): string {
  return breakUp(toSafeText(toText(value)));
}

/**
 * One line as code, in more backticks than any run of them inside (CommonMark 0.31, 6.1). GitHub links nothing there, so that names,
 * numbers and addresses can be copied as they are; a name that somebody is called by is broken up for bots that read the bare text.
 * @param limit in characters, default 72
 */
export function toCodeSpan(value: unknown, limit: unknown = 72): string {
  const line = breakMarks(oneLine(toSafeLine(toText(value)), limit)).replaceAll(CALL, `@${BREAK}`);
  const longest = [...line.matchAll(/`+/g)].reduce((most, [run]) => Math.max(most, run.length), 0);
  const mark = "`".repeat(longest + 1);
  const room = line === "" || line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${mark}${room}${line}${line === "" ? "" : room}${mark}`;
}

/**
 * Neither on a page nor in a commit's message, which may be made of a pull request's title and body: `Closes #12`, `GH-12` and addresses,
 * behind which an issue may be. Also between backticks, which mean nothing in a commit's message. Nor does `[skip ci]` keep any check from
 * running.
 */
export function toUnlinked(value: unknown): string {
  return toText(value)
    .replaceAll(/#(?=\d)/g, `#${BREAK}`)
    .replaceAll(/\bGH-(?=\d)/gi, (found) => `${found}${BREAK}`)
    .replaceAll("://", `:${BREAK}//`)
    .replaceAll(SKIPPING, `[${BREAK}`)
    .replaceAll(/(?<![a-z0-9])www\./gi, (found) => `${found.slice(0, -1)}${BREAK}.`);
}

/** What is broken up already stays as it is. */
function breakUp(text: string): string {
  return breakMarks(text)
    .replaceAll(/@(?!\u200b)/g, `@${BREAK}`)
    .replaceAll(LEADING_SLASH, `$1/${BREAK}`);
}

/** We look for our own in the bare text. */
function breakMarks(text: string): string {
  return text.replaceAll("<!--", `<${BREAK}!--`);
}

function toText(value: unknown): string {
  return value === null || value === undefined ? "" : String(value);
}

// What a turn of a coding agent's program came to, from what it reported and the way its process ended. Pure.
// `claude` has a judgement of its own, in its folder.
import { createTextTail } from "../std/text-tail.ts";
import type { TokenUsage, TurnResult } from "./agent.ts";
import { parseRetryDelay } from "./retry-delay.ts";
import { type ExitConventions, lastLine, type ProgramEnd, toTurnResult } from "./turn-result.ts";

/** What was read of a program's output. */
export interface HeadlessReport {
  /** `silent`: the program never came to say how it ended, though one of its kind does. */
  readonly ended: "well" | "badly" | "silent";
  /** The agent's last words; null: all that was shown. */
  readonly answer: string | null;
  /** The program's own words for what went wrong, never the agent's: those may speak of anybody's login. */
  readonly error: string | null;
  readonly usage: TokenUsage | null;
}

const CREDENTIAL_WORDS =
  /\b40[13]\b|unauthorized|forbidden|auth(?:entication|error)|not (?:logged|signed) in|(?:invalid|incorrect|missing|expired) (?:x-)?(?:api|access)?[ _-]?(?:key|token)|api[ _-]?key (?:not valid|is missing|expired)|no api key|auth method/i;
const QUOTA_WORDS =
  /\b(?:402|429)\b|quota|usage limit|rate[ _-]?limit|too many requests|resource[ _]exhausted|insufficient (?:balance|credits)|credit balance/i;
/** Of the program's words for a fault; longer ones quote what it was sent. */
const WORDS_LENGTH = 2_000;
const OUTPUT_BYTES = 64 * 1024;

/** @param shown what people saw of the turn */
export function toHeadlessResult(
  end: ProgramEnd,
  report: HeadlessReport,
  { program, conventions, shown }: { readonly program: string; readonly conventions: ExitConventions; readonly shown: string },
): TurnResult {
  const output = report.answer === null ? shown : lastOf(report.answer);
  const base = { ...toTurnResult(end, program, conventions), output, usage: report.usage };
  if (end.ended !== "exit" || base.ended === "not-started") return base;
  if (end.exitCode === 0 && report.ended === "well") return base;
  if (end.exitCode === 0 && report.ended === "silent") return { ...base, ended: "failed", message: `${program} ended without a result` };
  const words = report.error ?? lastWords(end.tail);
  const message = lastLine(words) ?? base.message ?? `${program} ended with an error`;
  return { ...base, message, ...blame(words.slice(0, WORDS_LENGTH), base.ended === "completed" ? "failed" : base.ended) };
}

/** A quota first: refusals for one often come with the code that also stands for a missing right. */
function blame(words: string, otherwise: TurnResult["ended"]): Pick<TurnResult, "ended" | "retryAfterMs"> {
  if (otherwise === "quota" || QUOTA_WORDS.test(words)) return { ended: "quota", retryAfterMs: parseRetryDelay(words) };
  return { ended: CREDENTIAL_WORDS.test(words) ? "credentials" : otherwise, retryAfterMs: null };
}

/**
 * Events in JSON are for us to read, not for people. An indented line only says more about the one above it; what is behind an empty line
 * says something else, and may be the agent's.
 */
function lastWords(tail: string): string {
  const lines = tail.trimEnd().split(/\r\n?|\n/);
  const block = lines.slice(lines.findLastIndex((each) => each.trim() === "") + 1);
  const least = block.map(toIndent).reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
  const line = lastLine(block.findLast((each) => toIndent(each) === least) ?? "") ?? lastLine(tail) ?? "";
  return line.startsWith("{") ? "" : line;
}

function toIndent(line: string): number {
  return line.length - line.trimStart().length;
}

function lastOf(text: string): string {
  const tail = createTextTail(OUTPUT_BYTES);
  tail.push(text);
  return tail.text();
}

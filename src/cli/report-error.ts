// The last words of a verb that did not get through: what a person reads and the exit code that a script reads.
import { CommanderError } from "commander";
import { CATALOGUE, YardmasterError } from "../core/errors.ts";
import { renderProblems } from "../resources/problems.ts";
import { toSafeLine, toSafeText } from "../std/safe-text.ts";

export interface Report {
  /** Whole lines, or empty when everything has been said. */
  readonly text: string;
  readonly exit: number;
}

const USAGE = CATALOGUE["cli.usage"].exit;

export function toReport(error: unknown, { debug }: { readonly debug: boolean }): Report {
  if (error instanceof CommanderError) return toUsageReport(error);
  const stack = debug ? toStack(error) : [];
  if (error instanceof YardmasterError) {
    const problems = error.problems.length > 0 ? [renderProblems(error.problems)] : [];
    const hint = error.hint === null ? [] : [`Hint: ${error.hint}`];
    return { text: toLines([`Error: ${error.message}`, ...hint, ...problems, ...stack]), exit: CATALOGUE[error.code].exit };
  }
  const message = toSafeLine(error instanceof Error ? error.message || error.name : String(error));
  const hint = debug ? [] : ["Hint: this was not expected; --debug shows where it comes from"];
  return { text: toLines([`Error: ${message}`, ...hint, ...stack]), exit: 1 };
}

/** Commander has written help and version itself. Of its errors we take the sentence and, from the line after it, the suggestion. */
function toUsageReport(error: CommanderError): Report {
  if (error.exitCode === 0) return { text: "", exit: 0 };
  if (error.code === "commander.help") return { text: "", exit: USAGE };
  const [sentence = "", suggestion] = error.message.replace(/^error: /, "").split("\n(");
  const hint = suggestion === undefined ? [] : [`Hint: ${suggestion.charAt(0).toLowerCase()}${suggestion.slice(1).replace(/\)$/, "")}`];
  return { text: toLines([`Error: ${sentence}`, ...hint]), exit: USAGE };
}

function toStack(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const cause =
    error.cause === undefined ? [] : ["caused by:", ...(error.cause instanceof Error ? toStack(error.cause) : [String(error.cause)])];
  return [error.stack ?? error.message, ...cause];
}

function toLines(parts: readonly string[]): string {
  return parts.map((part) => `${toSafeText(part).trimEnd()}\n`).join("");
}

// What a turn of claude came to, from its report and the way its process ended. Pure.
import { createTextTail } from "../../std/text-tail.ts";
import type { TurnResult } from "../agent.ts";
import { CREDENTIALS_EXIT_CODES, lastLine, type ProgramEnd, QUOTA_EXIT_CODES, toTurnResult } from "../turn-result.ts";
import type { ClaudeReport } from "./stream.ts";

/**
 * Words for what has no code of its own, as listed in the program's error reference (code.claude.com/docs/en/errors). A 429 counts as a
 * used-up quota because the program has retried it for minutes before it says so; an overloaded server (529) is an ordinary failure.
 */
const QUOTA_WORDS =
  /usage limit|hit your (?:\w+ )?limit|limit reached|credit balance is too low|API usage limits|rate_limit_error|API Error: 429\b|rejected \(429\)/i;
const QUOTA_ERRORS: readonly (string | null)[] = ["rate_limit", "billing_error"];
const CREDENTIAL_WORDS =
  /invalid (?:x-)?api[ -]key|\/login\b|authentication_error|OAuth token (?:has expired|revoked)|organization has been disabled|API Error: 40[13]\b/i;
const OUTPUT_BYTES = 64 * 1024;
const RESET_TIME = /limit reached\|(\d{9,11})/;

export function toClaudeResult(end: ProgramEnd, report: ClaudeReport, program: string, now: number): TurnResult {
  const output = report.result?.text ? lastOf(report.result.text) : end.stdoutTail;
  const conventions = { quota: QUOTA_EXIT_CODES, credentials: CREDENTIALS_EXIT_CODES };
  const base = { ...toTurnResult(end, program, conventions), output, usage: report.usage, sessionId: report.sessionId };
  if (end.ended !== "exit") return base;

  const { result } = report;
  if (result === null) {
    if (end.exitCode === 0) return { ...base, ended: "failed", message: "claude ended without a result" };
    // The program's own last words, never the agent's: those may speak of anybody's login.
    return { ...base, ...blame(base.message?.startsWith("{") ? "" : (base.message ?? ""), report, base.ended, now) };
  }
  if (!result.isError && result.subtype === "success") return base;
  const message = lastLine(result.text) ?? `claude ended with ${result.subtype || "an error"}`;
  return { ...base, message, ...blame(result.text, report, "failed", now) };
}

function blame(
  words: string,
  { apiError, resetsAt }: ClaudeReport,
  otherwise: TurnResult["ended"],
  now: number,
): Pick<TurnResult, "ended" | "retryAfterMs"> {
  if (apiError === "authentication_failed" || CREDENTIAL_WORDS.test(words)) return { ended: "credentials", retryAfterMs: null };
  const quota = resetsAt !== null || QUOTA_ERRORS.includes(apiError) || QUOTA_WORDS.test(words);
  if (!quota) return { ended: otherwise, retryAfterMs: null };
  const seconds = resetsAt ?? Number(RESET_TIME.exec(words)?.[1] ?? 0);
  return { ended: "quota", retryAfterMs: seconds > 0 ? Math.max(0, seconds * 1000 - now) : null };
}

function lastOf(text: string): string {
  const tail = createTextTail(OUTPUT_BYTES);
  tail.push(text);
  return tail.text();
}

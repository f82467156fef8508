// How the end of a program becomes the end of a turn, and the exit codes by which a program says why.
import type { TurnResult } from "./agent.ts";

/** From sysexits.h: "temporary failure" and "permission denied". */
export const QUOTA_EXIT_CODES: readonly number[] = [75];
export const CREDENTIALS_EXIT_CODES: readonly number[] = [77];
/** What a shell answers when a program cannot be run or found (POSIX 2.8.2). */
const NOT_STARTED_EXIT_CODES: readonly number[] = [126, 127];
/** Why a program was not started with this prompt, though it may be with the next one. */
const OF_THIS_PROMPT: ReadonlySet<string | null> = new Set(["E2BIG", "ERR_INVALID_ARG_VALUE"]);
const MESSAGE_LENGTH = 300;
/** Colors and cursor movement (ECMA-48): an escape, that is a control character other than a tab, then a bracket. */
const CONTROL_SEQUENCE = /[^\P{Cc}\t]\[[0-?]*[ -/]*[@-~]/gu;
const CONTROL_CHARACTER = /\p{Cc}/gu;

export interface ExitConventions {
  readonly quota: readonly number[];
  readonly credentials: readonly number[];
}

/** How a program ended, in as many words as a turn needs. An agent without a process can make one. */
export interface ProgramEnd {
  readonly ended: "exit" | "signal" | "timeout" | "stall" | "output-limit" | "aborted" | "not-started";
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The end of both streams, where the last words are. */
  readonly tail: string;
  readonly stdoutTail: string;
  /** For `not-started`: the system's code, such as ENOENT. */
  readonly errorCode: string | null;
}

export function turnResult(ended: TurnResult["ended"], rest: Partial<Omit<TurnResult, "ended">> = {}): TurnResult {
  return { ended, exitCode: null, message: null, output: "", retryAfterMs: null, usage: null, sessionId: null, ...rest };
}

export function toTurnResult(end: ProgramEnd, program: string, conventions: ExitConventions): TurnResult {
  const rest = { exitCode: end.exitCode, output: end.stdoutTail };
  switch (end.ended) {
    case "exit":
      return end.exitCode === 0
        ? turnResult("completed", rest)
        : turnResult(judgeExitCode(end.exitCode, conventions), { ...rest, message: lastLine(end.tail) ?? `exit code ${end.exitCode}` });
    case "signal":
      return turnResult("failed", { ...rest, message: `ended by ${end.signal}` });
    case "timeout":
      return turnResult("timed-out", { ...rest, message: "ran longer than the turn may take" });
    case "stall":
      return turnResult("stalled", { ...rest, message: "wrote nothing for too long" });
    case "output-limit":
      return turnResult("output-limit", { ...rest, message: "wrote more than the turn may write" });
    case "aborted":
      return turnResult("cancelled", { ...rest, message: "was cancelled" });
    case "not-started": {
      const ended = OF_THIS_PROMPT.has(end.errorCode) ? "failed" : "not-started";
      return turnResult(ended, { ...rest, message: notStartedMessage(program, end.errorCode) });
    }
  }
}

/** The last line that says something, fit for one line of a comment; null when there is none. */
export function lastLine(text: string): string | null {
  const lines = text.split(/[\r\n]+/).map((line) => line.replace(CONTROL_SEQUENCE, "").replace(CONTROL_CHARACTER, " ").trim());
  const line = lines.findLast((candidate) => candidate !== "");
  if (line === undefined) return null;
  return line.length > MESSAGE_LENGTH ? `${line.slice(0, MESSAGE_LENGTH - 1)}…` : line;
}

function judgeExitCode(code: number | null, conventions: ExitConventions): TurnResult["ended"] {
  if (code === null) return "failed";
  if (conventions.quota.includes(code)) return "quota";
  if (conventions.credentials.includes(code)) return "credentials";
  return NOT_STARTED_EXIT_CODES.includes(code) ? "not-started" : "failed";
}

function notStartedMessage(program: string, errorCode: string | null): string {
  switch (errorCode) {
    case "ENOENT":
      return `starting ${program}: the program or the working directory does not exist`;
    case "EACCES":
      return `starting ${program}: not allowed to run it`;
    case "E2BIG":
      return `starting ${program}: the prompt is larger than an argument or a variable may be; deliver it by stdin or file`;
    case "ERR_INVALID_ARG_VALUE":
      return `starting ${program}: an argument or a variable holds a NUL character; deliver the prompt by stdin or file`;
    default:
      return `starting ${program}: ${errorCode}`;
  }
}

// Our log as Probot and Octokit want it: pino's shape. Their chatter below a warning is left out, and nothing they log of a request's headers passes.
import type { Logger } from "pino";
import type { Log } from "../runtime/deps.ts";

export function toProbotLog(log: Log): Logger {
  const loud = (write: (facts: Readonly<Record<string, unknown>>, message: string) => void) => {
    return (...said: readonly unknown[]) => write({ from: "probot" }, toMessage(said));
  };
  const silent = () => {};
  const logger = {
    level: "warn",
    trace: silent,
    debug: silent,
    info: silent,
    warn: loud(log.warn),
    error: loud(log.error),
    fatal: loud(log.error),
    child: () => logger,
  };
  // Of pino's many members these are the ones that Probot 14 calls.
  return logger as unknown as Logger;
}

/** The message of an error, or the text beside the facts. */
function toMessage(said: readonly unknown[]): string {
  for (const each of [...said].reverse()) {
    if (typeof each === "string") return each;
    if (each instanceof Error) return each.message;
    if (typeof each === "object" && each !== null && "err" in each && each.err instanceof Error) return each.err.message;
  }
  return "something without words";
}

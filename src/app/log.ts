// The server's log: pino on standard error, one JSON object a line; where a person reads it, one sentence a line.
import { isatty } from "node:tty";
import { pino, stdSerializers } from "pino";
import { YardmasterError } from "../core/errors.ts";
import { toDuration } from "../core/views/explanation.ts";
import type { Log } from "../runtime/deps.ts";
import { toSafeLine } from "../std/safe-text.ts";
import type { Environment } from "./environment.ts";

/** What we threw ourselves says all there is to say; the rest needs its stack. */
function toLogged(error: unknown): unknown {
  if (error instanceof YardmasterError) return { code: error.code, message: error.message, hint: error.hint ?? undefined };
  return error instanceof Error ? stdSerializers.err(error) : error;
}

const STANDARD_ERROR = 2;
const LEVELS: ReadonlyMap<unknown, string> = new Map(Object.entries(pino.levels.labels).map(([value, label]) => [Number(value), label]));

export function createLog({ YARDMASTER_LOG_LEVEL: level }: Environment): Log {
  const file = pino.destination({ dest: STANDARD_ERROR, sync: true });
  const forPeople = { write: (line: string) => file.write(toSentence(line)) };
  const logger = pino(
    { level, base: null, redact: ["env", "*.env"], serializers: { err: toLogged } },
    isatty(STANDARD_ERROR) ? forPeople : file,
  );
  return {
    info: (facts, message) => logger.info(facts, message),
    warn: (facts, message) => logger.warn(facts, message),
    error: (facts, message) => logger.error(facts, message),
  };
}

/** `warning: freeing what a lost worker held (2 effects)`. Ids and stacks stay out: they are in the form for programs. */
export function toSentence(line: string): string {
  const { level, time: _time, msg, err, trouble, ...facts } = JSON.parse(line) as Readonly<Record<string, unknown>>;
  const label = LEVELS.get(level) ?? "info";
  const causes = [toCause(err), trouble].filter((each) => typeof each === "string");
  const counts = Object.entries(facts).flatMap(([name, value]) => toFactWords(name, value));
  const end = counts.length > 0 ? ` (${counts.join(", ")})` : "";
  return `${label === "warn" ? "warning" : label}: ${toSafeLine([msg, ...causes].join(": "))}${end}\n`;
}

function toCause(error: unknown): unknown {
  return typeof error === "object" && error !== null && "message" in error ? error.message : error;
}

function toFactWords(name: string, value: unknown): string[] {
  if (typeof value !== "number" || value === 0) return [];
  if (name === "retryInMs") return [`tried again in ${toDuration(value)}`];
  return [`${value} ${value === 1 ? name.replace(/s$/, "") : name}`];
}

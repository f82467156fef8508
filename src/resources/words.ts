// The kinds of value that settings have, each with the one sentence that says what it must be.
import { z } from "zod";
import { parseDuration } from "./duration.ts";

/** Longer than any timer or file needs to be, and exact as a number. */
const MOST = Number.MAX_SAFE_INTEGER;

/** `must be <what>, not <what was written>`. */
export function mustBe(what: string) {
  return ({ input }: { readonly input?: unknown }) => (input === undefined ? "is missing" : `must be ${what}, not ${preview(input)}`);
}

export function wholeNumber(least: number, most = MOST) {
  const error = mustBe(most === MOST ? `a whole number of at least ${least}` : `a whole number from ${least} to ${most}`);
  return z.int({ error }).min(least, { error }).max(most, { error });
}

export function text() {
  const error = mustBe("a text that is not empty");
  return z.string({ error }).refine((value) => value.trim() !== "", { error });
}

export function textList() {
  return z.array(text(), { error: mustBe("a list of texts") });
}

export function flag() {
  return z.boolean({ error: mustBe("true or false") });
}

export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, { error: mustBe(`one of ${words.join(", ")}`) });
}

/** A board by its number, with or without its owner. */
export function boardName() {
  return z
    .custom<string | number>((value) => /^(?:[A-Za-z0-9-]{1,40}\/)?[1-9]\d{0,8}$/.test(String(value)) && !Array.isArray(value), {
      error: mustBe("a board's number, such as 3 or acme/3"),
    })
    .transform(String);
}

/** A value that no message may quote. */
export function secret() {
  return z.string({ error: "must be a text; write $NAME to take it from the environment" });
}

/** A script for a shell, or a program and its arguments as a list. */
export function command() {
  return z.custom<string | readonly string[]>(isCommand, { error: mustBe("a command line, or a list of a program and its arguments") });
}

function isCommand(value: unknown): boolean {
  if (!Array.isArray(value)) return typeof value === "string" && value.trim() !== "";
  return value.every((word) => typeof word === "string") && isCommand(value[0]);
}

/** Milliseconds, or a duration such as `30s`. */
export function duration() {
  return z
    .custom<string | number>((value) => toMilliseconds(value) !== null, {
      error: mustBe("a duration such as 30s, 10m or 1h, or a whole number of milliseconds"),
    })
    .transform((value) => toMilliseconds(value) ?? 0);
}

function toMilliseconds(value: unknown): number | null {
  const milliseconds = typeof value === "string" ? parseDuration(value) : value;
  return typeof milliseconds === "number" && Number.isSafeInteger(milliseconds) && milliseconds > 0 ? milliseconds : null;
}

/** A map whose keys are anyone's: handed on as it is. */
export function anyMap() {
  return z.record(z.string(), z.unknown(), { error: mustBe("a map") });
}

/** A value as it may stand in a message. */
export function preview(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "a map";
  const written = typeof value === "string" ? JSON.stringify(value) : String(value);
  return written.length > 60 ? `${written.slice(0, 57)}…` : written;
}

// Turns what Liquid throws into our error: where it is, what is unknown, and the nearest name that is known.
import { didYouMean } from "../core/did-you-mean.ts";
import { YardmasterError } from "../core/errors.ts";

export interface TemplateErrorContext {
  /** What was being done: `reading` or `rendering`. */
  readonly doing: string;
  readonly origin: string;
  readonly firstLine: number;
  readonly scope: object | null;
  readonly filters: readonly string[];
  readonly tags: readonly string[];
}

export function toTemplateError(thrown: unknown, context: TemplateErrorContext): YardmasterError {
  const { origin, firstLine, doing } = context;
  const token = tokenOf(thrown);
  const [line = 1, column = 1] = token?.getPosition() ?? [];
  const place = `${origin}:${line + firstLine - 1}:${column}`;
  const fault = explain(thrown, context);
  return new YardmasterError("rendering.template", `${doing} ${place}: ${fault.message}`, {
    cause: thrown,
    ...(fault.hint === null ? {} : { hint: fault.hint }),
  });
}

interface Fault {
  readonly message: string;
  readonly hint: string | null;
}

function explain(thrown: unknown, context: TemplateErrorContext): Fault {
  const original = originalOf(thrown);
  const text = original instanceof Error ? original.message : String(original);
  const variable = /^undefined variable: (.+)$/s.exec(text)?.[1];
  if (variable !== undefined) return { message: `unknown variable "${variable}"`, hint: hintForVariable(variable, context.scope) };
  const filter = /^undefined filter: (.+)$/s.exec(text)?.[1];
  if (filter !== undefined) return { message: `unknown filter "${filter}"`, hint: hintFor(filter, context.filters) };
  const tag = /^tag "(.+)" not found$/s.exec(text)?.[1];
  if (tag !== undefined) return { message: `unknown tag "${tag}"`, hint: hintFor(tag, context.tags) };
  return { message: text.replace(/, (?:file:.+, )?line:\d+, col:\d+$/s, ""), hint: null };
}

/** Looks beside the part that is missing: for `issue.titel` among the keys of `issue`. */
function hintForVariable(variable: string, scope: object | null): string | null {
  const parts = variable.split(".");
  const missing = parts.pop() ?? variable;
  let beside: unknown = scope;
  for (const part of parts) beside = isRecord(beside) && Object.hasOwn(beside, part) ? beside[part] : null;
  if (!isRecord(beside)) return null;
  const keys = Object.keys(beside);
  const near = didYouMean(missing, keys);
  if (near !== null) return `did you mean "${[...parts, near].join(".")}"?`;
  return keys.length === 0 ? null : `known here: ${keys.join(", ")}`;
}

function hintFor(word: string, candidates: readonly string[]): string | null {
  const near = didYouMean(word, candidates);
  return near === null ? null : `did you mean "${near}"?`;
}

interface Token {
  getPosition(): number[];
}

function tokenOf(thrown: unknown): Token | null {
  if (!isRecord(thrown)) return null;
  const token = thrown["token"];
  return isRecord(token) && typeof token["getPosition"] === "function" ? (token as unknown as Token) : null;
}

/** Liquid wraps its errors, each wrapper adding the place to the text; the innermost has the bare words. */
function originalOf(thrown: unknown): unknown {
  return isRecord(thrown) && thrown["originalError"] instanceof Error ? originalOf(thrown["originalError"]) : thrown;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

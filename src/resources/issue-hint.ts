// What the author of a value that does not hold may have meant. Null when every guess would be wild.
import type { z } from "zod";
import { didYouMean } from "../core/did-you-mean.ts";
import { parseDuration } from "./duration.ts";

/** YAML 1.1 read these as booleans, and people remember. */
const YAML_1_1: ReadonlyMap<string, boolean> = new Map([
  ...["yes", "on", "y", "true"].map((word) => [word, true] as const),
  ...["no", "off", "n", "false"].map((word) => [word, false] as const),
]);

/** Needs issues that were reported with their input. @param key as its author spelled it: the unit of a number is in its name. */
export function toIssueHint(issue: z.core.$ZodIssue, key: string): string | null {
  const { input } = issue;
  if (issue.code === "invalid_value") return toDidYouMean(String(input), issue.values.map(String));
  if (issue.code === "invalid_union") return toUnionHint(issue);
  if (issue.code !== "invalid_type") return null;
  if (typeof input !== "string") return null;
  if (issue.expected === "boolean") return toBooleanHint(input);
  return issue.expected === "int" || issue.expected === "number" ? toNumberHint(input, key) : null;
}

/** For a text that YAML took for something else. The value is not repeated: it may be a secret. */
export function toQuotesHint(input: unknown): string | null {
  return typeof input === "number" || typeof input === "boolean" ? "put the value in quotes" : null;
}

export function toDidYouMean(word: string, candidates: readonly string[]): string | null {
  const near = didYouMean(word, candidates);
  return near === null ? null : `did you mean "${near}"?`;
}

function toUnionHint(issue: z.core.$ZodIssueInvalidUnion): string | null {
  const { input, discriminator } = issue;
  if (discriminator === undefined || typeof input !== "object" || input === null) return null;
  const written: unknown = Object.entries(input).find(([key]) => key === discriminator)?.[1];
  const options = "options" in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
  return typeof written === "string" ? toDidYouMean(written, options) : null;
}

function toBooleanHint(input: string): string | null {
  const meant = YAML_1_1.get(input.toLowerCase());
  return meant === undefined ? null : `write ${meant}`;
}

function toNumberHint(input: string, key: string): string | null {
  if (/^\d+$/.test(input)) return `write ${input} without quotes`;
  const milliseconds = parseDuration(input);
  if (milliseconds === null) return null;
  if (/(?:^|_)ms$|Ms$/.test(key)) return `${input} is ${milliseconds} milliseconds`;
  return /sec(?:ond)?s$|Interval$/i.test(key) && milliseconds % 1000 === 0 ? `${input} is ${milliseconds / 1000} seconds` : null;
}

// What the values of an entry's fields mean. Each reader answers null for a value that does not hold.
import { normalizeState } from "../../core/issue.ts";
import type { Field } from "./outline.ts";

export const STATUSES = ["backlog", "planned", "in-progress", "done", "blocked"] as const;

const KNOWN_STATUSES: ReadonlySet<string> = new Set(STATUSES);

export function isStatus(value: string): boolean {
  return KNOWN_STATUSES.has(value) || KNOWN_STATUSES.has(normalizeState(value));
}

const NONE = "none";

/** A dash as a value says that there is none. */
export function isDash(value: string): boolean {
  return value === "—" || value === "–" || value === "-";
}

/** Where the word cannot be meant literally, `none` says so too. */
export function isNone(value: string): boolean {
  return isDash(value) || (value.length === NONE.length && value.toLowerCase() === NONE);
}

/** The whole text of a field, line by line. */
export function toText(field: Field): string {
  return [field.value, ...field.more].filter((line) => line !== "").join("\n");
}

/** The items of a list, written with commas or as a list of its own below the label. */
export function toItems(field: Field | undefined): readonly string[] {
  return field === undefined ? [] : toLines(field).flatMap(splitAtCommas);
}

/** The field's lines, those below the label freed of list markers. */
export function toLines({ value, more }: Field): readonly string[] {
  if (more.length === 0) return isItem(value) ? [value] : [];
  return [value, ...more.map((line) => line.replace(/^[-*+][ \t]+/, ""))].filter(isItem);
}

export function splitAtCommas(line: string): readonly string[] {
  if (!line.includes(",")) return [line];
  return line
    .split(",")
    .map((item) => item.trim())
    .filter(isItem);
}

function isItem(text: string): boolean {
  return text !== "" && !isNone(text);
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2}(?:\.\d+)?)([Zz]|[+-]\d{2}:\d{2})$/;

/** A day, or an instant with its offset (RFC 3339), as UTC. */
export function toInstant(value: string): string | null {
  if (DAY.test(value)) return toDay(value);
  const [, day = "", time = "", offset = ""] = INSTANT.exec(value) ?? [];
  const instant = new Date(`${day}T${time}${offset.toUpperCase()}`);
  return toDay(day) === null || Number.isNaN(instant.getTime()) ? null : instant.toISOString();
}

/** The platform takes February 30 for a day in March; we do not. */
function toDay(day: string): string | null {
  const midnight = new Date(day);
  if (Number.isNaN(midnight.getTime())) return null;
  const instant = midnight.toISOString();
  return instant.startsWith(day) ? instant : null;
}

/** An address for a browser, with or without the angle brackets that Markdown wants. */
export function toUrl(value: string): string | null {
  const address = value.replace(/^<(.*)>$/, "$1");
  return /^https?:\/\//i.test(address) && URL.canParse(address) ? address : null;
}

export function toBranch(value: string): string | null {
  const name = value.replace(/^`(.*)`$/, "$1").trim();
  return name === "" || /\s/.test(name) ? null : name;
}

export function toAssignee(value: string): string | null {
  return value.replace(/^@/, "") || null;
}

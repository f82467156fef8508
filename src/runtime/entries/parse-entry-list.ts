// What the `list` command of a store prints: a JSON array of `{key, value, updated_at}`. We are lenient with other people's programs:
// a value may be JSON instead of a text, a time a text or a number.
import type { Entry } from "../control/entries.ts";

/** Null when it is not such an array. No output at all is an empty one. */
export function parseEntryList(text: string): readonly Entry[] | null {
  if (text.trim() === "") return [];
  let listed: unknown;
  try {
    listed = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Array.isArray(listed)) return null;
  const entries = listed.map(toEntry);
  return entries.every((entry) => entry !== null) ? entries : null;
}

function toEntry(item: unknown): Entry | null {
  const { key, value, updated_at: at, task_id: taskId } = (item ?? {}) as Partial<Record<string, unknown>>;
  if (typeof key !== "string") return null;
  return {
    key,
    value: typeof value === "string" ? value : JSON.stringify(value ?? null),
    updatedAt: toTime(at),
    taskId: typeof taskId === "string" && taskId !== "" ? taskId : null,
  };
}

/** Below it a number is taken for seconds: as milliseconds it would be in the first days of 1970. */
const LEAST_MILLISECONDS = 100_000_000_000;
/** The last that a Date can hold. */
const LAST_MILLISECOND = 8_640_000_000_000_000;

function toTime(at: unknown): number | null {
  if (typeof at === "number" && at > 0 && at <= LAST_MILLISECOND) return at < LEAST_MILLISECONDS ? at * 1000 : at;
  // SQLite's own form of a time has no zone and means UTC.
  const text = typeof at === "string" && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?$/.test(at) ? `${at.replace(" ", "T")}Z` : at;
  const time = typeof text === "string" ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}

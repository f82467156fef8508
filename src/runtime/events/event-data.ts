// An event for programs: its type apart from the rest, names in snake_case, times in ISO 8601 and UTC. Leaves nothing out.
import type { StoredData } from "../../store/store.ts";

export interface EventData {
  readonly event_type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export function toEventData({ type, at: _at, ...payload }: StoredData): EventData {
  return { event_type: type, payload: toPayload(payload) as Record<string, unknown> };
}

/** What others named stays as they wrote it. */
const THEIRS: ReadonlySet<string> = new Set(["nativeRef", "variables"]);

function toPayload(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toPayload);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => {
      const snake = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      if (THEIRS.has(name)) return [snake, each];
      return [snake, name.endsWith("At") && isTime(each) ? new Date(each).toISOString() : toPayload(each)];
    }),
  );
}

const LAST_TIME = 8.64e15;

function isTime(value: unknown): value is number {
  return typeof value === "number" && Math.abs(value) <= LAST_TIME;
}

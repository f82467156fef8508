// What a task learns of what started it: its goal, and variables made of the payload. Texts only, bounded in number and length.
// Where they may stand in a command, and how they are quoted there, is for whoever runs it.
import { cutText } from "./cut-text.ts";

/** As long as the text of an issue may be in a prompt. */
const LONGEST_WORDS = 16_384;
export const PAYLOAD_LIMITS = { goal: 500, variables: 64, value: 4096, json: 64 * 1024, name: 64 };

/** Null stands for no payload at all. */
export function toTriggerGoal(trigger: string, payload: unknown): string {
  return payload === null || payload === undefined
    ? `Triggered by: ${trigger}`
    : `Triggered by '${trigger}': ${cutText(JSON.stringify(payload), PAYLOAD_LIMITS.goal)}`;
}

/**
 * `payload_json`, and `payload_<key>` for each top-level text, number, boolean or null; of keys that become the same name, the first.
 * What is longer than the limits is cut, and `payload_truncated` is then `true`.
 */
export function toPayloadVariables(payload: unknown): Readonly<Record<string, string>> {
  const json = JSON.stringify(payload ?? null);
  const scalars = toPayloadEntries(payload).flatMap(([name, value]) => (isScalar(value) ? [[name, toText(value)] as const] : []));
  const kept = scalars.slice(0, PAYLOAD_LIMITS.variables);
  const isCut =
    kept.length < scalars.length || json.length > PAYLOAD_LIMITS.json || kept.some(([, text]) => text.length > PAYLOAD_LIMITS.value);
  return Object.fromEntries([
    ...kept.map(([name, text]) => [name, cutText(text, PAYLOAD_LIMITS.value)] as const),
    ["payload_json", cutText(json, PAYLOAD_LIMITS.json)],
    ...(isCut ? [["payload_truncated", "true"] as const] : []),
  ]);
}

/** The payload's top-level entries under the names that variables have: what is no letter, digit or `_` in a key becomes `_`. */
export function toPayloadEntries(payload: unknown): readonly (readonly [string, unknown])[] {
  if (typeof payload !== "object" || payload === null || Array.isArray(payload)) return [];
  const entries = new Map<string, unknown>();
  for (const [key, value] of Object.entries(payload)) {
    const name = `payload_${cutText(key, PAYLOAD_LIMITS.name).replaceAll(/[^A-Za-z0-9_]/g, "_")}`;
    if (!entries.has(name) && name !== "payload_json" && name !== "payload_truncated") entries.set(name, value);
  }
  return [...entries];
}

function isScalar(value: unknown): value is string | number | boolean | null {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

/** Without the one character that no program's environment can hold. */
function toText(value: string | number | boolean | null): string {
  return value === null ? "" : String(value).replaceAll("\0", "");
}

/** Of a thread's payload, under the names that a command gives them: `issue`, `title`, `body`, `url`, `author`, `arguments`. */
export function toThreadWords(payload: unknown): Readonly<Record<string, string>> {
  const given = typeof payload === "object" && payload !== null ? (payload as Readonly<Record<string, unknown>>) : {};
  const words = ["issue", "title", "body", "url", "author", "arguments"].map((name) => {
    const value = given[name];
    return [name, typeof value === "string" ? value.slice(0, LONGEST_WORDS) : ""] as const;
  });
  return Object.fromEntries(words);
}

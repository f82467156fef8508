// JSON to CEL and back. Outside there are only JSON's numbers; whether 1 is an int or a double is a question inside CEL alone.
import { Optional } from "@marcbachmann/cel-js";

const STEPS_PER_VALUE = 10;

/** Whole numbers become ints, maps become `Map`s: a `Map` has no prototype to reach and takes `constructor` for a key like any other. */
export function toCelValue(value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(toCelValue);
  if (isPlainObject(value)) return new Map(Object.entries(value).map(([key, inner]) => [key, toCelValue(inner)]));
  throw new TypeError(`a value of the scope is not JSON: ${typeof value}`);
}

/**
 * As protobuf maps CEL's values to JSON: bytes as base64, timestamps and durations as strings, numbers that JSON lacks as `"NaN"`,
 * `"Infinity"`, `"-Infinity"`. An int is a number where that is exact and a string of digits beyond; a type is its name.
 * Pays for every value: a list may hold another twice, which holds a third twice, and so on.
 */
export function toJsonValue(value: unknown, pay: (steps: number) => void): unknown {
  pay(STEPS_PER_VALUE);
  switch (typeof value) {
    case "bigint":
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "object":
      return value === null ? null : toJsonObject(value, (inner) => toJsonValue(inner, pay));
    default:
      return value;
  }
}

function toJsonObject(value: object, toJson: (inner: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, inner]) => [String(key), toJson(inner)]));
  if (value instanceof Date) return toTimestampText(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (value instanceof Optional) return toJson(value.hasValue() ? value.value() : null);
  if (isPlainObject(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toJson(inner)]));
  // The library does not export its classes of uints, durations and types.
  const primitive: unknown = value.valueOf();
  if (typeof primitive === "bigint") return toJson(primitive);
  return "name" in value ? value.name : String(value);
}

/** RFC 3339, without a fraction of zero. */
export function toTimestampText(time: Date): string {
  return time.toISOString().replace(".000Z", "Z");
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

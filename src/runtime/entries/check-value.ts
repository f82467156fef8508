// Whether a text holds against a store's schema. A schema speaks of JSON and people put words: a text may be read in several ways.
// What is stored is the text as it was put, however it was read.
import { YardmasterError } from "../../core/errors.ts";

export type Schema = Readonly<Record<string, unknown>>;

/** What of a value does not hold, each as `$.path: message`; empty when all of it does. */
export type ValidateValue = (schema: Schema, value: unknown) => Promise<readonly string[]>;

/** @throws entry.invalid */
export async function checkValue(text: string, schema: Schema, validate: ValidateValue): Promise<void> {
  const faults = await Promise.all(toReadings(text, schema).map((reading) => validate(schema, reading)));
  if (faults.some((found) => found.length === 0)) return;
  const [first] = faults;
  if (first === undefined) {
    throw new YardmasterError("entry.invalid", "invalid JSON value for store put", { hint: "the store's schema takes no plain text" });
  }
  throw new YardmasterError("entry.invalid", `schema validation failed at ${first.join("; ")}`);
}

/**
 * The ways in which a text may hold, the one that it was most likely meant in first:
 * - as the JSON that it is;
 * - as itself, where the schema takes texts;
 * - as the text of a map with a `value`, where the schema is that of such a map and the text is no map.
 */
function toReadings(text: string, schema: Schema): readonly unknown[] {
  const json = parseJson(text);
  if (wrapsTexts(schema) && !isMap(json?.value)) return [{ value: text }];
  const takesTexts = types(schema).includes("string") || (json === null && types(schema).length === 0);
  return [...(json === null ? [] : [json.value]), ...(takesTexts ? [text] : [])];
}

function parseJson(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

/** `{type: object, properties: {value: {type: string}}}`, as the guide declares a store for plain texts. */
function wrapsTexts(schema: Schema): boolean {
  const { properties } = schema;
  const value = isMap(properties) && Object.hasOwn(properties, "value") ? properties["value"] : null;
  return types(schema).includes("object") && isMap(value) && types(value).includes("string");
}

function types(schema: Schema): readonly unknown[] {
  const { type } = schema;
  return type === undefined ? [] : Array.isArray(type) ? type : [type];
}

function isMap(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

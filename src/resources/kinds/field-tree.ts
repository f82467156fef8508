// The fields of a kind as people look them up: name, type in words, default, meaning, and what is inside.
import type { BuiltinKind } from "../../core/resources/resource.ts";
import { KINDS } from "./index.ts";
import { type JsonSchema, toSpecSchema } from "./json-schema.ts";

export interface Field {
  readonly name: string;
  /** In words, e.g. `list of maps`. */
  readonly type: string;
  readonly required: boolean;
  /** As JSON; null when nothing is filled in. */
  readonly default: string | null;
  readonly description: string;
  /** The fields of a map, or of a list's maps. */
  readonly children: readonly Field[];
  /** For maps of several forms: the fields of each, by the word in `type` that tells them apart. */
  readonly forms: ReadonlyMap<string, readonly Field[]>;
}

/** The kind's spec. A field that holds its own kind again, such as `chain_steps`, has no children there. */
export function toFieldTree(kind: BuiltinKind): Field {
  const schema = toSpecSchema(KINDS[kind], "one");
  const definitions = (schema["definitions"] ?? {}) as Readonly<Record<string, JsonSchema>>;

  function resolve(part: JsonSchema, above: readonly string[]): { readonly schema: JsonSchema; readonly above: readonly string[] } | null {
    const [wrapped] = part.allOf ?? [];
    const ref = part.$ref ?? (typeof wrapped === "object" ? wrapped.$ref : undefined);
    const name = ref?.split("/").at(-1);
    if (name === undefined) return { schema: part, above };
    const target = definitions[name];
    return target === undefined || above.includes(name) ? null : { schema: target, above: [...above, name] };
  }

  function toField(name: string, part: JsonSchema, required: boolean, above: readonly string[]): Field {
    const items = part.type === "array" && typeof part.items === "object" && !Array.isArray(part.items) ? part.items : part;
    const inner = resolve(items, above);
    const options = (inner?.schema.oneOf ?? []).flatMap((option) => (typeof option === "object" ? [option] : []));
    const forms = options.map((option) => [constOf(option), toChildren(option, inner?.above ?? [])] as const);
    return {
      name,
      type: toTypeWords(part),
      required,
      default: part.default === undefined ? null : JSON.stringify(part.default),
      description: part.description ?? "",
      children: inner === null ? [] : toChildren(inner.schema, inner.above),
      forms: new Map(forms),
    };
  }

  function toChildren({ properties = {}, required = [] }: JsonSchema, above: readonly string[]): readonly Field[] {
    return Object.entries(properties).flatMap(([name, part]) =>
      typeof part === "object" ? [toField(name, part, required.includes(name), above)] : [],
    );
  }

  return { ...toField(kind.toLowerCase(), schema, true, []), description: KINDS[kind].summary };
}

function constOf({ properties = {} }: JsonSchema): string {
  const { type } = properties;
  return typeof type === "object" ? String(type.const) : "";
}

function toTypeWords(schema: JsonSchema): string {
  const { type, minimum = null, maximum = null } = schema;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map(String).join(" | ");
  if (type === "string") return "text";
  if (type === "boolean") return "true or false";
  if (type === "integer" || type === "number") {
    const what = type === "integer" ? "whole number" : "number";
    if (minimum !== null && maximum !== null) return `${what} from ${minimum} to ${maximum}`;
    return minimum === null ? what : `${what} of at least ${minimum}`;
  }
  if (type === "array") {
    const item = typeof schema.items === "object" && !Array.isArray(schema.items) ? toTypeWords(schema.items) : "anything";
    return `list of ${PLURALS[item] ?? item}`;
  }
  if (type === "object" && schema.properties === undefined) return toMapWords(schema);
  return type === undefined && schema.$ref === undefined && schema.allOf === undefined && schema.oneOf === undefined ? "anything" : "map";
}

function toMapWords({ additionalProperties }: JsonSchema): string {
  const values = typeof additionalProperties === "object" ? toTypeWords(additionalProperties) : "anything";
  return `map from names to ${PLURALS[values] ?? values}`;
}

const PLURALS: Readonly<Record<string, string>> = { text: "texts", map: "maps", number: "numbers", "list of texts": "lists of texts" };

// What is wrong with a schema, all of it, each at its place. The validator itself stops at the first and does not say where.
import { didYouMean } from "../../core/did-you-mean.ts";
import { isJsonObject, type JsonObject, type SpecPath } from "./definition.ts";
import { type Ajv, isKnownFormat, isRefusedKeyword, knownKeywords } from "./json-schema.ts";
import { patternProblem } from "./pattern.ts";

export interface SchemaProblem {
  /** From the schema on. */
  readonly path: SpecPath;
  readonly message: string;
}

export const SCHEMA_LIMITS = {
  /** Characters of the schema as JSON. */
  size: 65_536,
  depth: 64,
  patternLength: 1000,
} as const;

const HOLDS_A_SCHEMA: ReadonlySet<string> = new Set([
  ...["additionalItems", "additionalProperties", "contains", "contentSchema", "else", "if", "items", "not", "propertyNames", "then"],
  ...["unevaluatedItems", "unevaluatedProperties"],
]);
const HOLDS_A_LIST: ReadonlySet<string> = new Set(["allOf", "anyOf", "items", "oneOf", "prefixItems"]);
const HOLDS_A_MAP: ReadonlySet<string> = new Set([
  ...["$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"],
]);
const REFERENCES: ReadonlySet<string> = new Set(["$ref", "$dynamicRef", "$recursiveRef"]);

export function schemaProblems(schema: JsonObject, ajv: Ajv): readonly SchemaProblem[] {
  return problemsBelow(schema, [], { ajv, keywords: knownKeywords(ajv) });
}

interface Vocabulary {
  readonly ajv: Ajv;
  readonly keywords: readonly string[];
}

function problemsBelow(schema: JsonObject, path: SpecPath, vocabulary: Vocabulary): readonly SchemaProblem[] {
  if (path.length > SCHEMA_LIMITS.depth) return [{ path, message: `a schema nests at most ${SCHEMA_LIMITS.depth} levels` }];
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const at = [...path, keyword];
    const message = keywordProblem(keyword, value, path, vocabulary);
    const here = message === null ? [] : [{ path: at, message }];
    return [...here, ...subschemas(keyword, value).flatMap(([keys, inner]) => problemsBelow(inner, [...at, ...keys], vocabulary))];
  });
}

function unknownKeyword(keyword: string, keywords: readonly string[]): string {
  if (isRefusedKeyword(keyword)) return `the keyword '${keyword}' is not taken here`;
  const near = didYouMean(keyword, keywords);
  return `unknown keyword '${keyword}'${near === null ? "" : ` (did you mean '${near}'?)`}`;
}

function keywordProblem(keyword: string, value: unknown, path: SpecPath, { ajv, keywords }: Vocabulary): string | null {
  if (!keywords.includes(keyword)) return unknownKeyword(keyword, keywords);
  if (keyword === "$schema" && path.length > 0) return "'$schema' stands at the root only";
  if (REFERENCES.has(keyword) && typeof value === "string" && !value.startsWith("#")) {
    return `'${value}' leads outside: a reference stays inside the document and starts with '#'`;
  }
  if (keyword === "format" && typeof value === "string" && !isKnownFormat(ajv, value)) return `unknown format '${value}'`;
  if (keyword === "pattern" && typeof value === "string") return sizedPatternProblem(value);
  if (keyword === "patternProperties" && isJsonObject(value))
    return (
      Object.keys(value)
        .map(sizedPatternProblem)
        .find((message) => message !== null) ?? null
    );
  return null;
}

function sizedPatternProblem(pattern: string): string | null {
  if (pattern.length > SCHEMA_LIMITS.patternLength) return `a pattern has at most ${SCHEMA_LIMITS.patternLength} characters`;
  return patternProblem(pattern);
}

function subschemas(keyword: string, value: unknown): readonly (readonly [SpecPath, JsonObject])[] {
  if (Array.isArray(value)) {
    if (!HOLDS_A_LIST.has(keyword)) return [];
    return value.flatMap((inner: unknown, index) => (isJsonObject(inner) ? [[[index], inner] as const] : []));
  }
  if (!isJsonObject(value)) return [];
  if (HOLDS_A_SCHEMA.has(keyword)) return [[[], value]];
  if (!HOLDS_A_MAP.has(keyword)) return [];
  return Object.entries(value).flatMap(([key, inner]) => (isJsonObject(inner) ? [[[key], inner] as const] : []));
}

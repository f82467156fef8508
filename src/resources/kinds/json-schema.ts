// The kinds as JSON Schema, for editors, and as the one source of the reference page and of `explain`.
import { z } from "zod";
import { BUILTIN_API_VERSION, BUILTIN_KINDS, type BuiltinKind } from "../../core/resources/resource.ts";
import { KINDS } from "./index.ts";
import type { KindEntry } from "./kind-entry.ts";
import { type Alias, rulesOf, wordAliasesOf } from "./section.ts";

export type JsonSchema = z.core.JSONSchema.JSONSchema;

const DRAFT = "http://json-schema.org/draft-07/schema#";

/** A kind's spec. `all` spellings are what is accepted, `one` is what is stored. */
export function toSpecSchema({ spec }: KindEntry, spellings: "one" | "all"): JsonSchema {
  return z.toJSONSchema(spec, {
    io: "input",
    target: "draft-7",
    override: ({ zodSchema, jsonSchema }) => {
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      delete jsonSchema.propertyNames;
      const words = Object.keys(wordAliasesOf(zodSchema));
      if (spellings === "all" && jsonSchema.enum) jsonSchema.enum = [...new Set([...jsonSchema.enum, ...words])];
      if (zodSchema instanceof z.ZodObject) describeRules(zodSchema, jsonSchema, spellings);
    },
  });
}

function describeRules(object: z.ZodObject, schema: JsonSchema, spellings: "one" | "all"): void {
  const { unknownKeys, aliases = {} } = rulesOf(object);
  if (unknownKeys === "error") schema.additionalProperties = false;
  for (const [spelling, alias] of Object.entries(aliases)) {
    const field = schema.properties?.[alias.of];
    if (typeof field !== "object") continue;
    const note =
      alias.times === undefined
        ? `Also written \`${spelling}\`.`
        : `Also written \`${spelling}\`, of which one is ${alias.times} of these.`;
    if (!field.description?.includes(note)) field.description = `${field.description ?? ""} ${note}`;
    if (spellings === "all") addSpelling(schema, spelling, alias, field);
  }
}

function addSpelling(schema: JsonSchema, spelling: string, { of }: Alias, field: JsonSchema): void {
  const [group = "", inner] = spelling.split(".");
  const other = { ...field, description: `Another spelling of \`${of}\`.` };
  const properties = schema.properties ?? {};
  const around = properties[group];
  if (inner === undefined) properties[group] = other;
  else {
    const known = typeof around === "object" ? around.properties : {};
    properties[group] = { type: "object", description: "Another spelling of the fields in it.", properties: { ...known, [inner]: other } };
  }
  if (!schema.required?.includes(of)) return;
  schema.required = schema.required.filter((field) => field !== of);
  schema.anyOf = [{ required: [of] }, { required: [spelling] }];
}

const METADATA: JsonSchema = {
  type: "object",
  description: "What the resource is called and where it belongs.",
  required: ["name"],
  properties: {
    name: {
      type: "string",
      pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$",
      description: "The name, unique among the project's resources of the kind.",
    },
    project: { type: "string", description: "The project; the one that is applied to when left out." },
    labels: { type: "object", additionalProperties: { type: "string" }, description: "Texts to select resources by." },
    annotations: { type: "object", additionalProperties: { type: "string" }, description: "Texts for anyone to keep." },
  },
};

/** The whole manifest of one kind. */
export function toManifestSchema(kind: BuiltinKind): JsonSchema {
  return { $schema: DRAFT, ...toParts(kind).manifest, ...definitionsOf(toParts(kind).definitions) };
}

/** Any manifest: told apart by its kind. A custom kind's spec is its definition's business. */
export function toAnyManifestSchema(): JsonSchema {
  const parts = BUILTIN_KINDS.map((kind) => ({ kind, ...toParts(kind) }));
  return {
    $schema: DRAFT,
    title: "Yardmaster manifest",
    type: "object",
    required: ["apiVersion", "kind", "metadata"],
    properties: {
      apiVersion: { type: "string", description: `\`${BUILTIN_API_VERSION}\` for built-in kinds, group/version for others.` },
      kind: { type: "string", description: "What is declared.", anyOf: [{ enum: [...BUILTIN_KINDS] }, { pattern: "^[A-Z]" }] },
      metadata: METADATA,
      spec: { type: "object", description: "The declaration itself." },
    },
    allOf: parts.map(({ kind }) => ({
      if: { properties: { kind: { const: kind } }, required: ["kind"] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { $ref: `#/definitions/${kind}` },
    })),
    definitions: Object.assign(
      {},
      ...parts.map(({ definitions }) => definitions),
      Object.fromEntries(parts.map(({ kind, manifest }) => [kind, manifest])),
    ),
  };
}

interface SchemaParts {
  readonly manifest: JsonSchema;
  /** What `$ref` leads to: only the root of a file can hold it. */
  readonly definitions: Readonly<Record<string, JsonSchema>>;
}

function toParts(kind: BuiltinKind): SchemaParts {
  const { $schema: _draft, definitions = {}, ...spec } = toSpecSchema(KINDS[kind], "all");
  const required = ["apiVersion", "kind", "metadata", ...(spec.required === undefined ? [] : ["spec"])];
  const manifest: JsonSchema = {
    title: kind,
    description: KINDS[kind].summary,
    type: "object",
    required,
    properties: {
      apiVersion: { type: "string", const: BUILTIN_API_VERSION },
      kind: { type: "string", const: kind },
      metadata: METADATA,
      spec,
    },
  };
  return { manifest, definitions: definitions as Readonly<Record<string, JsonSchema>> };
}

function definitionsOf(definitions: SchemaParts["definitions"]): JsonSchema {
  return Object.keys(definitions).length === 0 ? {} : { definitions };
}

// A schema to a function that says what of a value does not hold. Checks of the schema come first, each stage only when the one before is clean.
import { callWithin } from "../../std/call-within.ts";
import { createLeastRecentlyUsed } from "../cel/least-recently-used.ts";
import type { JsonObject } from "./definition.ts";
import { type Ajv, DRAFT_NAMES, forgetValidators, validatorFor } from "./json-schema.ts";
import { SCHEMA_LIMITS, type SchemaProblem, schemaProblems } from "./schema-problems.ts";
import { toViolations, type Violation } from "./violations.ts";

export type CheckSpec = (spec: unknown) => readonly Violation[];
export interface CompiledSchema {
  readonly check: CheckSpec;
  readonly problems: readonly SchemaProblem[];
}

const COMPILE_MILLISECONDS = 2000;

export interface SchemaOptions {
  /** What a value may be at its root; a custom kind's spec is an object. */
  readonly root: "object" | "any";
}

const compilations = createLeastRecentlyUsed<CompiledSchema>(200);

/** With problems, `check` finds nothing. Remembered by the schema's text: a definition is asked about when it changes and for its instances. */
export function compileSchema(schema: JsonObject, { root }: SchemaOptions = { root: "object" }): CompiledSchema {
  try {
    return compilations.get(`${root} ${JSON.stringify(schema)}`, () => compileWithin(schema, root));
  } catch (error) {
    if (error instanceof RangeError) return refuse("the schema nests too deeply");
    return refuse(error instanceof Error ? error.message.replace(/^strict mode: /, "") : String(error));
  }
}

/** How long it takes is the machine's, so that a schema which took too long is not remembered as one that does. */
function compileWithin(schema: JsonObject, root: SchemaOptions["root"]): CompiledSchema {
  const outcome = callWithin(COMPILE_MILLISECONDS, () => compile(schema, root));
  if (outcome.ended) return outcome.value;
  forgetValidators();
  throw new Error(`compiling the schema takes longer than ${COMPILE_MILLISECONDS} ms`);
}

function compile(schema: JsonObject, root: SchemaOptions["root"]): CompiledSchema {
  if (root === "object" && schema["type"] !== "object")
    return refuse(`schema root type must be 'object', got ${nameRootType(schema["type"])}`, ["type"]);
  if (JSON.stringify(schema).length > SCHEMA_LIMITS.size) return refuse(`a schema has at most ${SCHEMA_LIMITS.size} characters as JSON`);
  const ajv = validatorFor(schema);
  if (ajv === null) return refuse(`unknown $schema; known: ${DRAFT_NAMES.join(", ")}`, ["$schema"]);
  const problems = schemaProblems(schema, ajv);
  if (problems.length > 0) return { check: () => [], problems };
  const broken = metaProblems(schema, ajv);
  if (broken.length > 0) return { check: () => [], problems: broken };
  return { check: compileCheck(schema, ajv), problems: [] };
}

function compileCheck(schema: JsonObject, ajv: Ajv): CheckSpec {
  const validate = ajv.compile(schema);
  // The validator outlives every definition; what it remembers of this one is not needed any more.
  ajv.removeSchema(schema);
  return (spec) => (validate(spec) ? [] : toViolations(spec, validate.errors ?? []));
}

/** Keywords whose values do not hold, by the schema of schemas. Of the several errors that a union makes at one place the first is told. */
function metaProblems(schema: JsonObject, ajv: Ajv): readonly SchemaProblem[] {
  if (ajv.validateSchema(schema) === true) return [];
  const byPlace = new Map((ajv.errors ?? []).toReversed().map((error) => [error.instancePath, error]));
  return toViolations(schema, [...byPlace.values()].toReversed()).map(({ keys, message }) => ({ path: keys, message }));
}

function nameRootType(type: unknown): string {
  return type === undefined ? "none" : typeof type === "string" ? `'${type}'` : JSON.stringify(type);
}

function refuse(message: string, path: SchemaProblem["path"] = []): CompiledSchema {
  return { check: () => [], problems: [{ path, message }] };
}

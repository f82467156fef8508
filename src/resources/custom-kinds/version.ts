// One version of a custom kind, compiled: its schema and its rules over `self`, checked together.
import { compileExpression } from "../cel/compile-expression.ts";
import type { CelExpression } from "../cel/expression.ts";
import { type CheckSpec, compileSchema } from "./compile-schema.ts";
import type { CustomKindVersion, SpecPath } from "./definition.ts";
import { toViolation, type Violation } from "./violations.ts";

export interface CompiledVersion {
  /** Everything that does not hold of an instance's spec. `found` is called for each at once, so that a stop keeps what was found. */
  check(spec: unknown, found: (violation: Violation) => void): void;
  /** From the version on. */
  readonly problems: readonly { readonly path: SpecPath; readonly message: string }[];
}

interface Rule {
  readonly expression: CelExpression;
  readonly message: string;
}

export function compileVersion({ schema, rules }: CustomKindVersion): CompiledVersion {
  const compiledSchema = schema === null ? null : compileSchema(schema);
  const compiledRules = rules.map(({ rule, message }) => compileRule(rule, message));
  const valid = compiledRules.flatMap((rule) => ("expression" in rule ? [rule] : []));
  return {
    check: (spec, found) => checkSpec(spec, compiledSchema?.check ?? checkObject, valid, found),
    problems: [
      ...(compiledSchema?.problems ?? []).map(({ path, message }) => ({ path: ["schema", ...path], message })),
      ...compiledRules.flatMap((rule, index) => ("problem" in rule ? [{ path: ["cel_rules", index, "rule"], message: rule.problem }] : [])),
    ],
  };
}

function compileRule(rule: string, message: string): Rule | { readonly problem: string } {
  const compiled = compileExpression(rule, { variables: ["self"] });
  if (!compiled.ok) return { problem: `CEL rule '${rule}' is invalid: ${compiled.message} (at character ${compiled.offset + 1})` };
  const { type } = compiled.expression;
  if (type !== "bool" && type !== "dyn") return { problem: `CEL rule '${rule}' is invalid: expected a boolean, got ${type}` };
  return { expression: compiled.expression, message };
}

function checkSpec(spec: unknown, checkSchema: CheckSpec, rules: readonly Rule[], found: (violation: Violation) => void): void {
  const violations = checkSchema(spec);
  for (const violation of violations) found(violation);
  for (const { expression, message } of rules) {
    const outcome = expression.evaluateBoolean({ self: spec });
    if (outcome.ok && !outcome.value) found(toViolation([], `CEL validation failed: ${message}`));
    // Of a spec that breaks its schema, a rule that cannot be evaluated says nothing new.
    if (!outcome.ok && violations.length === 0) found(toViolation([], `CEL validation failed: ${message} (${outcome.message})`));
  }
}

function checkObject(spec: unknown): readonly Violation[] {
  return typeof spec === "object" && spec !== null && !Array.isArray(spec) ? [] : [toViolation([], "expected object")];
}

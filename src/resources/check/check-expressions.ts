// The CEL expressions of a resource: whether they compile, and whether what they name can be there when they run.
import type { Finding } from "../../core/resources/decide.ts";
import type { Resource } from "../../core/resources/resource.ts";
import { compileExpression } from "../cel/compile-expression.ts";
import type { CelExpression } from "../cel/expression.ts";
import type { ManifestExpression } from "../kinds/kind-entry.ts";
import { PREHOOK_VARIABLES } from "./prehook-variables.ts";

export function checkExpressions(resource: Resource, expressions: readonly ManifestExpression[]): readonly Finding[] {
  return expressions.flatMap((expression) => checkExpression(resource, expression));
}

function checkExpression(resource: Resource, { path, expression, kind }: ManifestExpression): readonly Finding[] {
  const at = `spec.${path}`;
  const compiled = compileExpression(expression, { variables: "any" });
  if (!compiled.ok) {
    const place = compiled.offset > 0 ? ` (at character ${compiled.offset + 1})` : "";
    return [
      { severity: "error", path: at, message: `${toSubject(resource, path)} is invalid CEL: ${compiled.message}${place}`, hint: null },
    ];
  }
  const { type } = compiled.expression;
  if (type !== "bool" && type !== "dyn") {
    return [
      { severity: "error", path: at, message: `${toSubject(resource, path)} must be true or false, not of type ${type}`, hint: null },
    ];
  }
  if (kind === "prehook") return checkPrehook(resource, path, compiled.expression);
  return kind === "trigger_filter" ? checkFilter(at, compiled.expression) : [];
}

function checkFilter(path: string, { text, names }: CelExpression): readonly Finding[] {
  const unknown = ownNames(text, names).filter((name) => name !== "payload" && !name.startsWith("payload_"));
  return unknown.map((name) => ({
    severity: "warning",
    path,
    message: `the filter references '${name}', which no payload has`,
    hint: "use payload, payload_json, or payload_ and a key of the payload",
  }));
}

/** A variable may be given with `--set`, so this is no error. */
function checkPrehook({ kind, metadata, spec }: Resource, path: string, { text, names }: CelExpression): readonly Finding[] {
  const steps = toSteps(spec["steps"]);
  const index = Number(/^steps\[(\d+)\]/.exec(path)?.[1] ?? Number.NaN);
  const step = steps[index];
  if (kind !== "Workflow" || step === undefined) return [];
  const captured = new Set(steps.slice(0, index + 1).flatMap(variablesOf));
  const unknown = ownNames(text, names).filter((name) => !PREHOOK_VARIABLES.has(name) && !captured.has(name));
  return unknown.map((name) => ({
    severity: "warning",
    path: `spec.${path}`,
    message: `workflow '${metadata.name}' step '${step.id}' prehook references '${name}' but no prior step captures this variable`,
    hint: null,
  }));
}

interface StepPart {
  readonly id: string;
  readonly step_vars?: Readonly<Record<string, unknown>>;
  readonly behavior?: { readonly captures?: readonly { readonly var: string }[] };
  readonly store_inputs?: readonly { readonly as_var: string }[];
}

function toSteps(steps: unknown): readonly StepPart[] {
  return Array.isArray(steps) ? (steps as readonly StepPart[]) : [];
}

function variablesOf({ id, step_vars = {}, behavior, store_inputs = [] }: StepPart): readonly string[] {
  const captures = (behavior?.captures ?? []).map((capture) => capture.var);
  return [...captures, ...store_inputs.map(({ as_var }) => as_var), ...Object.keys(step_vars), `${id}_output`, `${id}_output_path`];
}

/** Without the variables that macros make themselves, as `x` in `list.exists(x, x > 1)`. */
function ownNames(text: string, names: readonly string[]): readonly string[] {
  const made = new Set([...text.matchAll(/\.\s*\w+\s*\(\s*(\w+)\s*,(?:\s*(\w+)\s*,)?/g)].flatMap(([, one, two]) => [one, two]));
  return names.filter((name) => !made.has(name));
}

/** Scripts look for these words. */
function toSubject({ kind, metadata, spec }: Resource, path: string): string {
  const step = toSteps(spec["steps"])[Number(/^steps\[(\d+)\]/.exec(path)?.[1] ?? Number.NaN)];
  if (kind === "Workflow" && step !== undefined) return `workflow '${metadata.name}' step '${step.id}' prehook.when`;
  const rule = toFinalizeRule(spec, path);
  if (rule !== null) return `workflow '${metadata.name}' finalize rule '${rule}'`;
  const rest = path.replace(/\.when$/, "").replace(/^loop\./, "");
  return kind === "Agent" ? `agent '${metadata.name}' ${path}` : `${kind.toLowerCase()} '${metadata.name}' ${rest}`;
}

function toFinalizeRule({ finalize }: Resource["spec"], path: string): string | null {
  const index = /^finalize\.rules\[(\d+)\]/.exec(path)?.[1];
  const { rules = [] } = (finalize ?? {}) as { readonly rules?: readonly { readonly id: string }[] };
  return index === undefined ? null : (rules[Number(index)]?.id ?? null);
}

// Reads a CustomResourceDefinition's spec and says everything that does not hold, at once. It knows no other resource: the names that
// are taken are given to it, and whether instances exist is not its question.
import { didYouMean } from "../../core/did-you-mean.ts";
import { type CustomKindDefinition, type DefinitionProblem, isJsonObject, type SpecPath } from "./definition.ts";
import { nameProblems, type TakenNames } from "./name-problems.ts";
import { pluginProblems, toPlugin } from "./plugins.ts";
import { DefinitionSpec, knownKeys } from "./spec.ts";
import { compileVersion } from "./version.ts";

export interface ReadDefinition {
  /** Null when a problem is an error. */
  readonly definition: CustomKindDefinition | null;
  readonly problems: readonly DefinitionProblem[];
}

/** `spec` as it came from YAML or JSON. */
export function readDefinition(spec: unknown, taken: TakenNames): ReadDefinition {
  const warnings = unknownKeys(spec, []);
  const shape = DefinitionSpec.safeParse(spec);
  if (!shape.success) return { definition: null, problems: [...shape.error.issues.map(toProblem), ...warnings] };
  const definition = toDefinition(shape.data);
  const errors = [...nameProblems(definition, taken), ...versionProblems(shape.data, definition), ...pluginProblems(shape.data.plugins)];
  return { definition: errors.length === 0 ? definition : null, problems: [...errors, ...warnings] };
}

function toDefinition(spec: DefinitionSpec): CustomKindDefinition {
  const { kind, plural, short_names: shortNames, group, scope, hooks, plugins } = spec;
  const stored = spec.versions.find(({ storage }) => storage) ?? spec.versions.find(({ served }) => served);
  return {
    kind,
    plural,
    shortNames,
    group,
    scope,
    versions: spec.versions.map((version) => ({
      name: version.name,
      served: version.served,
      stored: version === stored,
      schema: isJsonObject(version.schema) ? version.schema : null,
      rules: version.cel_rules.map(({ rule, message }) => ({ rule, message: message ?? `the rule ${rule} does not hold` })),
    })),
    hooks: { onCreate: hooks.on_create ?? null, onUpdate: hooks.on_update ?? null, onDelete: hooks.on_delete ?? null },
    plugins: plugins.flatMap((plugin) => toPlugin(plugin) ?? []),
  };
}

function versionProblems(spec: DefinitionSpec, { versions }: CustomKindDefinition): readonly DefinitionProblem[] {
  const problems: DefinitionProblem[] = [];
  const add = (path: SpecPath, message: string): void => void problems.push({ severity: "error", path, message });
  if (versions.length === 0) add(["versions"], "CRD must have at least one version");
  else if (!versions.some(({ served }) => served)) add(["versions"], "CRD must have at least one served version");
  if (spec.versions.filter(({ storage }) => storage).length > 1) add(["versions"], "only one version can have storage: true");
  for (const [index, version] of versions.entries()) {
    const at = ["versions", index];
    if (version.name.includes("/")) add([...at, "name"], `version '${version.name}' must not contain '/'`);
    if (versions.findIndex(({ name }) => name === version.name) < index) add([...at, "name"], `duplicate version '${version.name}'`);
    const schema = spec.versions[index]?.schema;
    if (schema !== undefined && !isJsonObject(schema))
      add([...at, "schema"], `schema root type must be 'object', got ${JSON.stringify(schema)}`);
    problems.push(
      ...compileVersion(version).problems.map(({ path, message }) => ({ severity: "error" as const, path: [...at, ...path], message })),
    );
  }
  return problems;
}

/** A key that nobody knows changes nothing, so it is a warning: most often it is a slip. */
function unknownKeys(value: unknown, path: SpecPath): readonly DefinitionProblem[] {
  if (Array.isArray(value)) return value.flatMap((inner, index) => unknownKeys(inner, [...path, index]));
  if (!isJsonObject(value) || path.includes("schema")) return [];
  const known = knownKeys(path);
  return Object.entries(value).flatMap(([key, inner]) => {
    if (known === null || known.includes(key)) return unknownKeys(inner, [...path, key]);
    const near = didYouMean(key, known);
    const message = `unknown field '${key}'${near === null ? "" : ` (did you mean '${near}'?)`}`;
    return [{ severity: "warning" as const, path: [...path, key], message }];
  });
}

function toProblem({ path, message }: { readonly path: readonly PropertyKey[]; readonly message: string }): DefinitionProblem {
  const keys = path.map((part) => (typeof part === "number" ? part : String(part)));
  if (!message.endsWith("received undefined")) return { severity: "error", path: keys, message: message.replace(/^Invalid input: /, "") };
  return { severity: "error", path: keys.slice(0, -1), message: `missing required field '${keys.at(-1) ?? "spec"}'` };
}

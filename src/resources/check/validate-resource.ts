// What does not hold inside a resource, given the others: expressions that do not compile, definitions of kinds, instances of them.
// Its shape has been checked by whoever read it, and what it refers to is checked by the core.
import type { Finding } from "../../core/resources/decide.ts";
import { BUILTIN_KINDS, type Resource } from "../../core/resources/resource.ts";
import type { ResourcesState } from "../../core/resources/state.ts";
import { type CustomKind, createCustomKind } from "../custom-kinds/create-custom-kind.ts";
import { readDefinition } from "../custom-kinds/read-definition.ts";
import type { Violation } from "../custom-kinds/violations.ts";
import { isBuiltinKind, KINDS } from "../kinds/index.ts";
import { renderPath } from "../report.ts";
import { createValueSchemas } from "../value-schemas.ts";
import { checkExpressions } from "./check-expressions.ts";
import { checkRunnable } from "./check-runnable.ts";
import { BY_SCHEMA } from "./is-plain.ts";
import { indexResources, type ResourceIndex } from "./resource-index.ts";

/**
 * A schema may be slow for each of thousands of instances; in all they get this long. What is left then is refused, not let through.
 * Looked at once for each state, so that asking again costs nothing.
 */
const MILLISECONDS_IN_ALL = 5000;

export function validateResource(resource: Resource, after: ResourcesState): readonly Finding[] {
  if (isBuiltinKind(resource.kind) && !BY_SCHEMA.includes(resource.kind)) {
    return [...checkExpressions(resource, KINDS[resource.kind].expressions(resource.spec)), ...checkRunnable(resource, after)];
  }
  const index = indexResources(after);
  const known = index.findings.get(resource);
  if (known !== undefined) return known;
  const found = checkWithin(resource, index);
  index.findings.set(resource, found);
  return found;
}

function checkWithin(resource: Resource, index: ResourceIndex): readonly Finding[] {
  if (index.spentMs > MILLISECONDS_IN_ALL) {
    const message = `was not checked: checks of schemas take longer than ${MILLISECONDS_IN_ALL / 1000} s in all`;
    return [{ severity: "error", path: "", message, hint: "simplify the schemas, or apply fewer at a time" }];
  }
  const begun = performance.now();
  const found = checkBySchema(resource, index);
  index.spentMs += performance.now() - begun;
  return found;
}

function checkBySchema(resource: Resource, index: ResourceIndex): readonly Finding[] {
  if (resource.kind === "WorkflowStore") return checkStore(resource);
  return resource.kind === "CustomResourceDefinition" ? checkDefinition(resource, index) : checkInstance(resource, index);
}

function checkDefinition(resource: Resource, index: ResourceIndex): readonly Finding[] {
  const taken = { kinds: BUILTIN_KINDS, aliases: builtinAliases(), custom: index.wordsBeside(resource) };
  const { problems } = readDefinition(resource.spec, taken);
  return [
    ...toNotRun(resource),
    ...problems.map(({ severity, path, message }) => ({ severity, path: renderPath(["spec", ...path]), message, hint: null })),
  ];
}

const schemas = createValueSchemas();

function checkStore({ spec }: Resource): readonly Finding[] {
  const { schema } = spec as { readonly schema?: Readonly<Record<string, unknown>> };
  if (schema === undefined) return [];
  return schemas.problemsOf(schema).map(({ path, message }) => ({
    severity: "error",
    path: renderPath(["spec", "schema", ...path]),
    message,
    hint: null,
  }));
}

/** Commands of a definition are kept for later; until then nobody should wait for them. */
function toNotRun({ spec }: Resource): readonly Finding[] {
  const given = ["hooks", "plugins"].filter((key) => Object.keys(spec[key] ?? {}).length > 0);
  if (given.length === 0) return [];
  return [{ severity: "not-run", path: `spec.${given[0]}`, message: given.join(" and "), hint: null }];
}

function checkInstance(resource: Resource, index: ResourceIndex): readonly Finding[] {
  const { kind, apiVersion, spec } = resource;
  const definition = index.definitionOf(resource);
  if (definition === null) {
    const hint = "apply the definition of the kind first, or in the same call";
    return [{ severity: "error", path: "kind", message: `no CustomResourceDefinition found for kind '${kind}'`, hint }];
  }
  const custom = toCustomKind(definition);
  if (custom === null) return [];
  const tooMany = custom.definition.scope === "singleton" ? checkSingleton(resource, index) : [];
  return [...tooMany, ...custom.validateInstance({ apiVersion, spec }).map(toFinding)];
}

function toFinding({ path, keys, message }: Violation): Finding {
  const isOfVersion = keys.length === 0 && /^(?:apiVersion|version) /.test(message);
  return {
    severity: "error",
    path: isOfVersion ? "apiVersion" : renderPath(["spec", ...keys]),
    message: `${path}: ${message}`,
    hint: null,
  };
}

function checkSingleton(resource: Resource, index: ResourceIndex): readonly Finding[] {
  const other = index.other(resource);
  if (other === null) return [];
  const message = `there can be only one ${resource.kind} in a project, and '${other.metadata.name}' is there`;
  return [{ severity: "error", path: "metadata.name", message, hint: null }];
}

const customKinds = new WeakMap<Resource, CustomKind | null>();

/** Null for a definition that does not hold itself: that is told of the definition. */
function toCustomKind(definition: Resource): CustomKind | null {
  const known = customKinds.get(definition);
  if (known !== undefined) return known;
  const read = readDefinition(definition.spec, { kinds: [], aliases: [] }).definition;
  const made = read === null ? null : createCustomKind(read);
  customKinds.set(definition, made);
  return made;
}

function builtinAliases(): readonly string[] {
  // `get all` asks for every kind.
  return ["all", ...Object.values(KINDS).flatMap(({ plural, shortNames }) => [plural, ...shortNames])];
}

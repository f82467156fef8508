// Secrets as they are shown: masked. A mask that is applied again stands for the value that is stored.
import type { Obstacle, ResourceCommand } from "../../core/resources/decide.ts";
import { type Resource, toResourceLabel } from "../../core/resources/resource.ts";
import { isSecretStore, MASK } from "../../core/resources/secret-values.ts";
import { findDeclaration, keyOf, type ResourcesState } from "../../core/resources/state.ts";

/** Every value of a SecretStore masked; any other resource as it is. */
export function toMasked(resource: Resource): Resource {
  if (!isSecretStore(resource)) return resource;
  return withData(
    resource,
    Object.keys(dataOf(resource)).map((key) => [key, MASK]),
  );
}

/** What an export shows may be applied: its masked values stay what they are. */
export function keepMasked(resource: Resource, before: Resource | null): Resource {
  const stored = before === null ? {} : dataOf(before);
  const entries = Object.entries(dataOf(resource));
  if (entries.every(([, value]) => value !== MASK)) return resource;
  return withData(
    resource,
    entries.map(([key, value]) => [key, value === MASK && Object.hasOwn(stored, key) ? stored[key] : value]),
  );
}

/** A mask where nothing is stored would become the secret itself. */
export function toMaskedObstacles(command: ResourceCommand, state: ResourcesState): Obstacle[] {
  if (command.type === "resources.delete") return [];
  return command.resources.filter(isSecretStore).flatMap((resource) => {
    const before = findDeclaration(state, keyOf(resource), resource.source.origin);
    const stored = before === null ? {} : dataOf(before);
    const masked = Object.entries(dataOf(resource)).filter(([key, value]) => value === MASK && !Object.hasOwn(stored, key));
    return masked.map(([key]) => ({
      label: toResourceLabel(resource),
      project: resource.metadata.project,
      source: resource.source,
      path: `spec.data.${key}`,
      message: `is masked, and no value is stored that it could stand for`,
      hint: "write the value; an export has values with --with-secrets",
    }));
  });
}

function dataOf({ spec }: Resource): Readonly<Record<string, unknown>> {
  const data = spec["data"];
  return typeof data === "object" && data !== null ? (data as Readonly<Record<string, unknown>>) : {};
}

function withData(resource: Resource, entries: readonly (readonly [string, unknown])[]): Resource {
  return { ...resource, spec: { ...resource.spec, data: Object.fromEntries(entries) } };
}

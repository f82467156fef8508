// The values of a SecretStore one by one, each with its place. Every other kind of resource has none.
import { type Resource, toResourceLabel } from "../../core/resources/resource.ts";
import { isSealed, toKeyId } from "./seal.ts";

export interface PlacedValue {
  /** `project/store/KEY`: what a sealed value is bound to. */
  readonly place: string;
  /** For messages: `API_TOKEN of secretstore/prod`. */
  readonly label: string;
  readonly value: unknown;
}

/** @returns the resource with each value replaced; the same resource when it holds no secrets or nothing was replaced */
export function mapSecretValues(resource: Resource, replace: (placed: PlacedValue, key: string) => unknown): Resource {
  const { kind, metadata, spec } = resource;
  const { data } = spec;
  if (kind !== "SecretStore" || typeof data !== "object" || data === null) return resource;
  let changed = false;
  const replaced = Object.entries(data).map(([key, value]) => {
    const placed = { place: `${metadata.project}/${metadata.name}/${key}`, label: `${key} of ${toResourceLabel(resource)}`, value };
    const next = replace(placed, key);
    changed ||= next !== value;
    return [key, next] as const;
  });
  return changed ? { ...resource, spec: { ...spec, data: Object.fromEntries(replaced) } } : resource;
}

/** How many values are sealed under each key. */
export function countSealed(resources: readonly Resource[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const resource of resources) {
    mapSecretValues(resource, ({ value }) => {
      const key = isSealed(value) ? toKeyId(value) : null;
      if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
      return value;
    });
  }
  return counts;
}

// A value taken apart: what is whole in it, each with its path. Masks what may not be shown.
import { extendFieldPath } from "../../core/resources/field-path.ts";
import type { Resource } from "../../core/resources/resource.ts";
import { MASK } from "../../core/resources/secret-values.ts";
import { isBuiltinKind, KINDS } from "../kinds/index.ts";

export type Described = Pick<Resource, "kind" | "metadata" | "spec">;

/** Texts, numbers and the like, empty maps and empty lists, by path; of a resource its labels, annotations and spec. */
export function toLeaves({ metadata: { labels, annotations }, spec }: Described): ReadonlyMap<string, unknown> {
  const leaves = new Map<string, unknown>();
  function take(value: unknown, path: string): void {
    const parts = toParts(value);
    if (parts.length === 0) leaves.set(path, value);
    for (const [part, inner] of parts) take(inner, extendFieldPath(path, part));
  }
  if (Object.keys(labels).length > 0) take(labels, "metadata.labels");
  if (Object.keys(annotations).length > 0) take(annotations, "metadata.annotations");
  take(spec, "spec");
  return leaves;
}

/** Whatever a secret is stored as, its name and a mask are all that is left. */
export function maskSecrets<Masked extends Described>(resource: Masked): Masked {
  const { data } = resource.spec;
  if (!hasSecrets(resource) || typeof data !== "object" || data === null) return resource;
  const masked = Object.fromEntries(Object.keys(data).map((name) => [name, MASK]));
  return { ...resource, spec: { ...resource.spec, data: masked } };
}

export function hasSecrets({ kind }: Pick<Resource, "kind">): boolean {
  return isBuiltinKind(kind) && KINDS[kind].hasSecrets;
}

function toParts(value: unknown): readonly (readonly [string | number, unknown])[] {
  if (Array.isArray(value)) return [...value.entries()];
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

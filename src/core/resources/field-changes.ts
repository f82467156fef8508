// What differs between two declarations of one resource, value by value. Secrets are told by their names alone.
import { toCanonicalJson } from "./canonical.ts";
import { extendFieldPath } from "./field-path.ts";
import type { Resource } from "./resource.ts";
import { isSecretStore, MASK } from "./secret-values.ts";

export interface FieldChange {
  /** `spec.steps[0].template` */
  readonly path: string;
  /** Left out where there was none. */
  readonly from?: unknown;
  /** Left out where there is none any more. */
  readonly to?: unknown;
}

export function toFieldChanges(before: Resource, after: Resource): readonly FieldChange[] {
  const isSecret = isSecretStore(before) || isSecretStore(after);
  const changes: FieldChange[] = [];
  compare("apiVersion", before.apiVersion, after.apiVersion, changes);
  compare("metadata.labels", before.metadata.labels, after.metadata.labels, changes);
  compare("metadata.annotations", before.metadata.annotations, after.metadata.annotations, changes);
  if (!isSecret) compare("spec", before.spec, after.spec, changes);
  else compareSecrets(before.spec["data"], after.spec["data"], changes);
  return changes;
}

function compare(path: string, from: unknown, to: unknown, changes: FieldChange[]): void {
  if (isEqual(from, to)) return;
  if (isMap(from) && isMap(to)) {
    for (const key of keysOf(from, to)) compare(extendFieldPath(path, key), ownValue(from, key), ownValue(to, key), changes);
  } else if (Array.isArray(from) && Array.isArray(to)) {
    for (let index = 0; index < Math.max(from.length, to.length); index += 1) compare(`${path}[${index}]`, from[index], to[index], changes);
  } else changes.push(toChange(path, from, to));
}

function compareSecrets(from: unknown, to: unknown, changes: FieldChange[]): void {
  const [old, next] = [isMap(from) ? from : {}, isMap(to) ? to : {}];
  const mask = (value: unknown) => (value === undefined ? undefined : MASK);
  for (const key of keysOf(old, next)) {
    const [one, other] = [ownValue(old, key), ownValue(next, key)];
    if (!isEqual(one, other)) changes.push(toChange(extendFieldPath("spec.data", key), mask(one), mask(other)));
  }
}

/** A null is a value: to leave it out is a change. */
function isEqual(one: unknown, other: unknown): boolean {
  return one === other || (one !== undefined && other !== undefined && toCanonicalJson(one) === toCanonicalJson(other));
}

function toChange(path: string, from: unknown, to: unknown): FieldChange {
  return { path, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

function keysOf(one: object, other: object): readonly string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])];
}

function ownValue(map: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// Applying and deleting declarations: what would change, what stands in the way, and the events that follow. Pure.
import { toCanonicalJson } from "./canonical.ts";
import { type Resource, type ResourceReference, toResourceLabel } from "./resource.ts";
import { applyResourceEvents, keyOf, type ResourceEvent, type ResourcesState, toResourceKey } from "./state.ts";

export type ResourceCommand =
  | {
      readonly type: "resources.apply";
      readonly project: string;
      readonly resources: readonly Resource[];
      /** Delete what the project has of the applied kinds and the manifests lack. */
      readonly prune: boolean;
    }
  | { readonly type: "resources.delete"; readonly project: string; readonly kind: string; readonly name: string; readonly force: boolean };

export interface ResourceFacts {
  readonly now: number;
  /** What a resource mentions of others; knows the kinds. */
  referencesOf(resource: Resource): readonly ResourceReference[];
}

export interface ResourceChange {
  readonly label: string;
  readonly change: "created" | "updated" | "unchanged" | "deleted";
}

export interface Obstacle {
  /** The resource that is at fault. */
  readonly resource: Resource;
  /** Where in its spec; empty for the whole. */
  readonly path: string;
  readonly message: string;
}

export interface ResourceDecision {
  readonly events: readonly ResourceEvent[];
  readonly changes: readonly ResourceChange[];
  /** Not empty: nothing is to be stored. */
  readonly obstacles: readonly Obstacle[];
}

export function decideResources(command: ResourceCommand, state: ResourcesState, facts: ResourceFacts): ResourceDecision {
  const { events, changes } =
    command.type === "resources.apply" ? toApplied(command, state, facts.now) : toDeleted(command, state, facts.now);
  const after = applyResourceEvents(state, events);
  const tolerates = command.type === "resources.delete" && command.force;
  return { events, changes, obstacles: tolerates ? [] : findObstacles(state, after, facts) };
}

function toApplied(
  { project, resources, prune }: Extract<ResourceCommand, { type: "resources.apply" }>,
  state: ResourcesState,
  at: number,
): { events: ResourceEvent[]; changes: ResourceChange[] } {
  const events: ResourceEvent[] = [];
  const changes: ResourceChange[] = [];
  for (const resource of resources) {
    const before = state.resources.get(keyOf(resource));
    const change = before === undefined ? "created" : isSame(before, resource) ? "unchanged" : "updated";
    changes.push({ label: toResourceLabel(resource), change });
    if (change !== "unchanged") events.push({ type: "resource.applied", resource, at });
  }
  if (!prune) return { events, changes };
  const kinds = new Set(resources.map(({ kind }) => kind));
  const named = new Set(resources.map(keyOf));
  for (const [key, resource] of state.resources) {
    const { kind, metadata } = resource;
    if (metadata.project !== project || !kinds.has(kind) || named.has(key)) continue;
    events.push({ type: "resource.deleted", kind, name: metadata.name, project, at });
    changes.push({ label: toResourceLabel(resource), change: "deleted" });
  }
  return { events, changes };
}

function toDeleted(
  { project, kind, name }: Extract<ResourceCommand, { type: "resources.delete" }>,
  state: ResourcesState,
  at: number,
): { events: ResourceEvent[]; changes: ResourceChange[] } {
  const found = state.resources.get(toResourceKey(project, kind, name));
  if (!found) return { events: [], changes: [] };
  return {
    events: [{ type: "resource.deleted", kind: found.kind, name, project, at }],
    changes: [{ label: toResourceLabel(found), change: "deleted" }],
  };
}

/** Where a declaration stands may change without the declaration changing. */
function isSame(a: Resource, b: Resource): boolean {
  const toText = ({ source: _, ...rest }: Resource) => toCanonicalJson(rest);
  return toText(a) === toText(b);
}

/**
 * References that do not hold afterwards and did hold, or were not there, before: what was broken already is no reason to refuse
 * what mends something else.
 */
function findObstacles(before: ResourcesState, after: ResourcesState, { referencesOf }: ResourceFacts): Obstacle[] {
  const obstacles: Obstacle[] = [];
  const known = { before: createIndex(before), after: createIndex(after) };
  for (const [key, resource] of after.resources) {
    const unchanged = before.resources.get(key) === resource;
    for (const reference of referencesOf(resource)) {
      if (known.after.has(resource, reference)) continue;
      const wasBroken = unchanged && !known.before.has(resource, reference);
      if (!wasBroken) obstacles.push({ resource, path: reference.path, message: toMessage(reference) });
    }
  }
  return [...obstacles, ...findOrphans(before, after)];
}

/** Instances whose definition would go. */
function findOrphans(before: ResourcesState, after: ResourcesState): Obstacle[] {
  const defined = (state: ResourcesState) =>
    new Set([...state.resources.values()].filter(({ kind }) => kind === "CustomResourceDefinition").map(({ spec }) => spec["kind"]));
  const gone = [...defined(before)].filter((kind) => !defined(after).has(kind));
  if (gone.length === 0) return [];
  return [...after.resources.values()]
    .filter(({ kind }) => gone.includes(kind))
    .map((resource) => ({
      resource,
      path: "",
      message: `cannot delete CRD '${resource.kind}': custom resource instances still exist (delete them first)`,
    }));
}

function createIndex({ resources }: ResourcesState) {
  const capabilities = new Set<string>();
  for (const { kind, metadata, spec } of resources.values()) {
    if (kind !== "Agent" || !Array.isArray(spec["capabilities"])) continue;
    for (const capability of spec["capabilities"]) capabilities.add(`${metadata.project}/${capability}`);
  }
  return {
    has({ metadata: { project } }: Resource, { kind, name, key }: ResourceReference): boolean {
      if (kind === "capability") return capabilities.has(`${project}/${name}`);
      const target = resources.get(toResourceKey(project, kind, name));
      if (!target || key === null) return target !== undefined;
      const data = target.spec["data"];
      return typeof data === "object" && data !== null && key in data;
    },
  };
}

function toMessage({ kind, name, key }: ResourceReference): string {
  if (kind === "capability") return `no agent has the capability '${name}'`;
  if (key !== null) return `key '${key}' not found in ${kind} '${name}'`;
  return `references unknown ${kind} '${name}'`;
}

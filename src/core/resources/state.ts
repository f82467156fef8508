// What is declared, folded from what was applied and deleted. Nothing of a deleted resource is left here.
import type { Resource } from "./resource.ts";

/** `project/kind/name`, the kind in lower case; unique. */
export type ResourceKey = string;

export interface ResourcesState {
  readonly resources: ReadonlyMap<ResourceKey, Resource>;
}

export type ResourceEvent =
  | { readonly type: "resource.applied"; readonly resource: Resource; readonly at: number }
  | { readonly type: "resource.deleted"; readonly kind: string; readonly name: string; readonly project: string; readonly at: number };

export const NO_RESOURCES: ResourcesState = { resources: new Map() };

export function toResourceKey(project: string, kind: string, name: string): ResourceKey {
  return `${project}/${kind.toLowerCase()}/${name}`;
}

export function keyOf({ kind, metadata }: Pick<Resource, "kind" | "metadata">): ResourceKey {
  return toResourceKey(metadata.project, kind, metadata.name);
}

/** Copies the map once, however many events. */
export function applyResourceEvents(state: ResourcesState, events: readonly ResourceEvent[]): ResourcesState {
  if (events.length === 0) return state;
  const resources = new Map(state.resources);
  for (const event of events) {
    if (event.type === "resource.applied") resources.set(keyOf(event.resource), event.resource);
    else resources.delete(toResourceKey(event.project, event.kind, event.name));
  }
  return { resources };
}

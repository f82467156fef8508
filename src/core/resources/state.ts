// What is declared, folded from what was applied and deleted. Of several declarations of one resource the first holds; the others wait
// beneath it. Nothing of a deleted declaration is left here.
import { ORIGINS, type Origin, type Resource } from "./resource.ts";

/** `project/kind/name`, the kind in lower case; unique. */
export type ResourceKey = string;

export interface DeclaredResource {
  /** Never empty; in the order of `ORIGINS`, one for each at most. The first holds. */
  readonly declarations: readonly [Resource, ...Resource[]];
  /** The state's version at the last change. */
  readonly revision: number;
}

export interface ResourcesState {
  readonly resources: ReadonlyMap<ResourceKey, DeclaredResource>;
  /** Counts every change. */
  readonly version: number;
  /** What of each origin was synchronised last. */
  readonly synced: Readonly<Partial<Record<Origin, string>>>;
}

export type ResourceEvent =
  | { readonly type: "resource.applied"; readonly resource: Resource; readonly at: number }
  | {
      readonly type: "resource.deleted";
      readonly kind: string;
      readonly name: string;
      readonly project: string;
      readonly origin: Origin;
      readonly at: number;
    }
  /** What is declared stayed the same, its secrets under another key. Stands in the stream even when there were none. */
  | { readonly type: "resources.resealed"; readonly resources: readonly Resource[]; readonly at: number }
  /** All declarations of the origin are now those of this version of its files. */
  | { readonly type: "resources.synced"; readonly origin: Origin; readonly version: string; readonly at: number };

export const NO_RESOURCES: ResourcesState = { resources: new Map(), version: 0, synced: {} };

export function toResourceKey(project: string, kind: string, name: string): ResourceKey {
  return `${project}/${kind.toLowerCase()}/${name}`;
}

export function keyOf({ kind, metadata }: Pick<Resource, "kind" | "metadata">): ResourceKey {
  return toResourceKey(metadata.project, kind, metadata.name);
}

/** What holds under a key. */
export function findResource({ resources }: ResourcesState, key: ResourceKey): Resource | null {
  return resources.get(key)?.declarations[0] ?? null;
}

/** What one origin declares under a key, whether or not it holds. */
export function findDeclaration({ resources }: ResourcesState, key: ResourceKey, origin: Origin): Resource | null {
  return resources.get(key)?.declarations.find(({ source }) => source.origin === origin) ?? null;
}

/** All of them, also those that others override. */
export function toDeclarations({ resources }: ResourcesState): readonly Resource[] {
  return [...resources.values()].flatMap(({ declarations }) => declarations);
}

/** Copies the map once, however many events; what comes of them is the same as if they came one by one. */
export function applyResourceEvents(state: ResourcesState, events: readonly ResourceEvent[]): ResourcesState {
  if (events.length === 0) return state;
  const resources = new Map(state.resources);
  const synced = { ...state.synced };
  let { version } = state;
  for (const event of events) {
    if (event.type === "resources.resealed") {
      for (const resource of event.resources) replaceDeclaration(resources, resource);
      continue;
    }
    if (event.type === "resources.synced") {
      synced[event.origin] = event.version;
      continue;
    }
    version += 1;
    const applied = event.type === "resource.applied";
    const key = applied ? keyOf(event.resource) : toResourceKey(event.project, event.kind, event.name);
    const origin = applied ? event.resource.source.origin : event.origin;
    const others = resources.get(key)?.declarations.filter(({ source }) => source.origin !== origin) ?? [];
    const [first, ...rest] = [...others, ...(applied ? [event.resource] : [])].sort(byOrigin);
    if (first === undefined) resources.delete(key);
    else resources.set(key, { declarations: [first, ...rest], revision: version });
  }
  return { resources, version, synced };
}

/** Nobody who edits it meanwhile shall hear that someone else changed it: the revision stays. */
function replaceDeclaration(resources: Map<ResourceKey, DeclaredResource>, resource: Resource): void {
  const key = keyOf(resource);
  const declared = resources.get(key);
  if (!declared) return;
  const [first, ...rest] = declared.declarations;
  const toNext = (each: Resource) => (each.source.origin === resource.source.origin ? resource : each);
  resources.set(key, { ...declared, declarations: [toNext(first), ...rest.map(toNext)] });
}

function byOrigin(one: Resource, other: Resource): number {
  return ORIGINS.indexOf(one.source.origin) - ORIGINS.indexOf(other.source.origin);
}

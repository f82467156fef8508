// What resources mention of each other, and which of it does not hold after a change. Pure.
import { didYouMean } from "../did-you-mean.ts";
import { toReferenceMessage } from "./reference-message.ts";
import { type Resource, type ResourceReference, toResourceLabel } from "./resource.ts";
import { keyOf, type ResourcesState, toResourceKey } from "./state.ts";

export type ReferencesOf = (resource: Resource) => readonly ResourceReference[];

export interface BrokenReference {
  /** Whoever is at fault: what mentions something unknown, or what would be deleted while it is in use. */
  readonly resource: Resource;
  /** A trigger may be there before what it starts: until then it starts nothing. */
  readonly severity: "error" | "warning";
  /** Path in that resource; empty for the whole. */
  readonly path: string;
  readonly message: string;
  readonly hint: string | null;
}

/** Users of a deleted resource that are named; the rest is counted. */
const NAMED_USERS = 5;
const NAMED_CANDIDATES = 10;
/** Looking for a name that is near takes a while where there are thousands. */
const MOST_HINTS = 50;

/**
 * What was broken already is no reason to refuse what mends something else: only references that held before, or that are new, count.
 * @param before what is stored; the empty state tells everything that is broken
 */
export function findBrokenReferences(before: ResourcesState, after: ResourcesState, referencesOf: ReferencesOf): BrokenReference[] {
  const known = { before: createIndex(before), after: createIndex(after) };
  const dangling: BrokenReference[] = [];
  const users = new Map<Resource, string[]>();
  for (const [key, { declarations }] of after.resources) {
    const [resource] = declarations;
    const unchanged = before.resources.get(key)?.declarations[0] === resource;
    for (const reference of referencesOf(resource)) {
      if (known.after.holds(resource, reference)) continue;
      const held = unchanged && known.before.holds(resource, reference);
      if (unchanged && !held) continue;
      const target = held ? known.before.find(resource, reference) : null;
      // An agent that is still there and only lost the capability is not gone.
      const gone = target !== null && !after.resources.has(keyOf(target)) ? target : null;
      if (gone !== null) listAt(users, gone).push(`${toResourceLabel(resource)} (${reference.path})`);
      else
        dangling.push({
          resource,
          severity: resource.kind === "Trigger" ? "warning" : "error",
          path: `spec.${reference.path}`,
          message: toReferenceMessage(resource, reference, known.after.find(resource, reference)),
          hint: dangling.length < MOST_HINTS ? toHint(resource, reference, known.after) : null,
        });
    }
  }
  const inUse = [...users].map(([resource, by]) => toInUse(resource, by));
  return [...dangling, ...inUse, ...findOrphans(before, after)];
}

function toHint(resource: Resource, reference: ResourceReference, { find, names }: Index): string | null {
  const target = find(resource, reference);
  const [name, candidates] = target === null ? [reference.name, names(resource, reference)] : [reference.key ?? "", keysOf(target)];
  const near = didYouMean(name, candidates);
  if (near !== null) return `did you mean "${near}"?`;
  return candidates.length === 0 ? null : `known: ${candidates.slice(0, NAMED_CANDIDATES).join(", ")}`;
}

function toInUse(resource: Resource, by: readonly string[]): BrokenReference {
  const label = toResourceLabel(resource);
  const named = by.slice(0, NAMED_USERS).join(", ");
  const more = by.length > NAMED_USERS ? ` and ${by.length - NAMED_USERS} more` : "";
  const message = `cannot delete ${label}: it is used by ${named}${more}`;
  return {
    resource,
    severity: "error",
    path: "",
    message,
    hint: `change what uses it first, or use --force to confirm deletion of ${label}`,
  };
}

/** Instances whose definition would go. */
function findOrphans(before: ResourcesState, after: ResourcesState): BrokenReference[] {
  const left = definitionsIn(after);
  const gone = new Map([...definitionsIn(before)].filter(([kind]) => !left.has(kind)));
  if (gone.size === 0) return [];
  const instances = new Map<Resource, Resource[]>();
  for (const resource of firstsIn(after)) {
    const definition = gone.get(`${resource.metadata.project}/${resource.kind}`);
    if (definition !== undefined) listAt(instances, definition).push(resource);
  }
  return [...instances].map(([definition, of]) => {
    const names = of.slice(0, NAMED_USERS).map(toResourceLabel).join(", ");
    const kind = String(definition.spec["kind"]);
    const message = `cannot delete CRD '${kind}': custom resource instances still exist (delete them first): ${names}`;
    return { resource: definition, severity: "error", path: "", message, hint: null };
  });
}

/** By project and the kind that is defined. */
function definitionsIn(state: ResourcesState): ReadonlyMap<string, Resource> {
  const definitions = firstsIn(state).filter(({ kind }) => kind === "CustomResourceDefinition");
  return new Map(definitions.map((definition) => [`${definition.metadata.project}/${String(definition.spec["kind"])}`, definition]));
}

interface Index {
  find(resource: Resource, reference: ResourceReference): Resource | null;
  holds(resource: Resource, reference: ResourceReference): boolean;
  /** Names that would have held. */
  names(resource: Resource, reference: ResourceReference): readonly string[];
}

function createIndex(state: ResourcesState): Index {
  const { resources } = state;
  const capabilities = new Map<string, Resource>();
  const custom = definitionsIn(state);
  const names = new Map<string, string[]>();
  for (const resource of firstsIn(state)) {
    const { kind, metadata, spec } = resource;
    listAt(names, `${metadata.project}/${kind}`).push(metadata.name);
    if (kind !== "Agent" || !Array.isArray(spec["capabilities"])) continue;
    for (const capability of spec["capabilities"]) {
      if (!capabilities.has(`${metadata.project}/${capability}`)) listAt(names, `${metadata.project}/capability`).push(String(capability));
      capabilities.set(`${metadata.project}/${capability}`, resource);
    }
  }
  function find({ metadata: { project } }: Resource, { kind, name }: ResourceReference): Resource | null {
    const of = (target: string) => resources.get(toResourceKey(project, target, name))?.declarations[0] ?? null;
    if (kind === "capability") return capabilities.get(`${project}/${name}`) ?? null;
    if (kind === "CustomResourceDefinition") return custom.get(`${project}/${name}`) ?? of(kind);
    if (kind === "store") return of("SecretStore") ?? of("EnvStore");
    return of(kind);
  }
  return {
    find,
    holds(resource, reference) {
      // A store that is not declared works with the defaults.
      if (reference.kind === "WorkflowStore") return true;
      if (reference.kind === "store" && reference.key !== null) return hasKey(resource, reference, resources);
      const target = find(resource, reference);
      return target !== null && (reference.key === null || keysOf(target).includes(reference.key));
    },
    names({ metadata: { project } }, { kind }) {
      const kinds = kind === "store" ? ["EnvStore", "SecretStore"] : [kind];
      return kinds.flatMap((each) => names.get(`${project}/${each}`) ?? []);
    },
  };
}

function firstsIn({ resources }: ResourcesState): readonly Resource[] {
  return [...resources.values()].map(({ declarations: [first] }) => first);
}

function listAt<Key, Item>(lists: Map<Key, Item[]>, key: Key): Item[] {
  const list = lists.get(key) ?? [];
  if (list.length === 0) lists.set(key, list);
  return list;
}

/** An EnvStore and a SecretStore may share a name; a key of either will do. */
function hasKey({ metadata: { project } }: Resource, { name, key }: ResourceReference, resources: ResourcesState["resources"]): boolean {
  return ["SecretStore", "EnvStore"].some((kind) => {
    const store = resources.get(toResourceKey(project, kind, name))?.declarations[0];
    return store !== undefined && key !== null && keysOf(store).includes(key);
  });
}

/** What a reference may ask of its target besides being there: an agent's capabilities, a store's keys. */
function keysOf({ kind, spec }: Resource): readonly string[] {
  if (kind === "Agent") return Array.isArray(spec["capabilities"]) ? spec["capabilities"] : [];
  const data = spec["data"];
  return typeof data === "object" && data !== null ? Object.keys(data) : [];
}

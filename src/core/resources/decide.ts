// Applying, deleting and synchronising declarations: what would change, what stands in the way, and the events that follow. Pure.
import { toCanonicalJson } from "./canonical.ts";
import { type FieldChange, toFieldChanges } from "./field-changes.ts";
import { findBrokenReferences, type ReferencesOf } from "./references.ts";
import { type Origin, type Resource, type ResourceSource, toResourceLabel } from "./resource.ts";
import {
  applyResourceEvents,
  findDeclaration,
  keyOf,
  type ResourceEvent,
  type ResourceKey,
  type ResourcesState,
  toResourceKey,
} from "./state.ts";
import { findTasksInUse, type OpenTask } from "./tasks-in-use.ts";

export type ResourceCommand = ApplyCommand | SyncCommand | DeleteCommand;

export interface ApplyCommand {
  readonly type: "resources.apply";
  /** The project that all of them must belong to. Null: each says its own. */
  readonly project: string | null;
  readonly resources: readonly Resource[];
  /** Delete what was applied before to a project and of a kind that occur together among the resources, and is not among them. */
  readonly prune: boolean;
  /** Revisions that must still be the stored ones; 0: there must be no such resource. Null: whatever is stored. */
  readonly expected: Readonly<Record<ResourceKey, number>> | null;
}

/** These are all the declarations of one origin. */
export interface SyncCommand {
  readonly type: "resources.sync";
  readonly origin: Exclude<Origin, "apply">;
  /** Names what they were read from, so that it need not be read again. */
  readonly version: string;
  readonly resources: readonly Resource[];
}

export interface DeleteCommand {
  readonly type: "resources.delete";
  readonly project: string;
  readonly kind: string;
  readonly name: string;
  /** Also when others refer to it. */
  readonly force: boolean;
}

export interface ResourceFacts {
  readonly now: number;
  /** What a resource mentions of others; knows the kinds. */
  readonly referencesOf: ReferencesOf;
  /** What does not hold inside a resource, given all the others: expressions, rules of custom kinds. Asked of what changes. */
  validate(resource: Resource, after: ResourcesState): readonly Finding[];
  /** Tasks that have not ended. Asked when something would be deleted. */
  readonly openTasks: readonly OpenTask[];
}

export interface ResourceChange {
  /** `workflow/build` */
  readonly label: string;
  readonly project: string;
  readonly change: "created" | "updated" | "unchanged" | "deleted";
  /** For `updated`: what differs. */
  readonly fields?: readonly FieldChange[];
}

/** Something about one part of a resource. */
export interface Finding {
  /** `not-run`: it holds, and a later version will run it; until then nobody should wait for it. */
  readonly severity: "error" | "warning" | "not-run";
  /** Path in the resource, such as `spec.steps[0].template`; empty for the whole. */
  readonly path: string;
  readonly message: string;
  readonly hint: string | null;
}

export interface Obstacle extends Omit<Finding, "severity"> {
  readonly label: string;
  readonly project: string;
  readonly source: ResourceSource;
}

export interface ResourceDecision {
  readonly events: readonly ResourceEvent[];
  readonly changes: readonly ResourceChange[];
  /** Not empty: nothing is to be stored. */
  readonly obstacles: readonly Obstacle[];
  readonly warnings: readonly Obstacle[];
  /** What can be declared and is not run yet. */
  readonly notRun: readonly Obstacle[];
}

export function decideResources(command: ResourceCommand, state: ResourcesState, facts: ResourceFacts): ResourceDecision {
  const { events, changes } = toEvents(command, state, facts.now);
  const after = applyResourceEvents(state, events);
  const findings = findAll(command, state, after, facts);
  return {
    events,
    changes,
    obstacles: [...toConflicts(command, state), ...findings.filter(({ severity }) => severity === "error").map(toObstacle)],
    warnings: findings.filter(({ severity }) => severity === "warning").map(toObstacle),
    notRun: findings.filter(({ severity }) => severity === "not-run").map(toObstacle),
  };
}

interface Outcome {
  readonly events: ResourceEvent[];
  readonly changes: ResourceChange[];
}

function toEvents(command: ResourceCommand, state: ResourcesState, at: number): Outcome {
  switch (command.type) {
    case "resources.apply":
      return toApplied(command, state, at);
    case "resources.sync":
      return toSynchronised(command, state, at);
    case "resources.delete":
      return toDeleted(command, state, at);
  }
}

function toApplied({ resources, prune }: ApplyCommand, state: ResourcesState, at: number): Outcome {
  const outcome = toDeclared(resources, state, at);
  if (!prune) return outcome;
  const toPlace = ({ kind, metadata }: Resource) => `${metadata.project}/${kind}`;
  const places = new Set(resources.map(toPlace));
  const isPruned = (resource: Resource) => places.has(toPlace(resource));
  return withoutOthers(outcome, { origin: "apply", named: resources, isMeant: isPruned }, state, at);
}

function toSynchronised({ origin, version, resources }: SyncCommand, state: ResourcesState, at: number): Outcome {
  const { events, changes } = withoutOthers(toDeclared(resources, state, at), { origin, named: resources, isMeant: () => true }, state, at);
  const synced = { type: "resources.synced", origin, version, at } as const;
  return { events: state.synced[origin] === version ? events : [...events, synced], changes };
}

function toDeclared(resources: readonly Resource[], state: ResourcesState, at: number): Outcome {
  const events: ResourceEvent[] = [];
  const changes: ResourceChange[] = [];
  for (const resource of resources) {
    const before = findDeclaration(state, keyOf(resource), resource.source.origin);
    const change = before === null ? "created" : isSame(before, resource) ? "unchanged" : "updated";
    const isUpdated = before !== null && change === "updated";
    changes.push({ ...toName(resource), change, ...(isUpdated ? { fields: toFieldChanges(before, resource) } : {}) });
    // Where it stands is remembered also when nothing else has changed; what came through a pipe stands nowhere.
    const isPlace = resource.source.file !== "-";
    const moved = before === null || (isPlace && toCanonicalJson(before.source) !== toCanonicalJson(resource.source));
    if (change !== "unchanged" || moved) events.push({ type: "resource.applied", resource, at });
  }
  return { events, changes };
}

interface Others {
  readonly origin: Origin;
  readonly named: readonly Resource[];
  isMeant(resource: Resource): boolean;
}

function withoutOthers({ events, changes }: Outcome, { origin, named, isMeant }: Others, state: ResourcesState, at: number): Outcome {
  const kept = new Set(named.map(keyOf));
  const gone = [...state.resources].flatMap(([key, { declarations }]) =>
    kept.has(key) ? [] : declarations.filter((resource) => resource.source.origin === origin && isMeant(resource)),
  );
  return {
    events: [...events, ...gone.map((resource) => toDeletion(resource, at))],
    changes: [...changes, ...gone.map((resource) => ({ ...toName(resource), change: "deleted" as const }))],
  };
}

/** Takes back what was applied. What a file of the repository declares cannot be deleted here: it would come back with the next look. */
function toDeleted({ project, kind, name }: DeleteCommand, state: ResourcesState, at: number): Outcome {
  const doomed = kind === "Project" ? everythingOf(name, state) : [];
  const applied = findDeclaration(state, toResourceKey(project, kind, name), "apply");
  const gone = [...(applied === null ? [] : [applied]), ...doomed.filter((resource) => resource !== applied)];
  return {
    events: gone.map((resource) => toDeletion(resource, at)),
    changes: gone.map((resource) => ({ ...toName(resource), change: "deleted" })),
  };
}

function everythingOf(project: string, { resources }: ResourcesState): Resource[] {
  return [...resources.values()]
    .flatMap(({ declarations }) => declarations)
    .filter(({ metadata, source }) => metadata.project === project && source.origin === "apply");
}

function toDeletion({ kind, metadata: { name, project }, source: { origin } }: Resource, at: number): ResourceEvent {
  return { type: "resource.deleted", kind, name, project, origin, at };
}

function toName(resource: Resource): { label: string; project: string } {
  return { label: toResourceLabel(resource), project: resource.metadata.project };
}

/** Where a declaration stands may change without the declaration changing. */
function isSame(a: Resource, b: Resource): boolean {
  const toText = ({ source: _, ...rest }: Resource) => toCanonicalJson(rest);
  return toText(a) === toText(b);
}

interface Found extends Finding {
  readonly resource: Resource;
}

function findAll(command: ResourceCommand, before: ResourcesState, after: ResourcesState, facts: ResourceFacts): Found[] {
  // Whoever forces a deletion has been told who uses it.
  if (command.type === "resources.delete" && command.force) return [];
  const changed = changedBetween(before, after);
  const invalid = [...changed, ...instancesOf(changed, after)].flatMap((resource) =>
    facts.validate(resource, after).map((finding) => ({ ...finding, resource })),
  );
  return [
    ...invalid,
    ...findBrokenReferences(before, after, facts.referencesOf),
    // What a file of the repository no longer declares is gone, whoever used it.
    ...(command.type === "resources.sync" ? [] : findTasksInUse(before, after, facts.openTasks)),
  ];
}

/** What holds now and did not before: also a declaration that was overridden until now. */
function changedBetween(before: ResourcesState, after: ResourcesState): Resource[] {
  return [...after.resources].flatMap(
    ([
      key,
      {
        declarations: [first],
      },
    ]) => (before.resources.get(key)?.declarations[0] === first ? [] : [first]),
  );
}

/** Instances of the definitions among these: what held under the old definition may not hold under the new one. */
function instancesOf(changed: readonly Resource[], { resources }: ResourcesState): Resource[] {
  const toKind = (project: string, kind: unknown) => `${project}/${String(kind)}`;
  const definitions = changed.filter(({ kind }) => kind === "CustomResourceDefinition");
  if (definitions.length === 0) return [];
  const defined = new Set(definitions.map(({ metadata, spec }) => toKind(metadata.project, spec["kind"])));
  const known = new Set(changed);
  return [...resources.values()]
    .map(({ declarations: [first] }) => first)
    .filter((resource) => defined.has(toKind(resource.metadata.project, resource.kind)) && !known.has(resource));
}

function toConflicts(command: ResourceCommand, state: ResourcesState): Obstacle[] {
  if (command.type === "resources.delete") return [];
  const seen = new Map<ResourceKey, Resource>();
  const twice = command.resources.flatMap((resource) => {
    const key = keyOf(resource);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, resource);
    if (first === undefined) return [];
    const message = `is declared twice: also in ${first.source.file}:${first.source.line}`;
    return [toObstacle({ resource, path: "", message, hint: "keep one of the two" })];
  });
  const { project, expected } = command.type === "resources.apply" ? command : { project: null, expected: null };
  const elsewhere = command.resources.filter(({ metadata }) => project !== null && metadata.project !== project);
  const late = [...seen].flatMap(([key, resource]) => {
    const revision = expected?.[key];
    if (revision === undefined || revision === (state.resources.get(key)?.revision ?? 0)) return [];
    return [toObstacle({ resource, path: "", message: "was changed by someone else meanwhile", hint: "look at it again and repeat" })];
  });
  return [...elsewhere.map((resource) => toMismatch(resource, project)), ...twice, ...late];
}

function toMismatch(resource: Resource, project: string | null): Obstacle {
  const { kind, metadata } = resource;
  const message = `${kind.toLowerCase()} / ${metadata.name} project mismatch: --project=${project} but metadata.project=${metadata.project}`;
  return toObstacle({ resource, path: "metadata.project", message, hint: null });
}

function toObstacle({ resource, path, message, hint }: Omit<Found, "severity">): Obstacle {
  return { ...toName(resource), source: resource.source, path, message, hint };
}

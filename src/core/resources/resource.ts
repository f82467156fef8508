// A resource as it is remembered: what someone declared, with where each declaration came from. JSON all the way down.

export const BUILTIN_API_VERSION = "orchestrator.dev/v2";
export const DEFAULT_PROJECT = "default";

/** Built-in kinds, in the order in which lists and exports show them: what others refer to comes first. */
export const BUILTIN_KINDS = [
  "Project",
  "CustomResourceDefinition",
  "RuntimePolicy",
  "EnvStore",
  "SecretStore",
  "StoreBackendProvider",
  "WorkflowStore",
  "ExecutionProfile",
  "Workspace",
  "Agent",
  "StepTemplate",
  "Workflow",
  "Trigger",
] as const;
export type BuiltinKind = (typeof BUILTIN_KINDS)[number];

/**
 * Who declares, the one that comes first before those that it overrides. `apply`: someone applied it; `repository`: a manifest on the
 * default branch; `organisation`: a manifest of the repository `.github` of the same owner; `workflow-file`: WORKFLOW.md or workflow.yaml, compiled; `builtin`: comes with Yardmaster.
 */
export const ORIGINS = ["apply", "repository", "organisation", "workflow-file", "builtin"] as const;
export type Origin = (typeof ORIGINS)[number];

/** Where a declaration stands. */
export interface ResourceSource {
  readonly origin: Origin;
  /** As it was named to us; `-` for standard input. */
  readonly file: string;
  /** 1-based line of the document's first key. */
  readonly line: number;
  /** By the paths of values, as `toFieldPath` writes them: the line on which each was written. One that is missing was not written. */
  readonly lines?: Readonly<Record<string, number>>;
}

export interface Resource {
  readonly apiVersion: string;
  /** A built-in kind or one that a CustomResourceDefinition defines. */
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly project: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
  /** Normalized: aliases resolved, defaults NOT filled in, unknown keys removed. Two equal declarations have equal specs. */
  readonly spec: Readonly<Record<string, unknown>>;
  readonly source: ResourceSource;
}

/** As long as a file's name may be. */
const LONGEST_NAME = 253;

/** Of resources and projects: what may stand between slashes, on a command line and in a path. */
export function isResourceName(text: string): boolean {
  return text.length <= LONGEST_NAME && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(text);
}

/** `kind/name`, the kind in lower case: how people and messages name a resource. */
export function toResourceLabel({ kind, metadata }: Pick<Resource, "kind" | "metadata">): string {
  return `${kind.toLowerCase()}/${metadata.name}`;
}

/** What a spec mentions of other resources. */
export interface ResourceReference {
  /** Path in the spec, e.g. `steps[2].template`. */
  readonly path: string;
  /** The kind that is meant; `capability` for an agent with that capability, `store` for an EnvStore or a SecretStore. */
  readonly kind: BuiltinKind | "capability" | "store";
  readonly name: string;
  /** For secrets and stores: the key inside. For an Agent: a capability that it must have. */
  readonly key: string | null;
}

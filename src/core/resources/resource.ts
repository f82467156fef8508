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
  "WorkflowStore",
  "ExecutionProfile",
  "Workspace",
  "Agent",
  "StepTemplate",
  "Workflow",
  "Trigger",
] as const;
export type BuiltinKind = (typeof BUILTIN_KINDS)[number];

/** Where a declaration stands. */
export interface ResourceSource {
  /** `apply`: someone applied it; `repository`: a file of the default branch; `builtin`: comes with Yardmaster. */
  readonly origin: "apply" | "repository" | "builtin";
  /** As it was named to us; `-` for standard input. */
  readonly file: string;
  /** 1-based line of the document's first key. */
  readonly line: number;
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
  /** For secrets and stores: the key inside. */
  readonly key: string | null;
}

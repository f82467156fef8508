// Operations on resources: apply, list, delete, check.

import type { Problem } from "../../core/errors.ts";
import type { CheckFinding } from "../../core/resources/check-finding.ts";
import type { Obstacle, ResourceChange } from "../../core/resources/decide.ts";
import type { Resource } from "../../core/resources/resource.ts";

export interface ApplyRequest {
  /** The project that all of them must belong to. Null: each says its own. A project is there as soon as something belongs to it. */
  readonly project: string | null;
  /** Their specs in the one stored spelling, as a reader of manifests leaves them; secrets in the clear. */
  readonly resources: readonly Resource[];
  /** Delete what was applied before to a project and of a kind that occur together among the resources, and is not among them. */
  readonly prune: boolean;
  /** Decide, and store nothing. */
  readonly dryRun: boolean;
  /** Only when these are still what is stored: `revision` by resource key, 0 for one that must not exist. Null: whatever is stored. */
  readonly expected: Readonly<Record<string, number>> | null;
}

export interface ApplyOutcome {
  readonly changes: readonly ResourceChange[];
  /** Not empty: nothing was stored. */
  readonly obstacles: readonly Obstacle[];
  readonly warnings: readonly Obstacle[];
  /** What can be declared and is not run yet. */
  readonly notRun: readonly Obstacle[];
  /** Number of the configuration after this apply. */
  readonly version: number;
}

export interface ResourceQuery {
  /** Null: every project. */
  readonly project: string | null;
  /** As in `Resource.kind`; null: every kind. */
  readonly kind: string | null;
  readonly name: string | null;
  /** Secrets in the clear instead of `***`. */
  readonly revealSecrets: boolean;
}

export interface ListedResource {
  /** What holds: of several declarations the one that comes first. */
  readonly resource: Resource;
  /** The configuration's version at its last change. */
  readonly revision: number;
  /** Declarations that this one overrides, the nearest first. */
  readonly overrides: readonly Resource[];
}

export interface DeleteRequest {
  readonly project: string;
  readonly kind: string;
  readonly name: string;
  /** Also when others refer to it. */
  readonly force: boolean;
  readonly dryRun: boolean;
}

export interface ResourceControl {
  apply(request: ApplyRequest): Promise<ApplyOutcome>;
  /** By kind in the order of the kinds, then by name. */
  list(query: ResourceQuery): Promise<readonly ListedResource[]>;
  /** No change at all: there is no such resource. */
  delete(request: DeleteRequest): Promise<ApplyOutcome>;
  /** Names under which custom kinds may be asked for. */
  customKinds(request: { readonly project: string | null }): Promise<readonly CustomKindNames[]>;
  /** What the files that declare something say that does not quite hold, as they were read last. */
  problems(request: object): Promise<readonly Problem[]>;
  check(request: { readonly project: string; readonly workflow: string | null }): Promise<readonly CheckFinding[]>;
}

export interface CustomKindNames {
  readonly kind: string;
  readonly plural: string;
  readonly shortNames: readonly string[];
}

// The operations on resources, on top of the desk: what is shown is masked, and every outcome says which version it led to.

import type { Problem } from "../../core/errors.ts";
import type { CheckFinding } from "../../core/resources/check-finding.ts";
import type { ResourceCommand } from "../../core/resources/decide.ts";
import { BUILTIN_KINDS, type Resource } from "../../core/resources/resource.ts";
import { isSecretStore } from "../../core/resources/secret-values.ts";
import { type DeclaredResource, type ResourcesState, toResourceKey } from "../../core/resources/state.ts";
import type { ApplyOutcome, CustomKindNames, ListedResource, ResourceControl, ResourceQuery } from "../control/resources.ts";
import type { SecretVault } from "../secret-vault.ts";
import { toMasked } from "./masked-secrets.ts";
import type { ResourceDesk } from "./resource-desk.ts";

export interface ResourceControlDeps {
  readonly desk: ResourceDesk;
  readonly vault: SecretVault;
  /** What was wrong when the files that declare something were read last. */
  listProblems(): readonly Problem[];
  /** Looks at everything in a project, changed or not. */
  checkProject(question: {
    readonly project: string;
    readonly workflow: string | null;
    readonly state: ResourcesState;
  }): Promise<readonly CheckFinding[]>;
}

export function createResourceControl({ desk, vault, listProblems, checkProject }: ResourceControlDeps): ResourceControl {
  async function decide(command: ResourceCommand, dryRun: boolean): Promise<ApplyOutcome> {
    const { changes, obstacles, warnings, notRun } = dryRun ? await desk.preview(command) : await desk.submit(command);
    const { version } = await desk.load();
    return { changes, obstacles, warnings, notRun, version };
  }

  async function find(query: ResourceQuery): Promise<readonly DeclaredResource[]> {
    const { project, kind, name } = query;
    if (project !== null && kind !== null && name !== null) {
      const one = await desk.find(toResourceKey(project, kind, name));
      // The kinds that are declared tell their case apart, keys do not.
      return one !== null && isMeant(one.declarations[0], query) ? [one] : [];
    }
    const { resources } = await desk.load();
    return [...resources.values()].filter(({ declarations: [first] }) => isMeant(first, query)).sort(inOrder);
  }

  return {
    apply: ({ dryRun, project, resources, prune, expected }) =>
      decide({ type: "resources.apply", project, resources, prune, expected }, dryRun),
    async list(query) {
      const found = await find(query);
      const show = query.revealSecrets ? await toReveal(found, vault) : toMasked;
      return found.map(({ declarations: [first, ...others], revision }): ListedResource => {
        return { resource: show(first), revision, overrides: others.map(show) };
      });
    },
    delete: ({ dryRun, project, kind, name, force }) => decide({ type: "resources.delete", project, kind, name, force }, dryRun),
    async customKinds({ project }) {
      const { resources } = await desk.load();
      const definitions = [...resources.values()].map(({ declarations: [first] }) => first).filter(isDefinition);
      return definitions.filter(({ metadata }) => project === null || metadata.project === project).map(toNames);
    },
    problems: async () => listProblems(),
    check: async ({ project, workflow }) => await checkProject({ project, workflow, state: await desk.load() }),
  };
}

async function toReveal(found: readonly DeclaredResource[], vault: SecretVault): Promise<(resource: Resource) => Resource> {
  if (!found.some(({ declarations }) => declarations.some(isSecretStore))) return (resource) => resource;
  const { reveal } = await vault.open();
  return reveal;
}

function isMeant({ kind, metadata }: Resource, query: ResourceQuery): boolean {
  if (query.project !== null && metadata.project !== query.project) return false;
  return (query.kind === null || kind === query.kind) && (query.name === null || metadata.name === query.name);
}

function inOrder({ declarations: [one] }: DeclaredResource, { declarations: [other] }: DeclaredResource): number {
  return (
    rank(one) - rank(other) ||
    compare(one.kind, other.kind) ||
    compare(one.metadata.name, other.metadata.name) ||
    compare(one.metadata.project, other.metadata.project)
  );
}

/** Custom kinds come after their definitions, at the end. */
function rank({ kind }: Resource): number {
  const index = (BUILTIN_KINDS as readonly string[]).indexOf(kind);
  return index < 0 ? BUILTIN_KINDS.length : index;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function isDefinition({ kind }: Resource): boolean {
  return kind === "CustomResourceDefinition";
}

function toNames({ spec }: Resource): CustomKindNames {
  const { kind, plural, short_names: shortNames } = spec as { kind: string; plural: string; short_names?: readonly string[] };
  return { kind, plural, shortNames: shortNames ?? [] };
}

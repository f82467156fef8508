// What people call the built-in kinds on a command line. A definition of a kind may not take any of these words.
import { BUILTIN_KINDS, type BuiltinKind } from "../../core/resources/resource.ts";

export interface KindWords {
  readonly plural: string;
  readonly shortNames: readonly string[];
}

export const KIND_WORDS: Readonly<Record<BuiltinKind, KindWords>> = {
  Project: { plural: "projects", shortNames: [] },
  CustomResourceDefinition: { plural: "customresourcedefinitions", shortNames: ["crd", "crds"] },
  RuntimePolicy: { plural: "runtimepolicies", shortNames: [] },
  EnvStore: { plural: "envstores", shortNames: [] },
  SecretStore: { plural: "secretstores", shortNames: [] },
  StoreBackendProvider: { plural: "storebackendproviders", shortNames: [] },
  WorkflowStore: { plural: "workflowstores", shortNames: [] },
  ExecutionProfile: { plural: "executionprofiles", shortNames: [] },
  Workspace: { plural: "workspaces", shortNames: ["ws"] },
  Agent: { plural: "agents", shortNames: ["ag"] },
  StepTemplate: { plural: "steptemplates", shortNames: [] },
  Workflow: { plural: "workflows", shortNames: ["wf"] },
  Trigger: { plural: "triggers", shortNames: ["tg"] },
};

/** `step-template`, `step_templates` and `StepTemplate` are one kind; null for a word that is none. */
export function findBuiltinKind(word: string): BuiltinKind | null {
  const plain = word.toLowerCase().replaceAll(/[-_]/g, "");
  return BUILTIN_KINDS.find((kind) => wordsOf(kind).includes(plain)) ?? null;
}

function wordsOf(kind: BuiltinKind): readonly string[] {
  return [kind.toLowerCase(), KIND_WORDS[kind].plural, ...KIND_WORDS[kind].shortNames];
}

// The table of built-in kinds.
import { BUILTIN_KINDS, type BuiltinKind } from "../../core/resources/resource.ts";
import { Agent } from "./agent.ts";
import { CustomResourceDefinition } from "./custom-resource-definition.ts";
import { ExecutionProfile } from "./execution-profile.ts";
import type { KindEntry } from "./kind-entry.ts";
import { Project } from "./project.ts";
import { RuntimePolicy } from "./runtime-policy.ts";
import { StepTemplate } from "./step-template.ts";
import { EnvStore, SecretStore } from "./stores.ts";
import { Trigger } from "./trigger.ts";
import { Workflow } from "./workflow.ts";
import { StoreBackendProvider, WorkflowStore } from "./workflow-stores.ts";
import { Workspace } from "./workspace.ts";

export type { KindEntry } from "./kind-entry.ts";

export const KINDS: Readonly<Record<BuiltinKind, KindEntry>> = {
  Project,
  CustomResourceDefinition,
  RuntimePolicy,
  EnvStore,
  SecretStore,
  StoreBackendProvider,
  WorkflowStore,
  ExecutionProfile,
  Workspace,
  Agent,
  StepTemplate,
  Workflow,
  Trigger,
};

export function isBuiltinKind(kind: string): kind is BuiltinKind {
  return BUILTIN_KINDS.some((builtin) => builtin === kind);
}

// The words for a reference that does not hold. Scripts look for them.
import type { Resource, ResourceReference } from "./resource.ts";

/** @param target what is there under the name, when it lacks the key that is asked of it */
export function toReferenceMessage(user: Resource, reference: ResourceReference, target: Resource | null): string {
  const { name, key, path } = reference;
  if (user.kind === "Agent") return toEnvMessage(user, reference, target);
  const workflow = `workflow '${user.metadata.name}'`;
  if (reference.kind === "capability" && path === "loop") {
    return `${workflow} loop.guard enabled but no builtin loop_guard step or agent with loop_guard capability found`;
  }
  if (reference.kind === "capability") return `no agent supports capability for step '${name}' used by ${workflow}`;
  const step = /^steps\[(\d+)\]/.exec(path)?.[1];
  const place = step === undefined ? "" : ` step '${toStepId(user.spec, Number(step))}'`;
  const here = user.kind === "Workflow" ? `${workflow}${place} ` : "";
  if (target !== null) return `${here}references agent '${name}', which must support capability '${key}'`;
  return `${here}references unknown ${WORDS[reference.kind] ?? reference.kind.toLowerCase()} '${name}'`;
}

const WORDS: Readonly<Partial<Record<ResourceReference["kind"], string>>> = {
  CustomResourceDefinition: "custom kind",
  ExecutionProfile: "execution profile",
  StepTemplate: "step template",
  SecretStore: "secret store",
  StoreBackendProvider: "store backend provider",
};

function toEnvMessage({ metadata }: Resource, { name, key, path }: ResourceReference, target: Resource | null): string {
  const entry = `agent '${metadata.name}' (project '${metadata.project}') env`;
  if (target !== null) return `${entry} refValue key '${key}' not found in store '${name}'`;
  return `${entry} ${path.endsWith("fromRef") ? "fromRef" : "refValue.name"} '${name}' references unknown store`;
}

function toStepId(spec: Resource["spec"], index: number): string {
  const steps: unknown = spec["steps"];
  const step: unknown = Array.isArray(steps) ? steps[index] : null;
  return typeof step === "object" && step !== null && "id" in step ? String(step.id) : String(index);
}

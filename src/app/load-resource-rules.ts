// By what declarations of a repository are judged. What checks expressions and schemas is large, and loaded only where there are some.
import type { Resource } from "../core/resources/resource.ts";
import type { ResourceRules } from "../runtime/resources/resource-desk.ts";
import { findUnlent, type Lending } from "./lent-variables.ts";

/** @param judged everything that the rules may be asked about */
export async function loadResourceRules(repository: Lending, judged: readonly Resource[]): Promise<ResourceRules> {
  const [{ referencesOf }, validate] = await Promise.all([import("../resources/check/references-of.ts"), loadValidate(judged)]);
  return { referencesOf, validate: (resource, after) => [...validate(resource, after), ...findUnlent(repository, resource)] };
}

async function loadValidate(judged: readonly Resource[]): Promise<ResourceRules["validate"]> {
  const { isPlain } = await import("../resources/check/is-plain.ts");
  if (judged.every(isPlain)) return (await import("../resources/check/check-runnable.ts")).checkRunnable;
  return (await import("../resources/check/validate-resource.ts")).validateResource;
}

// By what declarations of a repository are judged. Loaded when it is needed: what checks expressions and schemas is large.
import type { ResourceRules } from "../runtime/resources/resource-desk.ts";
import { findUnlent, type Lending } from "./lent-variables.ts";

export async function loadResourceRules(repository: Lending): Promise<ResourceRules> {
  const [{ referencesOf }, { validateResource }] = await Promise.all([
    import("../resources/check/references-of.ts"),
    import("../resources/check/validate-resource.ts"),
  ]);
  return {
    referencesOf,
    validate: (resource, after) => [...validateResource(resource, after), ...findUnlent(repository, resource)],
  };
}

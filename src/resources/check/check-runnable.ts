// What a declared workflow asks for that this version does not run. Says nothing of its expressions.
import type { Finding } from "../../core/resources/decide.ts";
import type { Resource } from "../../core/resources/resource.ts";
import type { ResourcesState } from "../../core/resources/state.ts";
import { listUnsupported } from "../workflow-plan/to-workflow-plan.ts";
import { indexResources } from "./resource-index.ts";

/** It may be applied all the same: it can be looked at, and run by a later version. Nothing is found of other kinds. */
export function checkRunnable(resource: Resource, after: ResourcesState): readonly Finding[] {
  if (resource.kind !== "Workflow") return [];
  const unsupported = listUnsupported(resource, indexResources(after).doersOf(resource));
  if (unsupported.length === 0) return [];
  return [{ severity: "not-run", path: "", message: unsupported.join("; "), hint: null }];
}

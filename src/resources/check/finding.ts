// Findings about one resource.
import type { CheckFinding } from "../../core/resources/check-finding.ts";
import { type Resource, toResourceLabel } from "../../core/resources/resource.ts";

export type TellFinding = (rule: string, severity: CheckFinding["severity"], message: string, hint?: string) => CheckFinding;

/** @param resource null for the project as a whole */
export function createTell(resource: Resource | null): TellFinding {
  const label = resource === null ? null : toResourceLabel(resource);
  return (rule, severity, message, hint) => ({ rule, severity, resource: label, message, hint: hint ?? null });
}

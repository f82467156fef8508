// Where a declaration, or one value of it, stands: `.yardmaster/agents.yaml:12 (repository)`.
import type { ResourceSource } from "../../core/resources/resource.ts";
import { toSafeLine } from "../../std/safe-text.ts";

const ORIGINS: Readonly<Record<ResourceSource["origin"], string>> = {
  apply: "apply",
  repository: "repository",
  organisation: "organisation",
  "workflow-file": "workflow file",
  builtin: "built in",
};

/** @param path of a value; null for the whole declaration. Without a line: nobody wrote the value, it follows from others. */
export function toSourceWords({ origin, file, line, lines = {} }: ResourceSource, path: string | null): string {
  if (origin === "builtin") return ORIGINS[origin];
  const here = path === null ? line : Object.hasOwn(lines, path) ? lines[path] : undefined;
  return `${toSafeLine(file)}${here === undefined ? "" : `:${here}`} (${ORIGINS[origin]})`;
}

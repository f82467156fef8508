// The words for an unknown key of a step, which scripts look for, and where such a key most likely belongs.
import type { Path } from "../yaml-tree.ts";

const BELONGS_IN_BEHAVIOR: Readonly<Record<string, string>> = {
  capture: "captures",
  captures: "captures",
  on_failure: "on_failure",
  on_success: "on_success",
  post_actions: "post_actions",
  execution: "execution",
  collect_artifacts: "collect_artifacts",
};

/** Null for a map that is no step. */
export function toStepKeyMessage(workflow: string, map: Readonly<Record<string, unknown>>, key: string, path: Path): string | null {
  const [list, index] = path.slice(-2);
  if ((list !== "steps" && list !== "chain_steps") || typeof index !== "number") return null;
  const step = typeof map["id"] === "string" ? map["id"] : String(index);
  const place = Object.hasOwn(BELONGS_IN_BEHAVIOR, key) ? ` (did you mean 'behavior.${BELONGS_IN_BEHAVIOR[key]}'?)` : "";
  return `workflow '${workflow}' step '${step}' contains unknown field '${key}'${place}`;
}

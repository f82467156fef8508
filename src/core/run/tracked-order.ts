// What a run is asked for as that the scheduler began by itself, where issues are threads of a forge: what comes of it is shown there, like
// of a run that somebody asked for.
import { type Issue, toThreadNumber } from "../issue.ts";
import { DEFAULT_PROJECT } from "../resources/resource.ts";
import type { TaskOrder } from "./task-order.ts";

/**
 * @param workflow that it is a run of
 * @param by login of whoever stands for it, since nobody asked
 * @returns null for an issue that is no thread
 */
export function toTrackedOrder(issue: Issue, workflow: string, by: string): TaskOrder | null {
  const { identifier, branchName } = issue;
  const thread = toThreadNumber(issue);
  if (thread === null || branchName === null) return null;
  return {
    name: `${identifier} ${workflow}`,
    project: DEFAULT_PROJECT,
    workflow,
    workspace: "default",
    variables: {},
    steps: [],
    targetFiles: [],
    origin: { thread, by, comment: null, branch: branchName },
  };
}

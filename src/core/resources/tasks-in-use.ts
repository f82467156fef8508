// Workflows and workspaces that a change would take away from tasks that have not ended.
import { type Resource, toResourceLabel } from "./resource.ts";
import type { ResourcesState } from "./state.ts";

/** A task that has not ended. */
export interface OpenTask {
  readonly id: string;
  readonly project: string;
  readonly workflow: string;
  readonly workspace: string;
}

export interface InUse {
  readonly resource: Resource;
  readonly severity: "error";
  readonly path: "";
  readonly message: string;
  readonly hint: string;
}

const NAMED = 5;

export function findTasksInUse(before: ResourcesState, after: ResourcesState, tasks: readonly OpenTask[]): readonly InUse[] {
  if (tasks.length === 0) return [];
  const gone = [...before.resources].flatMap(([key, { declarations }]) => (after.resources.has(key) ? [] : [declarations[0]]));
  return gone.flatMap((resource): InUse[] => {
    const users = tasks.filter((task) => isUsedBy(resource, task)).map(({ id }) => id);
    if (users.length === 0) return [];
    const more = users.length > NAMED ? ` and ${users.length - NAMED} more` : "";
    const label = toResourceLabel(resource);
    const message = `apply/delete would remove ${label} in project ${resource.metadata.project}, but ${users.length} non-terminal task(s) still reference it: ${users.slice(0, NAMED).join(", ")}${more}`;
    const hint = `wait for them, end them with \`yardmaster task cancel <id>\`, or use --force to confirm deletion of ${label}`;
    return [{ resource, severity: "error", path: "", message, hint }];
  });
}

function isUsedBy({ kind, metadata: { name, project } }: Resource, task: OpenTask): boolean {
  if (project !== task.project) return false;
  return (kind === "Workflow" && name === task.workflow) || (kind === "Workspace" && name === task.workspace);
}

// Makes plans of tasks from the resources that hold now, and looks whether the files they name are there.
import { join } from "node:path";
import { YardmasterError } from "../core/errors.ts";
import type { Resource } from "../core/resources/resource.ts";
import type { FirstPreset } from "../resources/workflow-plan/to-workflow-plan.ts";
import type { ResourceControl } from "../runtime/control/resources.ts";
import type { PlannedTask, PlanQuestion, TaskPlanner } from "../runtime/tasks/task-control.ts";
import { realPathInside } from "../std/real-path-inside.ts";
import { assertDeclaredLent } from "./lent-variables.ts";
import type { Repository } from "./repository.ts";

export interface TaskPlannerDeps {
  readonly resources: Pick<ResourceControl, "list">;
  readonly repository: Pick<Repository, "root" | "remote">;
  /** Names of a project's agents that are to get no new work. */
  restingAgents(project: string): Promise<ReadonlySet<string>>;
  findFirstPreset(): Promise<FirstPreset>;
}

export function createTaskPlanner({ resources, repository, restingAgents, findFirstPreset }: TaskPlannerDeps): TaskPlanner {
  return {
    async plan(question) {
      const [{ DEFAULT_WORKSPACE, findProject, findWorkflow, findWorkspace }, { toDirectPlan, toWorkflowPlan }] = await Promise.all([
        import("../resources/workflow-plan/find-declared.ts"),
        import("../resources/workflow-plan/to-workflow-plan.ts"),
      ]);
      const all = await loadResources(resources);
      const project = findProject(all, question.project);
      assertDeclaredLent(
        repository,
        all.filter(({ metadata }) => metadata.project === project),
      );
      const { assembly, targetFiles } = question;
      const workflow = assembly ? null : findWorkflow(all, project, question.workflow);
      const workspace = findWorkspace(all, project, question.workspace);
      const [resting, firstPreset] = await Promise.all([restingAgents(project), findFirstPreset()]);
      const request = { project, resources: all, workspace, repository: repository.root, restingAgents: resting, firstPreset };
      const plan = workflow
        ? toWorkflowPlan({ ...request, workflow, filter: question.steps })
        : toDirectPlan({ ...request, ...toAssembly(question) });
      if (plan.ok) await checkTargets(targetFiles, join(repository.root, plan.plan.runner?.directory ?? ""));
      return {
        project,
        workflow: workflow?.metadata.name ?? `_ephemeral:${assembly?.template}`,
        workspace: workspace?.metadata.name ?? DEFAULT_WORKSPACE,
        plan,
      } satisfies PlannedTask;
    },
  };
}

function toAssembly({ assembly }: PlanQuestion) {
  const { template = "", capability = null, profile = null } = assembly ?? {};
  return { template, capability: capability ?? template, profile };
}

async function loadResources(resources: TaskPlannerDeps["resources"]): Promise<readonly Resource[]> {
  const listed = await resources.list({ project: null, kind: null, name: null, revealSecrets: false });
  return listed.map(({ resource }) => resource);
}

/** @throws workflow.target-file */
async function checkTargets(targetFiles: readonly string[], root: string): Promise<void> {
  if (targetFiles.length === 0) return;
  const found = await Promise.all(targetFiles.map((file) => realPathInside(root, file)));
  if (found.every((path) => path === null)) throw new YardmasterError("workflow.target-file", "no valid --target-file entries found");
  if (targetFiles.length > 1) {
    throw new YardmasterError("workflow.target-file", "task-scoped workflow accepts at most one --target-file");
  }
}

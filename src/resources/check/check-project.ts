// A look at a whole project: everything that would keep a workflow from running, changed lately or not
// (`reference/manifests-and-cli.md` §14.5). Changes nothing.
import type { CheckFinding } from "../../core/resources/check-finding.ts";
import type { Finding } from "../../core/resources/decide.ts";
import { type BrokenReference, findBrokenReferences } from "../../core/resources/references.ts";
import { type Resource, toResourceLabel } from "../../core/resources/resource.ts";
import { NO_RESOURCES, type ResourcesState } from "../../core/resources/state.ts";
import { isBuiltinKind } from "../kinds/index.ts";
import { checkAgent } from "./check-agent.ts";
import { checkWorkflow } from "./check-workflow.ts";
import { createTell } from "./finding.ts";
import { BY_SCHEMA } from "./is-plain.ts";
import { referencesOf } from "./references-of.ts";
import { validateResource } from "./validate-resource.ts";

export interface ProjectCheck {
  readonly project: string;
  /** Only this one, with what it needs. Null: all of them. */
  readonly workflow: string | null;
  readonly state: ResourcesState;
  /** Of a path in a Workspace: is there such a directory? */
  isDirectory(path: string): Promise<boolean>;
}

export async function checkProject({ project, workflow, state, isDirectory }: ProjectCheck): Promise<readonly CheckFinding[]> {
  const all = [...state.resources.values()].map(({ declarations: [first] }) => first);
  const own = all.filter(({ metadata }) => metadata.project === project);
  const tell = createTell(null);
  if (own.length === 0) return [tell("project_not_found", "error", `project not found: ${project}`)];
  const isMeant = (resource: Resource) => workflow === null || toWorkflow(resource) === null || toWorkflow(resource) === workflow;
  if (workflow !== null && !own.some(({ kind, metadata }) => kind === "Workflow" && metadata.name === workflow)) {
    return [tell("workflow_not_found", "error", `workflow not found: ${workflow}`)];
  }
  const meant = own.filter(isMeant);
  const workspaces = meant.filter(({ kind }) => kind === "Workspace");
  const declared = workspaces.filter((workspace) => !isBuiltIn(workspace));
  return [
    ...(await Promise.all(workspaces.map((workspace) => checkWorkspace(workspace, isDirectory)))).flat(),
    ...meant.filter((each) => each.kind === "Agent" && !isBuiltIn(each)).flatMap((agent) => checkAgent(agent, declared)),
    ...meant.filter(({ kind }) => kind === "Workflow").flatMap((each) => checkWorkflow(each, own)),
    ...meant.filter(isSandbox).map(toUnconfined),
    ...checkLinks(state, new Set(meant)),
  ];
}

/** The workflow that a resource is, or is there for; null for what any workflow may use. */
function toWorkflow({ kind, metadata, spec }: Resource): string | null {
  if (kind === "Workflow") return metadata.name;
  return kind === "Trigger" ? (spec["action"] as { readonly workflow: string }).workflow : null;
}

async function checkWorkspace(workspace: Resource, isDirectory: ProjectCheck["isDirectory"]): Promise<readonly CheckFinding[]> {
  const { root_path, qa_targets = [] } = workspace.spec as { root_path: string; qa_targets?: readonly string[] };
  const tell = createTell(workspace);
  const found: CheckFinding[] = [];
  if (!(await isDirectory(root_path))) found.push(tell("workspace_root_missing", "error", `root_path not found: ${root_path}`));
  // Nobody chose the built-in one, so nobody is warned about it.
  if (qa_targets.length === 0 && !isBuiltIn(workspace))
    found.push(tell("qa_targets_missing", "warning", "has no qa_targets: item-scoped workflows find nothing here"));
  return found;
}

function isBuiltIn({ source }: Resource): boolean {
  return source.origin === "builtin";
}

function isSandbox({ kind, spec }: Resource): boolean {
  return kind === "ExecutionProfile" && spec["mode"] === "sandbox";
}

function toUnconfined(profile: Resource): CheckFinding {
  const message = "mode sandbox is not run yet: a step with this profile is refused rather than run unconfined";
  return createTell(profile)("execution_profile_backend_support", "warning", message);
}

/** References and expressions, in the words that `apply` has for them. */
function checkLinks(state: ResourcesState, meant: ReadonlySet<Resource>): readonly CheckFinding[] {
  const broken = findBrokenReferences(NO_RESOURCES, state, referencesOf)
    .filter(({ resource }) => meant.has(resource))
    .map((reference) => toFinding(reference.resource, { ...reference, severity: "error" }, toReferenceRule(reference)));
  const invalid = [...meant].flatMap((resource) =>
    validateResource(resource, state).map((finding) => toFinding(resource, finding, toRule(resource, finding))),
  );
  return [...broken, ...invalid];
}

function toFinding(resource: Resource, { severity, path, message, hint }: Finding, rule: string): CheckFinding {
  if (severity === "not-run") return createTell(resource)(rule, "warning", `can be applied but not run yet: ${message}`);
  return { rule, severity, resource: toResourceLabel(resource), message: path === "" ? message : `${path}: ${message}`, hint };
}

function toReferenceRule({ resource, path, message }: BrokenReference): string {
  if (path === "spec.action.workflow") return "trigger_workflow_ref";
  if (path === "spec.action.workspace") return "trigger_workspace_ref";
  return path === "spec.loop" || message.startsWith("no agent supports")
    ? "capability_no_agent"
    : `${resource.kind.toLowerCase()}_reference`;
}

function toRule({ kind }: Resource, { severity }: Finding): string {
  if (severity === "not-run") return "not_run_yet";
  if (!isBuiltinKind(kind) || BY_SCHEMA.includes(kind)) return "resource_invalid";
  return severity === "error" ? "expression_invalid" : "expression_variable";
}

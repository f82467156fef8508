// Which declarations a task means: its project, its workflow, its workspace, a template. Looks in what it is given and nowhere else.
import { didYouMean } from "../../core/did-you-mean.ts";
import { YardmasterError } from "../../core/errors.ts";
import { type BuiltinKind, DEFAULT_PROJECT, type Resource } from "../../core/resources/resource.ts";

/** What the repository itself is called where no workspace is declared. */
export const DEFAULT_WORKSPACE = "default";

export function pickKind(resources: readonly Resource[], project: string, kind: BuiltinKind): readonly Resource[] {
  return resources.filter((resource) => resource.kind === kind && resource.metadata.project === project);
}

/**
 * Without a name it is `default`, or the only project with declarations when `default` has none.
 * @throws resource.not-found
 */
export function findProject(resources: readonly Resource[], named: string | null): string {
  const declared = resources.filter(({ source }) => source.origin !== "builtin").map(({ metadata }) => metadata.project);
  const projects = [...new Set(declared)];
  if (named === null) {
    const [only, another] = projects;
    return only === undefined || another !== undefined || projects.includes(DEFAULT_PROJECT) ? DEFAULT_PROJECT : only;
  }
  if (named === DEFAULT_PROJECT || projects.includes(named)) return named;
  throw notFound(`project not found: ${named}`, named, projects);
}

/** `plan-execute` is found as `plan_execute` where nothing has the very name. @throws resource.not-found, workflow.ambiguous */
export function findWorkflow(resources: readonly Resource[], project: string, named: string | null): Resource {
  const workflows = pickKind(resources, project, "Workflow");
  if (named !== null) {
    const alike = workflows.filter(({ metadata }) => toWord(metadata.name) === toWord(named));
    const found = findNamed(workflows, named) ?? (alike.length === 1 ? alike[0] : undefined);
    if (found) return found;
    const elsewhere = resources.find(({ kind, metadata }) => kind === "Workflow" && metadata.name === named);
    if (elsewhere !== undefined) {
      const hint = `project '${project}' has none; it is in project '${elsewhere.metadata.project}': --project ${elsewhere.metadata.project}`;
      throw new YardmasterError("resource.not-found", `workflow not found: ${named}`, { hint });
    }
    throw notFound(`workflow not found: ${named}`, named, workflows.map(nameOf));
  }
  // Whoever names none means one of their own.
  const own = workflows.filter(({ source }) => source.origin !== "builtin");
  const found = findDefault(own);
  if (found) return found;
  if (own.length === 0) {
    throw new YardmasterError("resource.not-found", "project has no workflows configured", {
      hint: `apply a Workflow to the project ${project} first`,
    });
  }
  throw ambiguous("workflow", own);
}

/** Null where none is declared, which goes by the name of `default`: the repository itself. @throws resource.not-found, workflow.ambiguous */
export function findWorkspace(resources: readonly Resource[], project: string, named: string | null): Resource | null {
  const workspaces = pickKind(resources, project, "Workspace");
  if (workspaces.length === 0 && (named === null || named === DEFAULT_WORKSPACE)) return null;
  if (named !== null) {
    const found = findNamed(workspaces, named);
    if (found) return found;
    throw notFound(`workspace not found: ${named} in project '${project}'`, named, workspaces.map(nameOf));
  }
  const found = findDefault(workspaces);
  if (found) return found;
  throw ambiguous("workspace", workspaces);
}

/** @throws resource.not-found */
export function findTemplate(resources: readonly Resource[], project: string, named: string): Resource {
  const templates = pickKind(resources, project, "StepTemplate");
  const found = findNamed(templates, named);
  if (found) return found;
  const names = templates.map(nameOf);
  const listed = names.length > 0 ? names.join(", ") : "none";
  throw notFound(`step template '${named}' not found in project '${project}'; available templates: ${listed}`, named, names);
}

function findNamed(resources: readonly Resource[], name: string): Resource | undefined {
  return resources.find(({ metadata }) => metadata.name === name);
}

/** The only one, or else the one of this name. */
function findDefault(resources: readonly Resource[]): Resource | undefined {
  return resources.length === 1 ? resources[0] : findNamed(resources, "default");
}

function toWord(name: string): string {
  return name.replaceAll("-", "_");
}

function nameOf({ metadata }: Resource): string {
  return metadata.name;
}

function notFound(message: string, name: string, names: readonly string[]): YardmasterError {
  const near = didYouMean(name, names);
  return new YardmasterError("resource.not-found", message, near === null ? {} : { hint: `did you mean ${near}?` });
}

function ambiguous(what: "workflow" | "workspace", found: readonly Resource[]): YardmasterError {
  const hint = `there are ${found.map(nameOf).join(", ")}`;
  return new YardmasterError("workflow.ambiguous", `multiple ${what}s exist in project; specify --${what} explicitly`, { hint });
}

// Short words for resources, and given(past).when(command) for what a decision comes to. A command of the past that is refused fails
// the test: nobody builds on what never happened.
import { decideResources, type Obstacle, type ResourceCommand, type ResourceFacts } from "../../../src/core/resources/decide.ts";
import { BUILTIN_API_VERSION, DEFAULT_PROJECT, type Origin, type Resource } from "../../../src/core/resources/resource.ts";
import { applyResourceEvents, NO_RESOURCES, type ResourceEvent, type ResourcesState } from "../../../src/core/resources/state.ts";
import { referencesOf } from "../../../src/resources/check/references-of.ts";
import { deepFreeze, NOW, toStored } from "../../support/given.ts";

export interface Different {
  readonly project?: string;
  readonly origin?: Origin;
  readonly file?: string;
  readonly line?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly apiVersion?: string;
}

export function declared(kind: string, name: string, spec: Resource["spec"], different: Different = {}): Resource {
  const { project = DEFAULT_PROJECT, origin = "apply", file = "m.yaml", line = 1, labels = {} } = different;
  return {
    apiVersion: different.apiVersion ?? BUILTIN_API_VERSION,
    kind,
    metadata: { name, project, labels, annotations: {} },
    spec,
    source: { origin, file, line },
  };
}

export function aProject(name: string, different?: Different): Resource {
  return declared("Project", name, {}, different);
}

export function aWorkspace(name: string, different?: Different): Resource {
  return declared("Workspace", name, { root_path: "." }, different);
}

export function aTemplate(name: string, different?: Different & { readonly prompt?: string }): Resource {
  return declared("StepTemplate", name, { prompt: different?.prompt ?? "Do {goal}" }, different);
}

export function anAgent(name: string, capabilities: readonly string[], different?: Different): Resource {
  return declared("Agent", name, { command: "coder {prompt}", capabilities }, different);
}

/** Steps as a manifest has them; a text is a step that asks for an agent with that capability. */
export function aWorkflow(name: string, steps: readonly (string | object)[], different?: Different): Resource {
  return declared("Workflow", name, { steps: steps.map((step) => (typeof step === "string" ? { id: step } : step)) }, different);
}

export function aTrigger(name: string, workflow: string, workspace: string, different?: Different): Resource {
  return declared("Trigger", name, { cron: { schedule: "0 2 * * *" }, action: { workflow, workspace } }, different);
}

export function aStore(kind: "EnvStore" | "SecretStore", name: string, keys: readonly string[], different?: Different): Resource {
  return declared(kind, name, { data: Object.fromEntries(keys.map((key) => [key, "x"])) }, different);
}

export function aDefinition(kind: string, different?: Different): Resource {
  const spec = { kind, plural: `${kind.toLowerCase()}s`, group: "test.dev", versions: [{ name: "v1" }] };
  return declared("CustomResourceDefinition", `${kind.toLowerCase()}s.test.dev`, spec, different);
}

export function anInstance(kind: string, name: string, different?: Different): Resource {
  return declared(kind, name, {}, { apiVersion: "test.dev/v1", ...different });
}

type ApplyOptions = Partial<Omit<Extract<ResourceCommand, { type: "resources.apply" }>, "type" | "resources">>;

export function apply(resources: readonly Resource[], options: ApplyOptions = {}): ResourceCommand {
  return { type: "resources.apply", project: null, prune: false, expected: null, ...options, resources };
}

export function sync(origin: Exclude<Origin, "apply">, resources: readonly Resource[], version = "v1"): ResourceCommand {
  return { type: "resources.sync", origin, version, resources };
}

export function remove(kind: string, name: string, { project = DEFAULT_PROJECT, force = false } = {}): ResourceCommand {
  return { type: "resources.delete", project, kind, name, force };
}

export interface Answer {
  readonly state: ResourcesState;
  readonly events: readonly ResourceEvent[];
  /** `agent/coder created`, with the project before it where it is not the default. */
  readonly changes: readonly string[];
  /** `workflow/build spec.steps[0].id: no agent …` */
  readonly obstacles: readonly string[];
  readonly warnings: readonly string[];
  readonly hints: readonly (string | null)[];
}

export const FACTS: ResourceFacts = { now: NOW, referencesOf, validate: () => [], openTasks: [] };

export function given(...past: readonly ResourceCommand[]) {
  let state = NO_RESOURCES;
  for (const command of past) {
    const answer = ask(command, state);
    if (answer.obstacles.length > 0) throw new Error(`the past was refused: ${answer.obstacles.join("; ")}`);
    state = answer.state;
  }
  return { state, when: (command: ResourceCommand, facts: Partial<ResourceFacts> = {}) => ask(command, state, facts) };
}

function ask(command: ResourceCommand, state: ResourcesState, facts: Partial<ResourceFacts> = {}): Answer {
  const { events, changes, obstacles, warnings } = decideResources(deepFreeze(command), deepFreeze(state), { ...FACTS, ...facts });
  const stored = toStored(events) as readonly ResourceEvent[];
  return {
    events: stored,
    state: obstacles.length > 0 ? state : applyResourceEvents(state, stored),
    changes: changes.map(({ label, project, change }) => `${inProject(project)}${label} ${change}`),
    obstacles: obstacles.map(toLine),
    warnings: warnings.map(toLine),
    hints: [...obstacles, ...warnings].map(({ hint }) => hint),
  };
}

function toLine({ label, project, path, message }: Obstacle): string {
  return `${inProject(project)}${label}${path === "" ? "" : ` ${path}`}: ${message}`;
}

function inProject(project: string): string {
  return project === DEFAULT_PROJECT ? "" : `${project}/`;
}

/** What holds: `kind/name` with its origin. */
export function holding({ resources }: ResourcesState): readonly string[] {
  return [...resources.values()].map(({ declarations: [{ kind, metadata, source }] }) => {
    return `${inProject(metadata.project)}${kind.toLowerCase()}/${metadata.name} (${source.origin})`;
  });
}

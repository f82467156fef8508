// A declared workflow as the plan of a run, or the parts of it that cannot be run yet. Pure: it sees declarations, never the world.
import { YardmasterError } from "../../core/errors.ts";
import { toStepId } from "../../core/ids.ts";
import type { Resource } from "../../core/resources/resource.ts";
import {
  type DeclaredAgent,
  NO_RETRY,
  type WorkflowSpec as Plan,
  type PromptSource,
  type StepBody,
  type StepSpec,
} from "../../core/workflow/workflow-spec.ts";
import { PROMPT_VARIABLES } from "../check/prompt-variables.ts";
import { toDidYouMean } from "../issue-hint.ts";
import { toStepForm } from "../kinds/step-form.ts";
import type { WorkflowSpec } from "../kinds/workflow-spec.ts";
import type { Step } from "../kinds/workflow-step.ts";
import { ANY_PRESET } from "../preset-names.ts";
import { PROMPT_LANGUAGE } from "../workflow-resources/prompt-language.ts";
import { chooseAgent, findBestAgent, specOf } from "./choose-agent.ts";
import { findCommandTroubles } from "./command-troubles.ts";
import { findTemplate, pickKind } from "./find-declared.ts";
import { findProfileTrouble, findStepTroubles } from "./step-troubles.ts";
import { findDirectory, findShell, findWorkflowTroubles } from "./workflow-troubles.ts";

export interface PlanRequest {
  readonly project: string;
  /** Everything that holds in the project. */
  readonly resources: readonly Resource[];
  /** Null: the repository as it is. */
  readonly workspace: Resource | null;
  /** Absolute path of the repository's top. */
  readonly repository: string;
  /** Names of agents that are to get no new work. */
  readonly restingAgents: ReadonlySet<string>;
  /** What `preset: auto` stands for here and now. */
  readonly firstPreset: FirstPreset;
}

/** A preset's name, or what to tell whoever needs one. */
export type FirstPreset = { readonly name: string } | { readonly name: null; readonly message: string; readonly hint: string };

export type PlanOutcome =
  | { readonly ok: true; readonly plan: Plan }
  /** Each by its name, as `step 'qa' works on items`. */
  | { readonly ok: false; readonly unsupported: readonly string[] };

const TIMEOUT_SECONDS = 1800;
const STALL_SECONDS = 900;
const MS = 1000;
/** A command step has no prompt: these stand for nothing in it. */
const OF_AGENTS: ReadonlySet<string> = new Set(["prompt", "prompt_file"]);
/** What an agent is told where no template says it. */
const GOAL: PromptSource = { template: "{goal}", origin: "the goal" };

/**
 * @param filter ids of the steps that are wanted, in any order; empty: all of them
 * @throws workflow.unknown-step, workflow.no-agent, resource.not-found
 */
export function toWorkflowPlan(request: PlanRequest & { readonly workflow: Resource; readonly filter: readonly string[] }): PlanOutcome {
  const { workflow, project, resources, restingAgents } = request;
  const spec = specOfWorkflow(workflow);
  const { name } = workflow.metadata;
  const steps = selectSteps(spec, request.filter);
  const troubles = listTroubles(spec, steps, { project, resources, restingAgents });
  const noSteps = steps.length === 0 ? [`workflow '${name}' has no enabled steps`] : [];
  const others = findSurroundings(request);
  const unsupported = [...troubles, ...noSteps, ...others.troubles];
  if (unsupported.length > 0) return { ok: false, unsupported: [...new Set(unsupported)] };
  return { ok: true, plan: { name, steps: steps.map((step) => toStepSpec(step, spec, request)), runner: others.runner } };
}

/** One step that is put together from a template, an agent's capability and a profile. @throws resource.not-found, workflow.no-agent */
export function toDirectPlan(
  request: PlanRequest & { readonly template: string; readonly capability: string; readonly profile: string | null },
): PlanOutcome {
  const { project, resources, template, capability, profile } = request;
  const prompt = toPrompt(findTemplate(resources, project, template));
  const agent = chooseAgent({ project, resources, capability, resting: request.restingAgents });
  if (agent === null) throw noAgent(`no agent in project '${project}' has capability '${capability}'`);
  const confined = profile === null ? null : findProfileTrouble(profile, pickKind(resources, project, "ExecutionProfile"));
  const others = findSurroundings(request);
  const unsupported = [
    ...(confined === null ? [] : [`step '${template}' ${confined}`]),
    ...findAgentTroubles(agent, PROMPT_VARIABLES),
    ...others.troubles,
  ];
  if (unsupported.length > 0) return { ok: false, unsupported };
  const spec: StepSpec = {
    id: toStepId(template),
    name: null,
    body: toAgentBody(prompt, agent, request),
    timeoutMs: TIMEOUT_SECONDS * MS,
    stallMs: STALL_SECONDS * MS,
    retry: NO_RETRY,
    continueOnError: false,
  };
  return { ok: true, plan: { name: `_ephemeral:${template}`, steps: [spec], runner: others.runner } };
}

/** What of a workflow cannot be run yet, wherever it is run; empty when all of it can. */
export function listUnsupported(workflow: Resource, resources: readonly Resource[]): readonly string[] {
  const spec = specOfWorkflow(workflow);
  const { project } = workflow.metadata;
  return [...new Set(listTroubles(spec, spec.steps.filter(isWork), { project, resources, restingAgents: new Set() }))];
}

function listTroubles(
  spec: WorkflowSpec,
  steps: readonly Step[],
  { project, resources, restingAgents: resting }: Pick<PlanRequest, "project" | "resources" | "restingAgents">,
): readonly string[] {
  const profiles = pickKind(resources, project, "ExecutionProfile");
  const outputs = spec.steps.flatMap(({ id }) => [`${id}_output`, `${id}_output_path`]);
  const ofSteps = steps.flatMap((step) => {
    const names = [...PROMPT_VARIABLES, ...outputs, ...Object.keys(step.step_vars ?? {})];
    const form = toStepForm(step);
    const agent = form.form === "agent" ? findBestAgent({ project, resources, capability: form.capability, resting }) : null;
    const commands =
      step.command === undefined
        ? []
        : findCommandTroubles(
            step.command,
            names.filter((name) => !OF_AGENTS.has(name)),
          );
    return [
      ...findStepTroubles(step, profiles),
      ...commands.map((what) => `step '${step.id}' ${what}`),
      ...(agent === null ? [] : findAgentTroubles(agent, names)),
    ];
  });
  return [...findWorkflowTroubles(spec), ...ofSteps];
}

/** Where and by which shell, and what stands in the way. */
function findSurroundings({ project, resources, workspace, repository }: PlanRequest) {
  const directory = findDirectory(workspace, repository);
  const [policy = null] = pickKind(resources, project, "RuntimePolicy");
  const shell = findShell(policy);
  return { runner: { ...directory.value, ...shell.value }, troubles: [...directory.troubles, ...shell.troubles] };
}

/** In the workflow's order. A guard decides whether another cycle follows; where none does, it is left out. */
function selectSteps({ steps }: WorkflowSpec, filter: readonly string[]): readonly Step[] {
  const available = steps.filter(isWork);
  const unknown = filter.find((id) => !available.some((step) => step.id === id));
  if (unknown !== undefined) throw unknownStep(unknown, available, steps);
  return filter.length === 0 ? available : available.filter(({ id }) => filter.includes(id));
}

function isWork(step: Step): boolean {
  const form = toStepForm(step);
  const isGuard = step.is_guard === true || (form.form === "builtin" && form.builtin === "loop_guard");
  return step.enabled !== false && !isGuard;
}

function unknownStep(id: string, available: readonly Step[], steps: readonly Step[]): YardmasterError {
  const message = `unknown step id '${id}' in --step filter; available steps: ${available.map((step) => step.id).join(", ")}`;
  const left = steps.find((step) => step.id === id);
  const names = available.map((step) => step.id);
  const hint = left
    ? left.enabled === false
      ? "the workflow has it disabled"
      : "it is a guard, which is not run by itself"
    : toDidYouMean(id, names);
  return new YardmasterError("workflow.unknown-step", message, hint ? { hint } : {});
}

function toStepSpec(step: Step, { safety = {} }: WorkflowSpec, request: PlanRequest & { readonly workflow: Resource }): StepSpec {
  const { command, timeout_secs, stall_timeout_secs, behavior, step_vars } = step;
  return {
    id: toStepId(step.id),
    name: null,
    body: command === undefined ? toOtherWork(step, request) : { kind: "command", command },
    timeoutMs: (timeout_secs ?? safety.step_timeout_secs ?? TIMEOUT_SECONDS) * MS,
    stallMs: (stall_timeout_secs ?? safety.stall_timeout_secs ?? STALL_SECONDS) * MS,
    ...(step_vars && { variables: step_vars }),
    retry: NO_RETRY,
    continueOnError: behavior?.on_failure?.action === "continue",
  };
}

function toOtherWork(step: Step, request: PlanRequest & { readonly workflow: Resource }): StepBody {
  const { project, resources, restingAgents: resting, workflow } = request;
  const form = toStepForm(step);
  if (form.form === "builtin") return { kind: "tests" };
  if (form.form !== "agent") throw new TypeError(`step ${step.id} is no agent's work`);
  const { capability } = form;
  const agent = chooseAgent({ project, resources, capability, resting });
  if (agent === null) {
    throw noAgent(`no agent supports capability for step '${capability}' used by workflow '${workflow.metadata.name}'`);
  }
  return toAgentBody(step.template === undefined ? GOAL : toPrompt(findTemplate(resources, project, step.template)), agent, request);
}

/** An agent that changes nothing has done its work all the same: it may be one that plans or looks. */
function toAgentBody(prompt: PromptSource, agent: Resource, request: PlanRequest): StepBody {
  return { kind: "agent", prompt, agent: toDeclaredAgent(agent, request), requiresChange: false };
}

function toPrompt({ metadata, spec, source }: Resource): PromptSource {
  if (metadata.annotations[PROMPT_LANGUAGE] === "liquid") {
    return { text: String(spec["prompt"]), origin: source.file, firstLine: source.lines?.["spec.prompt"] ?? source.line };
  }
  return { template: String(spec["prompt"]), origin: `step template '${metadata.name}'` };
}

function toDeclaredAgent(agent: Resource, { firstPreset }: PlanRequest): DeclaredAgent {
  const { command = "", promptDelivery = "arg", preset, program = null, model = null, args = null } = specOf(agent);
  const { project, name } = agent.metadata;
  if (preset === undefined) return { project, name, command, promptDelivery };
  if (preset !== ANY_PRESET) return { project, name, command, promptDelivery, preset: { name: preset, program, model, args } };
  if (firstPreset.name === null) throw new YardmasterError("workflow.no-agent", firstPreset.message, { hint: firstPreset.hint });
  return { project, name, command, promptDelivery, preset: { name: firstPreset.name, program, model, args } };
}

function findAgentTroubles(agent: Resource, names: readonly string[]): readonly string[] {
  const { command = "", command_rules = [] } = specOf(agent);
  const troubles = [...(command_rules.length > 0 ? ["has command_rules"] : []), ...findCommandTroubles(command, names)];
  return troubles.map((what) => `agent '${agent.metadata.name}' ${what}`);
}

function specOfWorkflow(workflow: Resource): WorkflowSpec {
  return workflow.spec as unknown as WorkflowSpec;
}

function noAgent(message: string): YardmasterError {
  return new YardmasterError("workflow.no-agent", message, { hint: "declare an agent with this capability, in the same project" });
}

// What a look at a workflow finds: steps that contradict themselves, prompts with unknown placeholders, the rules for work on oneself.
import type { CheckFinding } from "../../core/resources/check-finding.ts";
import type { Resource } from "../../core/resources/resource.ts";
import { toStepForm } from "../kinds/step-form.ts";
import type { WorkflowSpec } from "../kinds/workflow-spec.ts";
import type { Step } from "../kinds/workflow-step.ts";
import { checkSelfReference } from "./check-self-reference.ts";
import { createTell, type TellFinding } from "./finding.ts";
import { PROMPT_VARIABLES } from "./prompt-variables.ts";

export function checkWorkflow(workflow: Resource, all: readonly Resource[]): readonly CheckFinding[] {
  const spec = workflow.spec as unknown as WorkflowSpec;
  const tell = createTell(workflow);
  const enabled = spec.steps.filter((step) => step.enabled !== false);
  const empty = enabled.length === 0 ? [tell("empty_workflow", "warning", "has no enabled steps")] : [];
  const ofSteps = enabled.flatMap((step) => [...checkStep(step, tell), ...checkTemplate(step, spec, all, tell)]);
  return [...empty, ...ofSteps, ...checkSelfReference(spec, all, tell)];
}

function checkStep(step: Step, tell: TellFinding): readonly CheckFinding[] {
  const { form } = toStepForm(step);
  const given = (["command", "builtin", "required_capability"] as const).filter((field) => step[field] !== undefined);
  const chain = (step.chain_steps ?? []).length > 0 ? ["chain_steps"] : [];
  const found: CheckFinding[] = [];
  if (given.length + chain.length > 1) {
    const fields = [...chain, ...given].join(" and ");
    found.push(tell("step_semantic_conflict", "warning", `step '${step.id}' has ${fields}; it is run as a ${form} step`));
  }
  const execution = step.behavior?.execution?.type;
  if (execution !== undefined && execution !== form) {
    found.push(tell("execution_mode_mismatch", "warning", `step '${step.id}' says execution ${execution}, but it is a ${form} step`));
  }
  return found;
}

/** A placeholder may be filled by `--set`, so this is a warning. */
function checkTemplate(
  { id, template, step_vars = {} }: Step,
  { steps }: WorkflowSpec,
  all: readonly Resource[],
  tell: TellFinding,
): readonly CheckFinding[] {
  const found = all.find(({ kind, metadata }) => kind === "StepTemplate" && metadata.name === template);
  const prompt: unknown = found?.spec["prompt"];
  if (typeof prompt !== "string") return [];
  const known = new Set([...PROMPT_VARIABLES, ...Object.keys(step_vars), ...steps.flatMap(variablesOf)]);
  const unknown = [...prompt.matchAll(/\{([a-z_][a-z0-9_]*)\}/gi)].flatMap(([, name = ""]) => (known.has(name) ? [] : [name]));
  return [...new Set(unknown)].map((name) =>
    tell(
      "template_unknown_var",
      "warning",
      `step '${id}': template '${template}' uses {${name}}, which nothing sets`,
      `give it with --set ${name}=…`,
    ),
  );
}

function variablesOf({ id, behavior, store_inputs = [] }: Step): readonly string[] {
  const captured = (behavior?.captures ?? []).map((capture) => capture.var);
  return [`${id}_output`, `${id}_output_path`, ...captured, ...store_inputs.map(({ as_var }) => as_var)];
}

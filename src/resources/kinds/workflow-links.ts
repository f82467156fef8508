// What a workflow mentions: other resources, and expressions to check.
import type { ResourceReference } from "../../core/resources/resource.ts";
import { express, type ManifestExpression, refer } from "./kind-entry.ts";
import { toStepForm } from "./step-form.ts";
import type { WorkflowSpec } from "./workflow-spec.ts";
import type { Step } from "./workflow-step.ts";

type Behavior = NonNullable<Step["behavior"]>;

/** The capabilities of disabled steps are not mentioned: nobody needs to have them. */
export function toWorkflowReferences({ steps, loop, dynamic_steps = [], adaptive }: WorkflowSpec): readonly ResourceReference[] {
  const guarded = steps.some((step) => {
    const form = toStepForm(step);
    return form.form === "builtin" && form.builtin === "loop_guard";
  });
  const needsGuard = loop !== undefined && loop.mode !== "once" && loop.enabled !== false && !guarded;
  return [
    ...steps.flatMap((step, index) => toStepReferences(step, `steps[${index}]`)),
    ...(needsGuard ? refer("capability", "loop", "loop_guard") : []),
    ...dynamic_steps.flatMap(({ agent_id, template, step_type }, index) => [
      ...(agent_id === undefined ? refer("capability", `dynamic_steps[${index}].step_type`, step_type) : []),
      ...refer("Agent", `dynamic_steps[${index}].agent_id`, agent_id),
      ...refer("StepTemplate", `dynamic_steps[${index}].template`, template),
    ]),
    ...(adaptive?.enabled ? refer("Agent", "adaptive.planner_agent", adaptive.planner_agent, "adaptive_plan") : []),
  ];
}

function toStepReferences(step: Step, path: string): readonly ResourceReference[] {
  const { enabled = true, template, execution_profile, store_inputs = [], store_outputs = [], chain_steps = [] } = step;
  const form = toStepForm(step);
  const field = step.required_capability === undefined ? (step.type === undefined ? "id" : "type") : "required_capability";
  return [
    ...(enabled && form.form === "agent" ? refer("capability", `${path}.${field}`, form.capability) : []),
    ...refer("StepTemplate", `${path}.template`, template),
    ...refer("ExecutionProfile", `${path}.execution_profile`, execution_profile),
    ...store_inputs.flatMap(({ store, key }, index) => refer("WorkflowStore", `${path}.store_inputs[${index}].store`, store, key)),
    ...store_outputs.flatMap(({ store, key }, index) => refer("WorkflowStore", `${path}.store_outputs[${index}].store`, store, key)),
    ...toResultReferences(step, `${path}.item_select_config.store_result.namespace`),
    ...toActionReferences(step.behavior ?? {}, `${path}.behavior.post_actions`),
    ...chain_steps.flatMap((child, index) => toStepReferences(child, `${path}.chain_steps[${index}]`)),
  ];
}

function toResultReferences({ item_select_config }: Step, path: string): readonly ResourceReference[] {
  const result = item_select_config?.store_result;
  return refer("WorkflowStore", path, result?.namespace, result?.key);
}

function toActionReferences({ post_actions = [] }: Behavior, path: string): readonly ResourceReference[] {
  return post_actions.flatMap((action, index) => {
    if (action.type === "store_put") return refer("WorkflowStore", `${path}[${index}].store`, action.store, action.key);
    const spawns = action.type === "spawn_task" || action.type === "spawn_tasks";
    return spawns ? refer("Workflow", `${path}[${index}].workflow`, action.workflow) : [];
  });
}

export function toWorkflowExpressions({ steps, loop, finalize, dynamic_steps = [] }: WorkflowSpec): readonly ManifestExpression[] {
  return [
    ...steps.flatMap((step, index) => toStepExpressions(step, `steps[${index}]`)),
    ...(loop?.convergence_expr ?? []).flatMap(({ when }, index) => express("convergence", `loop.convergence_expr[${index}].when`, when)),
    ...(finalize?.rules ?? []).flatMap(({ when }, index) => express("finalize", `finalize.rules[${index}].when`, when)),
    ...dynamic_steps.flatMap(({ trigger }, index) => express("prehook", `dynamic_steps[${index}].trigger`, trigger)),
  ];
}

function toStepExpressions({ prehook, chain_steps = [] }: Step, path: string): readonly ManifestExpression[] {
  return [
    ...express("prehook", `${path}.prehook.when`, prehook?.when),
    ...chain_steps.flatMap((child, index) => toStepExpressions(child, `${path}.chain_steps[${index}]`)),
  ];
}

// The fields of a workflow. The rules between them are in workflow.ts and check-steps.ts.
import { z } from "zod";
import { flag, mustBe, wholeNumber } from "../words.ts";
import { anyNumber, anyText, filled, list, optional, required, section, word } from "./section.ts";
import { Safety } from "./workflow-safety.ts";
import { Step } from "./workflow-step.ts";

export const LOOP_MODES = ["once", "fixed", "infinite"];

const Loop = section({
  mode: required(
    z.string({ error: toModeMessage }).meta({ enum: LOOP_MODES }),
    "How often the steps repeat; `once` when the whole block is left out.",
  ),
  max_cycles: optional(wholeNumber(0), "The most cycles; needed for `fixed`."),
  enabled: optional(flag(), "Whether the loop guard is asked.", true),
  stop_when_no_unresolved: optional(flag(), "Whether the loop ends when no item is unresolved.", true),
  agent_template: optional(anyText(), "The template of the loop guard's agent."),
  convergence_expr: optional(
    list(
      section({
        engine: optional(word(["cel"]), "The language of the expression.", "cel"),
        when: required(anyText(), "A CEL expression; the loop ends when it is true."),
        reason: optional(anyText(), "Why, for people.", "convergence_expr"),
      }),
    ),
    "What ends the loop early.",
    [],
  ),
});

const Finalize = section({
  rules: optional(
    list(
      section({
        id: required(filled("finalize rule id cannot be empty"), "The rule's name."),
        engine: optional(word(["cel"]), "The language of the expression.", "cel"),
        when: required(anyText(), "A CEL expression; the first rule that is true decides."),
        status: required(anyText(), "The item's status."),
        reason: optional(anyText(), "Why, for people."),
      }),
    ),
    "The rules, in order; twelve built-in ones when left out.",
  ),
});

const DynamicStep = section({
  id: required(filled("dynamic step id cannot be empty"), "The step's name."),
  description: optional(anyText(), "What it does, for people."),
  step_type: required(filled("dynamic step step_type cannot be empty"), "The capability that the agent must have."),
  agent_id: optional(filled("dynamic step agent_id cannot be empty"), "The agent; any with the capability when left out."),
  template: optional(filled("dynamic step template cannot be empty"), "The StepTemplate with the prompt."),
  trigger: optional(anyText(), "A CEL expression; the step runs when it is true, and always when left out."),
  priority: optional(anyNumber(), "The higher runs first.", 0),
  max_runs: optional(wholeNumber(1), "The most runs for one item."),
});

const Adaptive = section({
  enabled: optional(flag(), "Whether an agent plans further steps.", false),
  planner_agent: optional(anyText(), "The agent that plans; needs the capability adaptive_plan."),
  max_history: optional(wholeNumber(0), "How many earlier steps the planner is told.", 10),
  temperature: optional(anyNumber(), "Handed on to the planner.", 0.7),
  fallback_mode: optional(
    word(["soft_fallback", "fail_closed"]),
    "What happens when there is no plan: a fixed one, or failure.",
    "soft_fallback",
  ),
});

const ItemIsolation = section({
  strategy: optional(word(["none", "git_worktree"]), "Whether each item gets a worktree of its own.", "none"),
  branch_prefix: optional(
    filled("item_isolation branch_prefix cannot be empty"),
    "The beginning of the items' branches.",
    "orchestrator-item",
  ),
  cleanup: optional(word(["after_workflow", "never"]), "When worktrees are removed.", "after_workflow"),
});

export const WorkflowSpec = section(
  {
    steps: required(z.array(Step, { error: toStepsMessage }), "The steps, in order."),
    description: optional(anyText(), "What it does, for people; `/run help` shows it."),
    loop: optional(Loop, "How often the steps repeat; once when left out."),
    finalize: optional(Finalize, "What status items end with."),
    dynamic_steps: optional(list(DynamicStep), "Steps that run after an item's last, when their expression is true.", []),
    adaptive: optional(Adaptive, "Whether an agent plans further steps."),
    safety: optional(Safety, "Limits, checkpoints and invariants."),
    max_parallel: optional(wholeNumber(1), "How many items at a time.", 1),
    stagger_delay_ms: optional(wholeNumber(0), "The pause between two starts, in milliseconds.", 0),
    item_isolation: optional(ItemIsolation, "Whether items are kept apart."),
  },
  { unknownKeys: "error" },
);
export type WorkflowSpec = z.output<typeof WorkflowSpec>;

function toModeMessage({ input }: { readonly input?: unknown }): string {
  return input === undefined ? `unknown loop mode: none given (expected ${LOOP_MODES.join("|")})` : mustBe("a text")({ input });
}

function toStepsMessage({ input }: { readonly input?: unknown }): string {
  return input === undefined ? "workflow.spec.steps cannot be empty" : mustBe("a list")({ input });
}

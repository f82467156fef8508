// A step of a workflow: its fields. The rules between them are in check-steps.ts.
import type { z } from "zod";
import { flag, wholeNumber } from "../words.ts";
import { anyText, filled, list, optional, required, section, textMap, word } from "./section.ts";
import { Behavior, ItemSelect, Prehook } from "./step-behavior.ts";
import { STEP_BUILTINS } from "./step-form.ts";

export const COST_PREFERENCES = ["performance", "quality", "balance"];

const FIELDS = {
  id: required(filled("step id cannot be empty"), "The step's name, unique in the workflow."),
  type: optional(
    filled("step type cannot be empty"),
    "What the step is: a built-in, or the capability that its agent must have; the id when left out.",
  ),
  required_capability: optional(
    filled("required_capability cannot be empty"),
    "The capability that the agent must have; the type when left out.",
  ),
  builtin: optional(anyText().meta({ enum: STEP_BUILTINS }), "The built-in that does the step."),
  command: optional(filled("step command cannot be empty"), "A shell command that is run instead of an agent."),
  template: optional(filled("step template cannot be empty"), "The StepTemplate with the prompt."),
  execution_profile: optional(
    filled("step execution_profile cannot be empty"),
    "How far the step is confined: an ExecutionProfile; for agents' steps.",
  ),
  enabled: optional(flag(), "Whether the step takes part.", true),
  repeatable: optional(flag(), "Whether the step runs in every cycle, or in the first alone.", true),
  is_guard: optional(flag(), "Whether the step runs after each cycle and decides about the next.", false),
  cost_preference: optional(anyText().meta({ enum: COST_PREFERENCES }), "What the choice of an agent favors."),
  prehook: optional(Prehook, "When the step runs."),
  tty: optional(flag(), "Whether the command gets a terminal.", false),
  scope: optional(word(["task", "item"]), "Whether the step runs once, or once for each item; by convention of the id, else `task`."),
  max_parallel: optional(wholeNumber(1), "How many items at a time; the workflow's when left out."),
  stagger_delay_ms: optional(wholeNumber(0), "The pause between two starts, in milliseconds; the workflow's when left out."),
  timeout_secs: optional(
    wholeNumber(1),
    "How long the step may take, in seconds; the workflow's `safety.step_timeout_secs` when left out.",
  ),
  stall_timeout_secs: optional(wholeNumber(1), "How long the step may be silent, in seconds; the workflow's when left out."),
  behavior: optional(Behavior, "What happens besides the work; some step types have conventions."),
  item_select_config: optional(ItemSelect, "How items are chosen; for `item_select`."),
  store_inputs: optional(
    list(
      section({
        store: required(filled("store_inputs store cannot be empty"), "The store."),
        key: required(filled("store_inputs key cannot be empty"), "The key."),
        as_var: required(filled("store_inputs as_var cannot be empty"), "The variable that the value goes into."),
        required: optional(flag(), "Whether the task fails without the value.", false),
      }),
    ),
    "What is read from stores before the step.",
    [],
  ),
  store_outputs: optional(
    list(
      section({
        store: required(filled("store_outputs store cannot be empty"), "The store."),
        key: required(filled("store_outputs key cannot be empty"), "The key."),
        from_var: required(filled("store_outputs from_var cannot be empty"), "The variable."),
      }),
    ),
    "What is put into stores after the step.",
    [],
  ),
  step_vars: optional(textMap(), "Variables that this step alone sees."),
};

/** A step may hold steps of its own kind, which a type has to be told. */
type StepObject = z.ZodObject<typeof FIELDS & { readonly chain_steps: z.ZodOptional<z.ZodArray<StepObject>> }, z.core.$strip>;

export const Step: StepObject = section({
  ...FIELDS,
  get chain_steps(): z.ZodOptional<z.ZodArray<StepObject>> {
    return optional(list(Step), "Steps that run in order inside this one; the first that fails ends it.", []);
  },
}).meta({ id: "Step" });
export type Step = z.output<typeof Step>;

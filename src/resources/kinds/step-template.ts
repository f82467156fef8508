// StepTemplate: the prompt of a step.
import { defineKind } from "./kind-entry.ts";
import { anyText, filled, optional, required, section } from "./section.ts";

const StepTemplateSpec = section(
  {
    prompt: required(filled("steptemplate.spec.prompt cannot be empty"), "What the agent is told; `{name}` stands for a variable."),
    description: optional(anyText(), "What the template is for, for people."),
  },
  { unknownKeys: "error" },
);

export const StepTemplate = defineKind({
  kind: "StepTemplate",
  summary: "The prompt of a step.",
  spec: StepTemplateSpec,
});

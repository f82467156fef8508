// The prompts of a workflow file as StepTemplates: its own, which steps share, and those of single steps. They stay Liquid, and say so.
import type { StepSpec } from "../../core/workflow/workflow-spec.ts";
import type { LoadedWorkflowFile } from "../workflow-file/read-workflow-file.ts";
import type { WrittenSettings } from "../workflow-file/workflow-file.ts";
import type { Declared, Draft, Following } from "./draft.ts";
import { PROMPT_LANGUAGE } from "./prompt-language.ts";
import { readSetting } from "./read-setting.ts";

export function toTemplates({ prompt, workflow, written }: LoadedWorkflowFile, name: string, draft: Draft): readonly Declared[] {
  const declare = (template: string, text: Following): Declared => ({
    kind: "StepTemplate",
    name: template,
    spec: { prompt: text },
    annotations: { [PROMPT_LANGUAGE]: draft.from("liquid") },
  });
  const ofSteps = workflow.steps.flatMap((step, index) => {
    const text = toText(step);
    return text === null || !hasOwnPrompt(written, index)
      ? []
      : [declare(`${name}.${step.id}`, draft.from(text, ["steps", index, "prompt"]))];
  });
  if (prompt === null) return ofSteps;
  const isSetting = written.lineOf(["prompt"]) !== null;
  return [declare(name, isSetting ? draft.from(prompt.text, ["prompt"]) : draft.onLine(prompt.text, prompt.firstLine)), ...ofSteps];
}

/** The template of a step that works through a text of the file; undefined for any other step. */
export function toTemplateName(step: StepSpec, index: number, name: string, written: WrittenSettings): string | undefined {
  if (toText(step) === null) return undefined;
  return hasOwnPrompt(written, index) ? `${name}.${step.id}` : name;
}

function toText({ body }: StepSpec): string | null {
  return body.kind === "agent" && "text" in body.prompt ? body.prompt.text : null;
}

function hasOwnPrompt(written: WrittenSettings, index: number): boolean {
  return readSetting(written, ["steps", index, "prompt"]) !== undefined;
}

// The workflow `fix`, and what it takes to run where nobody has declared anything: an agent, a prompt, and a label that starts it.
// Each is overridden by a declaration of the same name.
import type { Resource } from "../../core/resources/resource.ts";
import { REPOSITORY_TESTS } from "../kinds/step-form.ts";
import { ANY_PRESET } from "../preset-names.ts";
import { DEFAULT_WORKSPACE } from "../workflow-plan/find-declared.ts";
import { WORK } from "../workflow-resources/agent-spec.ts";
import { PROMPT_LANGUAGE } from "../workflow-resources/prompt-language.ts";
import { declare } from "./builtin-resources.ts";

const PROMPT = "fix.implement";
const HOUR_SECONDS = 3600;

/** @param prompt Liquid text of `templates/prompts/fix` */
export function toFixResources(prompt: string): readonly Resource[] {
  return [
    declare("Agent", "coding-agent", {
      preset: ANY_PRESET,
      capabilities: [WORK],
      metadata: { description: "The first coding agent that is installed where Yardmaster runs." },
    }),
    declare(
      "StepTemplate",
      PROMPT,
      { prompt, description: "What the agent of the workflow `fix` is told." },
      { [PROMPT_LANGUAGE]: "liquid" },
    ),
    declare("Workflow", "fix", {
      description: "Works on the issue and opens a pull request.",
      steps: [
        { id: "implement", scope: "task", required_capability: WORK, template: PROMPT, timeout_secs: HOUR_SECONDS },
        // A failure is noted and not the end: what was done is handed over, and whoever shows it says that it is not ready.
        { id: "verify", scope: "task", builtin: REPOSITORY_TESTS, behavior: { on_failure: { action: "continue" } } },
      ],
    }),
    declare("Trigger", "label-yardmaster", {
      event: { source: "issue_labelled", filter: { label: "yardmaster" } },
      action: { workflow: "fix", workspace: DEFAULT_WORKSPACE },
      // Several issues may be worked on at a time.
      concurrencyPolicy: "Allow",
    }),
  ];
}

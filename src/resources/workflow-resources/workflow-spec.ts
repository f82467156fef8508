// The steps of a workflow file as a Workflow's. In both, a failure ends the run unless the step says otherwise.
import type { StepSpec } from "../../core/workflow/workflow-spec.ts";
import { REPOSITORY_TESTS } from "../kinds/step-form.ts";
import type { LoadedWorkflowFile } from "../workflow-file/read-workflow-file.ts";
import type { Path } from "../yaml-tree.ts";
import { WORK } from "./agent-spec.ts";
import type { Draft, Following } from "./draft.ts";
import { toShellLine } from "./shell-line.ts";
import { toTemplateName } from "./step-templates.ts";

export function toWorkflowSpec(
  { agent, workflow, written }: LoadedWorkflowFile,
  name: string,
  draft: Draft,
): Readonly<Record<string, unknown>> {
  return {
    steps: workflow.steps.map((step, index) => ({
      id: draft.from(step.id, ["steps", index, "id"]),
      // Some ids mean once for each item; here every step means once.
      scope: "task",
      ...toWork(step, index, toTemplateName(step, index, name, written), draft),
      timeout_secs:
        written.lineOf(["steps", index, "timeout"]) === null ? undefined : toSeconds(step.timeoutMs, ["steps", index, "timeout"], draft),
      behavior: toBehavior(step, index, draft),
    })),
    safety: {
      step_timeout_secs: toSeconds(agent.turnTimeoutMs, ["agent", "turnTimeoutMs"], draft),
      stall_timeout_secs: toSeconds(agent.stallTimeoutMs, ["agent", "stallTimeoutMs"], draft),
    },
  };
}

function toWork(
  { body }: StepSpec,
  index: number,
  template: string | undefined,
  { from, onLine }: Draft,
): Readonly<Record<string, unknown>> {
  if (body.kind === "agent") {
    const line = "text" in body.prompt ? body.prompt.firstLine : null;
    return { required_capability: WORK, template: line === null ? undefined : onLine(template, line) };
  }
  if (body.kind === "tests") return { builtin: REPOSITORY_TESTS };
  const { command } = body;
  return { command: from(typeof command === "string" ? command : toShellLine(command), ["steps", index, "command"]) };
}

function toBehavior({ continueOnError }: StepSpec, index: number, { from }: Draft): Readonly<Record<string, unknown>> | undefined {
  if (!continueOnError) return undefined;
  return { on_failure: { action: from("continue", ["steps", index, "continueOnError"]) } };
}

/** Undefined for no limit, which a Workflow cannot say. */
function toSeconds(limitMs: number, setting: Path, { from }: Draft): Following | undefined {
  return limitMs === 0 ? undefined : from(Math.ceil(limitMs / 1000), setting);
}

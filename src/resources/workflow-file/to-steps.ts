// The steps of a workflow file as the core's plan. Prompts are handed on as text; whether they are good Liquid is for the renderer.
import { toStepId } from "../../core/ids.ts";
import { NO_RETRY, type StepBody, type StepSpec } from "../../core/workflow/workflow-spec.ts";
import type { Report } from "../report.ts";
import type { StepSection, WorkflowSection } from "./schema.ts";
import type { PromptText } from "./workflow-file.ts";

export interface StepContext {
  readonly file: string;
  readonly prompt: PromptText | null;
  readonly report: Report;
}

/** The one step of a file that declares none. */
const ONLY_STEP: StepSection = { id: "implement", name: null, continueOnError: false };

export function toSteps({ steps, agent }: WorkflowSection, context: StepContext): readonly StepSpec[] {
  const declared = steps.length === 0 ? [ONLY_STEP] : steps;
  const lastAgent = declared.findLastIndex(({ command }) => command === undefined);
  reportDuplicates(steps, context.report);
  const specs = declared.map((step, index) => ({
    id: toStepId(step.id),
    name: step.name,
    body: toBody(step, index, index === lastAgent, context),
    timeoutMs: step.timeout ?? agent.turnTimeoutMs,
    retry: step.retry ?? NO_RETRY,
    continueOnError: step.continueOnError,
  }));
  const isUsed = declared.some(({ command, prompt, template }) => (command ?? prompt ?? template) === undefined);
  if (context.prompt !== null && !isUsed) {
    context.report.warning(["steps"], "leave the file's own prompt unused", "a step without prompt, template or command works through it");
  }
  return specs;
}

function toBody(step: StepSection, index: number, isLastAgent: boolean, { file, prompt, report }: StepContext): StepBody {
  const given = (["prompt", "template", "command"] as const).filter((key) => step[key] !== undefined);
  if (given.length > 1) report.error(["steps", index], `has ${given.join(" and ")}, of which a step has only one`);
  if (step.command !== undefined) {
    if (step.requiresChange) report.warning(["steps", index, "requiresChange"], "means nothing for a command and is ignored");
    return { kind: "command", command: step.command };
  }
  // By the end the branch must carry something; a step before that, such as planning, may leave it untouched.
  const requiresChange = step.requiresChange ?? isLastAgent;
  if (step.template !== undefined) return { kind: "agent", prompt: { builtin: step.template }, requiresChange };
  const own = step.prompt === undefined ? prompt : { text: step.prompt, firstLine: report.textLine(["steps", index, "prompt"]) };
  if (own === null) return { kind: "agent", prompt: { builtin: "implement" }, requiresChange };
  return { kind: "agent", prompt: { text: own.text, origin: file, firstLine: own.firstLine }, requiresChange };
}

function reportDuplicates(steps: readonly StepSection[], report: Report): void {
  const first = new Map<string, number>();
  for (const [index, { id }] of steps.entries()) {
    const before = first.get(id);
    if (before === undefined) first.set(id, index);
    else report.error(["steps", index, "id"], `is also the id of the step at position ${before + 1}`);
  }
}

// The rules between the fields of steps, told in the words that scripts look for.
import { toDidYouMean } from "../issue-hint.ts";
import type { Path } from "../yaml-tree.ts";
import type { Partly, Tell } from "./kind-entry.ts";
import { STEP_BUILTINS, toStepForm } from "./step-form.ts";
import { COST_PREFERENCES, type Step } from "./workflow-step.ts";

type Steps = readonly (Partly<Step> | undefined)[];

/** As the program that wrote these words first called its sources. */
const SOURCE_NAMES: Readonly<Record<string, string>> = { exit_code: "ExitCode", failed_flag: "FailedFlag", success_flag: "SuccessFlag" };

export function checkSteps(steps: Steps, workflow: string, tell: Tell): void {
  if (steps.length === 0) tell.error(["steps"], "workflow.spec.steps cannot be empty");
  else if (steps.every((step) => step?.enabled === false)) tell.error(["steps"], `workflow '${workflow}' has no enabled steps`);
  checkList(steps, ["steps"], workflow, tell);
}

function checkList(steps: Steps, path: Path, workflow: string, tell: Tell): void {
  const seen = new Set<string>();
  for (const [index, step] of steps.entries()) {
    if (step === undefined) continue;
    const here = [...path, index];
    const { id } = step;
    if (id !== undefined && seen.has(id)) tell.error([...here, "id"], `workflow '${workflow}' has duplicate step id '${id}'`);
    if (id !== undefined) seen.add(id);
    checkForm(step, here, workflow, tell);
    checkBehavior(step, here, `workflow '${workflow}' step '${id ?? index}'`, tell);
    if (step.chain_steps) checkList(step.chain_steps, [...here, "chain_steps"], workflow, tell);
  }
}

function checkForm(step: Partly<Step>, here: Path, workflow: string, tell: Tell): void {
  const { id = "", builtin, required_capability, execution_profile, cost_preference, prehook } = step;
  const name = `workflow '${workflow}' step '${id}'`;
  if (builtin !== undefined && !STEP_BUILTINS.includes(builtin)) {
    const hint = toDidYouMean(builtin, STEP_BUILTINS) ?? `one of ${STEP_BUILTINS.join(", ")}`;
    tell.error([...here, "builtin"], `step '${id}' uses unknown builtin '${builtin}'`, hint);
  }
  if (builtin !== undefined && required_capability !== undefined) {
    tell.error(here, `step '${id}' cannot define both builtin and required_capability`, "keep one of the two");
  }
  if (execution_profile !== undefined && toStepForm(step).form !== "agent") {
    tell.error([...here, "execution_profile"], `${name} execution_profile is only supported on agent steps`);
  }
  if (cost_preference !== undefined && !COST_PREFERENCES.includes(cost_preference)) {
    const hint = toDidYouMean(cost_preference, COST_PREFERENCES) ?? `one of ${COST_PREFERENCES.join(", ")}`;
    tell.error([...here, "cost_preference"], `unknown cost_preference '${cost_preference}'`, hint);
  }
  if (prehook?.when?.trim() === "") tell.error([...here, "prehook", "when"], `${name} prehook.when cannot be empty`);
}

function checkBehavior({ behavior, item_select_config }: Partly<Step>, here: Path, name: string, tell: Tell): void {
  for (const [index, capture] of (behavior?.captures ?? []).entries()) {
    const source = SOURCE_NAMES[capture?.source ?? ""];
    if (capture?.json_path === undefined || source === undefined) continue;
    const message = `${name} capture '${capture.var ?? ""}' uses json_path with unsupported source '${source}'`;
    tell.error([...here, "behavior", "captures", index, "json_path"], message, "json_path works on stdout and stderr");
  }
  for (const moment of ["on_failure", "on_success"] as const) {
    const reaction = behavior?.[moment];
    if (reaction?.action === undefined || reaction.action === "continue" || "status" in reaction) continue;
    tell.error([...here, "behavior", moment], `${name} ${moment} action '${reaction.action}' requires a status`);
  }
  if (item_select_config === undefined) return;
  const { strategy } = item_select_config;
  const needs = strategy === "weighted" ? ["weights"] : strategy === "threshold" ? ["metric_var", "threshold"] : ["metric_var"];
  for (const field of strategy === undefined ? [] : needs) {
    if (field in item_select_config) continue;
    tell.error([...here, "item_select_config"], `${name} item_select_config strategy '${strategy}' requires ${field}`);
  }
}

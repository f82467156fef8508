// The safety rules for workflows of a project whose workspace holds our own source (`reference/manifests-and-cli.md` §10.5).
import type { CheckFinding } from "../../core/resources/check-finding.ts";
import type { Resource } from "../../core/resources/resource.ts";
import { toStepForm } from "../kinds/step-form.ts";
import type { WorkflowSpec } from "../kinds/workflow-spec.ts";
import type { Step } from "../kinds/workflow-step.ts";
import type { TellFinding } from "./finding.ts";

/** What a probe leaves to workflows of the usual profile. */
const PHASES: readonly string[] = [
  ...["init_once", "build", "test", "lint", "qa", "qa_testing", "ticket_scan", "fix", "ticket_fix", "retest"],
  ...["smoke_chain", "guard", "loop_guard"],
];

const HEAD = "[SELF_REF_POLICY_VIOLATION] self-referential safety policy rejected the workflow:";

export function checkSelfReference(spec: WorkflowSpec, all: readonly Resource[], tell: TellFinding): readonly CheckFinding[] {
  const isSelf = all.some(({ kind, spec: { self_referential } }) => kind === "Workspace" && self_referential === true);
  const { checkpoint_strategy = "none", auto_rollback = false, binary_snapshot = false, profile = "standard" } = spec.safety ?? {};
  const found: CheckFinding[] = [];
  const reject = (rule: string, holds: boolean, message: string) => {
    if (!holds) found.push(tell(`self_ref.${rule}`, "error", `${HEAD} ${message}`));
  };
  if (isSelf) {
    reject("checkpoint_strategy_required", checkpoint_strategy !== "none", "safety.checkpoint_strategy must not be none");
    reject("auto_rollback_required", auto_rollback, "safety.auto_rollback must be true");
    reject("self_test_required", hasSelfTest(spec), "an enabled self_test step is required");
    if (!binary_snapshot) found.push(tell("self_ref.binary_snapshot_recommended", "warning", "safety.binary_snapshot is recommended"));
  }
  if (profile !== "self_referential_probe") return found;
  const enabled = spec.steps.filter((step) => step.enabled !== false);
  reject("probe_requires_self_referential_workspace", isSelf, "a probe needs a self-referential workspace");
  reject("probe_requires_git_tag_checkpoint", checkpoint_strategy === "git_tag", "a probe needs checkpoint_strategy git_tag");
  reject("probe_requires_loop_mode_once", (spec.loop?.mode ?? "once") === "once", "a probe runs once");
  reject(
    "probe_task_scope_only",
    enabled.every((step) => step.scope !== "item"),
    "a probe has no item-scoped steps",
  );
  reject(
    "probe_no_chain_steps",
    enabled.every((step) => (step.chain_steps ?? []).length === 0),
    "a probe has no chain steps",
  );
  reject(
    "probe_command_steps_only",
    enabled.every((step) => toStepForm(step).form === "command" || isSelfTest(step)),
    "a probe has command steps only, and the self_test",
  );
  for (const { id } of enabled)
    reject("probe_forbidden_phase", !PHASES.includes(id), `a probe has no step '${id}': the name stands for a phase`);
  return found;
}

function hasSelfTest({ steps }: WorkflowSpec): boolean {
  return steps.some((step) => step.enabled !== false && isSelfTest(step));
}

function isSelfTest(step: Step): boolean {
  const form = toStepForm(step);
  return form.form === "builtin" && form.builtin === "self_test";
}

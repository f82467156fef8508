// Workflow: steps, how often they repeat, and what becomes of items. Agents and templates are looked up elsewhere.
import { checkSteps } from "./check-steps.ts";
import { defineKind, type Partly, type Tell } from "./kind-entry.ts";
import { toWorkflowExpressions, toWorkflowReferences } from "./workflow-links.ts";
import { LOOP_MODES, WorkflowSpec } from "./workflow-spec.ts";

export const Workflow = defineKind({
  kind: "Workflow",
  summary: "Steps, how often they repeat, and what becomes of items.",
  spec: WorkflowSpec,
  check(spec, name, tell) {
    if (spec.steps !== undefined) checkSteps(spec.steps, name, tell);
    checkLoop(spec.loop, tell);
    for (const [index, rule] of (spec.finalize?.rules ?? []).entries()) {
      const { id = "", when, status } = rule ?? {};
      const here = ["finalize", "rules", index];
      if (when?.trim() === "") tell.error([...here, "when"], `finalize rule '${id}' has empty 'when' expression`);
      if (status?.trim() === "") tell.error([...here, "status"], `finalize rule '${id}' has empty status`);
    }
    const { adaptive } = spec;
    if (adaptive?.enabled && !("planner_agent" in adaptive && adaptive.planner_agent !== "")) {
      tell.error(["adaptive"], "adaptive planner is enabled but adaptive.planner_agent is missing");
    }
  },
  references: toWorkflowReferences,
  expressions: toWorkflowExpressions,
});

function checkLoop(loop: Partly<WorkflowSpec["loop"]>, tell: Tell): void {
  if (loop === undefined) return;
  const { mode, max_cycles, convergence_expr = [] } = loop;
  if (mode !== undefined && !LOOP_MODES.includes(mode)) {
    tell.error(["loop", "mode"], `unknown loop mode: ${mode} (expected ${LOOP_MODES.join("|")})`);
  }
  if (max_cycles === 0) tell.error(["loop", "max_cycles"], "loop.guard.max_cycles must be > 0");
  else if (mode === "fixed" && !("max_cycles" in loop)) tell.error(["loop"], "workflow loop.mode=fixed requires max_cycles > 0");
  for (const [index, expression] of convergence_expr.entries()) {
    if (expression?.when?.trim() !== "") continue;
    tell.error(["loop", "convergence_expr", index, "when"], `convergence_expr[${index}] has empty 'when' expression`);
  }
}

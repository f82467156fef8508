// The safety rules for workflows that work on Yardmaster itself: each broken alone, and kept by a workflow that keeps them all.
import { describe, expect, it } from "vitest";
import { checkSelfReference } from "../../../src/resources/check/check-self-reference.ts";
import { createTell } from "../../../src/resources/check/finding.ts";
import type { WorkflowSpec } from "../../../src/resources/kinds/workflow-spec.ts";
import { aWorkflow, aWorkspace, declared } from "../../core/resources/declared.ts";

const SELF = [declared("Workspace", "self", { root_path: ".", self_referential: true })];
const OTHER = [aWorkspace("other")];
const TEST = { id: "self_test" };
const SAFE = { checkpoint_strategy: "git_tag", auto_rollback: true, binary_snapshot: true };
const PROBE = { ...SAFE, profile: "self_referential_probe" };
const COMMAND = { id: "probe", command: "true" };

function found(spec: object, workspaces = SELF): readonly string[] {
  const tell = createTell(aWorkflow("w", []));
  return checkSelfReference(spec as WorkflowSpec, workspaces, tell).map(({ severity, rule }) => `${severity} ${rule}`);
}

describe("a workflow of a self-referential workspace", () => {
  it("is well with checkpoints, rollback, a self test and a snapshot", () => {
    expect(found({ steps: [TEST], safety: SAFE })).toEqual([]);
    expect(found({ steps: [{ id: "x", builtin: "self_test" }], safety: SAFE })).toEqual([]);
    expect(found({ steps: [{ id: "x", type: "self_test" }], safety: SAFE })).toEqual([]);
  });

  it.each([
    ["no checkpoints", { steps: [TEST], safety: { ...SAFE, checkpoint_strategy: "none" } }, "error self_ref.checkpoint_strategy_required"],
    ["no rollback", { steps: [TEST], safety: { ...SAFE, auto_rollback: false } }, "error self_ref.auto_rollback_required"],
    ["no self test", { steps: [COMMAND], safety: SAFE }, "error self_ref.self_test_required"],
    ["a self test that is switched off", { steps: [{ ...TEST, enabled: false }], safety: SAFE }, "error self_ref.self_test_required"],
    ["a command that is called like one", { steps: [{ ...TEST, command: "true" }], safety: SAFE }, "error self_ref.self_test_required"],
    ["no snapshot", { steps: [TEST], safety: { ...SAFE, binary_snapshot: false } }, "warning self_ref.binary_snapshot_recommended"],
  ])("is refused with %s", (_what, spec, rule) => {
    expect(found(spec)).toEqual([rule]);
  });

  it("has none of it by default, and all of it is told with the header that scripts look for", () => {
    expect(found({ steps: [COMMAND] })).toHaveLength(4);
    const [first] = checkSelfReference({ steps: [COMMAND] } as unknown as WorkflowSpec, SELF, createTell(null));
    expect(first?.message).toBe(
      "[SELF_REF_POLICY_VIOLATION] self-referential safety policy rejected the workflow: safety.checkpoint_strategy must not be none",
    );
  });

  it("of any other workspace is left alone", () => {
    expect(found({ steps: [COMMAND] }, OTHER)).toEqual([]);
    expect(found({ steps: [COMMAND] }, [...OTHER, ...SELF])).toHaveLength(4);
  });
});

describe("a probe", () => {
  const KEEPS = { steps: [COMMAND, TEST], safety: PROBE };

  it("keeps the rules with commands and a self test that run once in a self-referential workspace", () => {
    expect(found(KEEPS)).toEqual([]);
  });

  it.each([
    ["another workspace", KEEPS, "probe_requires_self_referential_workspace", OTHER],
    [
      "checkpoints of another kind",
      { ...KEEPS, safety: { ...PROBE, checkpoint_strategy: "git_stash" } },
      "probe_requires_git_tag_checkpoint",
      SELF,
    ],
    ["a loop", { ...KEEPS, loop: { mode: "fixed", max_cycles: 2 } }, "probe_requires_loop_mode_once", SELF],
    ["a step of items", { ...KEEPS, steps: [{ ...COMMAND, scope: "item" }] }, "probe_task_scope_only", SELF],
    [
      "steps inside a step",
      { ...KEEPS, steps: [COMMAND, { id: "c", command: "x", chain_steps: [COMMAND] }] },
      "probe_no_chain_steps",
      SELF,
    ],
    ["a step of an agent", { ...KEEPS, steps: [{ id: "plan" }] }, "probe_command_steps_only", SELF],
    ["another built-in", { ...KEEPS, steps: [TEST, { id: "x", builtin: "self_restart" }] }, "probe_command_steps_only", SELF],
    ["a phase of the usual profile", { ...KEEPS, steps: [TEST, { ...COMMAND, id: "build" }] }, "probe_forbidden_phase", SELF],
  ] as const)("is refused with %s", (_what, spec, rule, workspaces) => {
    expect(found(spec, [...workspaces])).toContain(`error self_ref.${rule}`);
    expect(found(KEEPS)).not.toContain(`error self_ref.${rule}`);
  });

  it("may have anything in steps that are switched off", () => {
    expect(found({ ...KEEPS, steps: [COMMAND, TEST, { id: "qa", scope: "item", enabled: false }] })).toEqual([]);
  });
});

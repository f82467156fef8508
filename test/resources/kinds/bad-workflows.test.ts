// Workflows that do not hold beyond their steps.
import { describe, expect, it } from "vitest";
import { toldSpec } from "../manifest/told.ts";

describe("workflows that do not hold", () => {
  it("refuses no steps", () => {
    expect(
      toldSpec(
        "Workflow",
        "sdlc",
        `
steps: []
`,
      ),
    ).toMatchInlineSnapshot(`"m.yaml:5:10 error spec.steps workflow.spec.steps cannot be empty"`);
  });

  it("refuses missing steps", () => {
    expect(
      toldSpec(
        "Workflow",
        "sdlc",
        `
loop: { mode: once }
`,
      ),
    ).toMatchInlineSnapshot(`"m.yaml:5:3 error spec.steps workflow.spec.steps cannot be empty"`);
  });

  it("refuses a single step that is not in a list", () => {
    expect(
      toldSpec(
        "Workflow",
        "sdlc",
        `
steps: { id: qa }
`,
      ),
    ).toMatchInlineSnapshot(`"m.yaml:5:10 error spec.steps must be a list, not a map"`);
  });

  it("refuses steps of which none is enabled", () => {
    expect(
      toldSpec(
        "Workflow",
        "sdlc",
        `
steps:
  - { id: qa, enabled: false }
`,
      ),
    ).toMatchInlineSnapshot(`"m.yaml:6:5 error spec.steps workflow 'sdlc' has no enabled steps"`);
  });

  it("refuses an unknown key at the top", () => {
    expect(
      toldSpec(
        "Workflow",
        "sdlc",
        `
step: []
steps: [{ id: qa }]
execution: { mode: dynamic_dag }
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:5:3 error spec.step unknown field 'step'
        hint: did you mean "steps"?
      m.yaml:7:3 error spec.execution unknown field 'execution'
        hint: known: steps, description, loop, finalize, dynamic_steps, adaptive, safety, max_parallel, stagger_delay_ms, item_isolation"
    `);
  });

  it("refuses an unknown loop mode", () => {
    expect(
      toldSpec(
        "Workflow",
        "sdlc",
        `
steps: [{ id: qa }]
loop: { mode: forever }
`,
      ),
    ).toMatchInlineSnapshot(`"m.yaml:6:17 error spec.loop.mode unknown loop mode: forever (expected once|fixed|infinite)"`);
  });

  it("refuses a loop without a mode", () => {
    expect(
      toldSpec(
        "Workflow",
        "sdlc",
        `
steps: [{ id: qa }]
loop: { max_cycles: 2 }
`,
      ),
    ).toMatchInlineSnapshot(`"m.yaml:6:9 error spec.loop.mode unknown loop mode: none given (expected once|fixed|infinite)"`);
  });

  it("refuses fixed cycles without a number", () => {
    expect(
      toldSpec(
        "Workflow",
        "sdlc",
        `
steps: [{ id: qa }]
loop: { mode: fixed }
`,
      ),
    ).toMatchInlineSnapshot(`"m.yaml:6:9 error spec.loop workflow loop.mode=fixed requires max_cycles > 0"`);
  });

  it("refuses no cycles at all", () => {
    expect(
      toldSpec(
        "Workflow",
        "sdlc",
        `
steps: [{ id: qa }]
loop: { mode: fixed, max_cycles: 0 }
`,
      ),
    ).toMatchInlineSnapshot(`"m.yaml:6:36 error spec.loop.max_cycles loop.guard.max_cycles must be > 0"`);
  });

  it("refuses empty expressions", () => {
    expect(
      toldSpec(
        "Workflow",
        "sdlc",
        `
steps: [{ id: qa }]
loop:
  mode: infinite
  convergence_expr: [{ when: "" }, { when: cycle > 2 }]
finalize:
  rules: [{ id: R, when: " ", status: "" }]
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:8:32 error spec.loop.convergence_expr[0].when convergence_expr[0] has empty 'when' expression
      m.yaml:10:28 error spec.finalize.rules[0].when finalize rule 'R' has empty 'when' expression
      m.yaml:10:41 error spec.finalize.rules[0].status finalize rule 'R' has empty status"
    `);
  });

  it("refuses a planner without an agent", () => {
    expect(
      toldSpec(
        "Workflow",
        "sdlc",
        `
steps: [{ id: qa }]
adaptive: { enabled: true }
`,
      ),
    ).toMatchInlineSnapshot(`"m.yaml:6:13 error spec.adaptive adaptive planner is enabled but adaptive.planner_agent is missing"`);
  });

  it("warns about keys of safety and loop", () => {
    expect(
      toldSpec(
        "Workflow",
        "sdlc",
        `
steps: [{ id: qa }]
loop: { mode: once, max_cycle: 2 }
safety: { max_failures: 3 }
`,
      ),
    ).toMatchInlineSnapshot(`
      "accepted 1
      m.yaml:6:23 warning spec.loop.max_cycle unknown field 'max_cycle' is ignored
        hint: did you mean "max_cycles"?
      m.yaml:7:13 warning spec.safety.max_failures unknown field 'max_failures' is ignored"
    `);
  });

  it("refuses invariants that do not hold", () => {
    expect(
      toldSpec(
        "Workflow",
        "sdlc",
        `
steps: [{ id: qa }]
safety:
  checkpoint_strategy: git-tag
  invariants:
    - { command: make test, on_violation: stop }
    - { id: a, name: b, check: make }
    - { name: c, check: { comand: make } }
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:7:26 error spec.safety.checkpoint_strategy must be one of none, git_tag, git_stash, not "git-tag"
        hint: did you mean "git_tag"?
      m.yaml:9:9 error spec.safety.invariants[0].name is missing
      m.yaml:9:45 error spec.safety.invariants[0].on_violation must be one of halt, rollback, warn, abort, not "stop"
      m.yaml:10:11 error spec.safety.invariants[1].id is the same field as name
        hint: keep one of the two
      m.yaml:10:34 error spec.safety.invariants[1].check must be a map, not "make"
      m.yaml:11:29 warning spec.safety.invariants[2].check.comand unknown field 'check.comand' is ignored
        hint: did you mean "check.command"?"
    `);
  });

  it("refuses a dynamic step without a type", () => {
    expect(
      toldSpec(
        "Workflow",
        "sdlc",
        `
steps: [{ id: qa }]
dynamic_steps: [{ id: extra, priority: high }]
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:6:19 error spec.dynamic_steps[0].step_type is missing
      m.yaml:6:42 error spec.dynamic_steps[0].priority must be a number, not "high""
    `);
  });

  it("refuses an unknown isolation", () => {
    expect(
      toldSpec(
        "Workflow",
        "sdlc",
        `
steps: [{ id: qa }]
item_isolation: { strategy: worktree }
max_parallel: 0
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:6:31 error spec.item_isolation.strategy must be one of none, git_worktree, not "worktree"
      m.yaml:7:17 error spec.max_parallel must be a whole number of at least 1, not 0"
    `);
  });
});

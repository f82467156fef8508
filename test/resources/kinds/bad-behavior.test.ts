// What steps do besides their work, where it does not hold.
import { describe, expect, it } from "vitest";
import { toldSteps } from "../manifest/told.ts";

describe("behavior that does not hold", () => {
  it("warns about keys inside behavior and prehook", () => {
    expect(
      toldSteps(`
- id: qa
  prehook: { when: is_last_cycle, unless: x, extended: true }
  behavior: { capture: [] }
`),
    ).toMatchInlineSnapshot(`
      "accepted 1
      m.yaml:7:39 warning spec.steps[0].prehook.unless unknown field 'unless' is ignored
      m.yaml:7:50 warning spec.steps[0].prehook.extended is accepted and changes nothing
      m.yaml:8:19 warning spec.steps[0].behavior.capture unknown field 'capture' is ignored
        hint: did you mean "captures"?"
    `);
  });

  it("refuses an empty prehook", () => {
    expect(
      toldSteps(`
- id: qa
  prehook: { when: "" }
`),
    ).toMatchInlineSnapshot(`"m.yaml:7:24 error spec.steps[0].prehook.when workflow 'sdlc' step 'qa' prehook.when cannot be empty"`);
  });

  it("refuses a prehook in another language", () => {
    expect(
      toldSteps(`
- id: qa
  prehook: { engine: lua, when: x }
`),
    ).toMatchInlineSnapshot(`"m.yaml:7:26 error spec.steps[0].prehook.engine must be one of cel, not "lua""`);
  });

  it("refuses a profile on a step that no agent does", () => {
    expect(
      toldSteps(`
- id: build
  command: make
  execution_profile: sandboxed
`),
    ).toMatchInlineSnapshot(
      `"m.yaml:8:26 error spec.steps[0].execution_profile workflow 'sdlc' step 'build' execution_profile is only supported on agent steps"`,
    );
  });

  it("refuses an unknown cost preference", () => {
    expect(
      toldSteps(`
- id: qa
  cost_preference: balanced
`),
    ).toMatchInlineSnapshot(`
      "m.yaml:7:24 error spec.steps[0].cost_preference unknown cost_preference 'balanced'
        hint: did you mean "balance"?"
    `);
  });

  it("refuses an unknown scope", () => {
    expect(
      toldSteps(`
- id: qa
  scope: items
`),
    ).toMatchInlineSnapshot(`
      "m.yaml:7:14 error spec.steps[0].scope must be one of task, item, not "items"
        hint: did you mean "item"?"
    `);
  });

  it("refuses a duration for seconds", () => {
    expect(
      toldSteps(`
- id: qa
  timeout_secs: 30m
  stall_timeout_secs: "60"
  stagger_delay_ms: 2s
`),
    ).toMatchInlineSnapshot(`
      "m.yaml:7:21 error spec.steps[0].timeout_secs must be a whole number of at least 1, not "30m"
        hint: 30m is 1800 seconds
      m.yaml:8:27 error spec.steps[0].stall_timeout_secs must be a whole number of at least 1, not "60"
        hint: write 60 without quotes
      m.yaml:9:25 error spec.steps[0].stagger_delay_ms must be a whole number of at least 0, not "2s"
        hint: 2s is 2000 milliseconds"
    `);
  });

  it("refuses a path into an exit code", () => {
    expect(
      toldSteps(`
- id: qa
  behavior:
    captures:
      - { var: v, source: exit_code, json_path: $.a }
`),
    ).toMatchInlineSnapshot(`
      "m.yaml:9:53 error spec.steps[0].behavior.captures[0].json_path workflow 'sdlc' step 'qa' capture 'v' uses json_path with unsupported source 'ExitCode'
        hint: json_path works on stdout and stderr"
    `);
  });

  it("refuses an unknown source", () => {
    expect(
      toldSteps(`
- id: qa
  behavior:
    captures:
      - { var: v, source: stdut }
`),
    ).toMatchInlineSnapshot(`
      "m.yaml:9:31 error spec.steps[0].behavior.captures[0].source must be one of stdout, stderr, exit_code, failed_flag, success_flag, not "stdut"
        hint: did you mean "stdout"?"
    `);
  });

  it("refuses a status that is not given", () => {
    expect(
      toldSteps(`
- id: qa
  behavior:
    on_failure: { action: set_status }
    on_success: { action: early_return }
`),
    ).toMatchInlineSnapshot(`
      "m.yaml:8:21 error spec.steps[0].behavior.on_failure workflow 'sdlc' step 'qa' on_failure action 'set_status' requires a status
      m.yaml:9:31 error spec.steps[0].behavior.on_success.action must be one of continue, set_status, not "early_return""
    `);
  });

  it("refuses an unknown action", () => {
    expect(
      toldSteps(`
- id: qa
  behavior:
    post_actions:
      - type: create_tickets
      - store_put
      - goal: child
`),
    ).toMatchInlineSnapshot(`
      "m.yaml:9:19 error spec.steps[0].behavior.post_actions[0].type must be one of create_ticket, scan_tickets, store_put, generate_items, spawn_task, spawn_tasks, not "create_tickets"
        hint: did you mean "create_ticket"?
      m.yaml:10:13 error spec.steps[0].behavior.post_actions[1] must be a map, not "store_put"
      m.yaml:11:13 error spec.steps[0].behavior.post_actions[2].type is missing"
    `);
  });

  it("refuses actions with parts missing", () => {
    expect(
      toldSteps(`
- id: qa
  behavior:
    post_actions:
      - { type: store_put, store: context }
      - { type: spawn_tasks, from_var: goals }
`),
    ).toMatchInlineSnapshot(`
      "m.yaml:9:13 error spec.steps[0].behavior.post_actions[0].key is missing
      m.yaml:9:13 error spec.steps[0].behavior.post_actions[0].from_var is missing
      m.yaml:10:13 error spec.steps[0].behavior.post_actions[1].mapping is missing"
    `);
  });

  it("refuses a selection that lacks what its strategy needs", () => {
    expect(
      toldSteps(`
- id: item_select
  item_select_config: { strategy: max }
- id: select
  builtin: item_select
  item_select_config: { strategy: weighted, metric_key: score }
`),
    ).toMatchInlineSnapshot(`
      "m.yaml:7:27 error spec.steps[0].item_select_config workflow 'sdlc' step 'item_select' item_select_config strategy 'max' requires metric_var
      m.yaml:10:27 error spec.steps[1].item_select_config workflow 'sdlc' step 'select' item_select_config strategy 'weighted' requires weights"
    `);
  });

  it("refuses both spellings of one field", () => {
    expect(
      toldSteps(`
- id: item_select
  item_select_config: { strategy: max, metric_var: a, metric_key: b }
`),
    ).toMatchInlineSnapshot(`
      "m.yaml:7:59 error spec.steps[0].item_select_config.metric_key is the same field as metric_var
        hint: keep one of the two"
    `);
  });

  it("refuses a child that stands twice in a chain", () => {
    expect(
      toldSteps(`
- id: chain
  chain_steps:
    - id: a
    - id: a
      builtin: nothing
`),
    ).toMatchInlineSnapshot(`
      "m.yaml:9:15 error spec.steps[0].chain_steps[1].id workflow 'sdlc' has duplicate step id 'a'
      m.yaml:10:20 error spec.steps[0].chain_steps[1].builtin step 'a' uses unknown builtin 'nothing'
        hint: one of init_once, loop_guard, ticket_scan, self_test, self_restart, item_select, repository_tests"
    `);
  });

  it("refuses variables that are no texts", () => {
    expect(
      toldSteps(`
- id: qa
  step_vars: { retries: 3 }
`),
    ).toMatchInlineSnapshot(`
      "m.yaml:7:29 error spec.steps[0].step_vars.retries must be a text, not 3
        hint: put the value in quotes"
    `);
  });
});

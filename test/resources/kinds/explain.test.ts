// Looking a field up.
import { describe, expect, it } from "vitest";
import { explainField } from "../../../src/resources/kinds/explain.ts";

function explained(path: string): string {
  const explanation = explainField(path);
  if (!explanation.ok) return `${explanation.message}\n${explanation.hint}`;
  const { path: at, type, required, default: byDefault, description, children } = explanation.field;
  return [
    `${at} (${type}${required ? ", required" : ""}${byDefault === null ? "" : `, default ${byDefault}`})`,
    description,
    ...children.map(({ name }) => `- ${name}`),
  ].join("\n");
}

describe("explaining a field", () => {
  it("says what it is, and what is inside", () => {
    expect(explained("workflow.steps.prehook")).toMatchInlineSnapshot(`
      "workflow.steps.prehook (map)
      When the step runs.
      - engine
      - when
      - reason
      - ui
      - extended"
    `);
  });

  it("takes any name of a kind, spec and indices", () => {
    expect(explained("wf.spec.steps[0].prehook.when")).toMatchInlineSnapshot(`
      "workflow.steps.prehook.when (text, required)
      A CEL expression; the step is skipped when it is false."
    `);
  });

  it("explains a kind", () => {
    expect(explained("execution-profiles")).toMatchInlineSnapshot(`
      "executionprofile (map, required)
      How far the commands of a step are confined.
      - mode
      - fs_mode
      - writable_paths
      - readable_paths
      - network_mode
      - network_allowlist
      - max_memory_mb
      - max_cpu_seconds
      - max_processes
      - max_open_files"
    `);
  });

  it("shows a default and another spelling", () => {
    expect(explained("workflowstore.provider")).toMatchInlineSnapshot(`
      "workflowstore.provider (text, default "local")
      Where entries are kept: \`local\`, \`file\`, \`command\`, or the name of a StoreBackendProvider. Also written \`backend\`."
    `);
  });

  it("shows the fields of every form, and of one", () => {
    expect(explained("workflow.steps.behavior.post_actions")).toMatchInlineSnapshot(`
      "workflow.steps.behavior.post_actions (list of maps, default [])
      What is done after the step, in order.
      - type
      - store
      - key
      - from_var
      - json_path
      - mapping
      - replace
      - goal
      - workflow
      - inherit
      - max_tasks
      - queue"
    `);
    expect(explained("workflow.steps.behavior.post_actions.store_put")).toMatchInlineSnapshot(`
      "workflow.steps.behavior.post_actions.store_put (map)
      Puts a variable into a store, whether or not the step succeeded.
      - type
      - store
      - key
      - from_var"
    `);
    expect(explained("workflow.steps.behavior.post_actions.mapping.goal")).toMatchInlineSnapshot(`
      "workflow.steps.behavior.post_actions.mapping.goal (text, required)
      The path to the goal in each element."
    `);
  });

  it("does not follow a step into itself for ever", () => {
    expect(explained("workflow.steps.chain_steps")).toMatchInlineSnapshot(`
      "workflow.steps.chain_steps (list of maps, default [])
      Steps that run in order inside this one; the first that fails ends it."
    `);
  });

  it("offers the nearest word for one that is not known", () => {
    expect(explained("workflw.steps")).toMatchInlineSnapshot(`
      "'workflw' is not a kind
      did you mean "workflow"?"
    `);
    expect(explained("workflow.steps.prehok")).toMatchInlineSnapshot(`
      "workflow.steps has no field 'prehok'
      did you mean "prehook"?"
    `);
    expect(explained("agent.nothing_like_it")).toMatchInlineSnapshot(`
      "agent has no field 'nothing_like_it'
      known: command, preset, program, model, args, command_rules, enabled, capabilities, metadata, selection, env, promptDelivery, health_policy"
    `);
    expect(explained("agent.command.length")).toMatchInlineSnapshot(`
      "agent.command has no field 'length'
      it has no fields"
    `);
  });
});

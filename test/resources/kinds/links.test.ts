// What specs mention: other resources, and expressions.
import { describe, expect, it } from "vitest";
import { readManifests } from "../../../src/resources/manifest/read-manifests.ts";
import { toManifest } from "../manifest/told.ts";

function linksOf(kind: string, spec: string): { readonly references: readonly string[]; readonly expressions: readonly string[] } {
  const { manifests, problems } = readManifests(toManifest(kind, "m", spec), "m.yaml");
  expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
  return {
    references: manifests.flatMap(({ entry, spec: read }) =>
      (entry?.references(read) ?? []).map(({ path, kind: to, name, key }) => `${path} → ${to} ${name}${key === null ? "" : ` ${key}`}`),
    ),
    expressions: manifests.flatMap(({ entry, spec: read }) =>
      (entry?.expressions(read) ?? []).map(({ path, expression, kind: of }) => `${path} ${of}: ${expression}`),
    ),
  };
}

const WORKFLOW = `
steps:
  - { id: init_once }
  - { id: plan, template: plan, execution_profile: box }
  - { id: run_qa, type: qa, prehook: { when: cycle == 1 } }
  - { id: verify, type: qa, required_capability: verify }
  - { id: build, command: make }
  - { id: later, type: deploy, enabled: false, template: deploy }
  - id: chain
    chain_steps:
      - { id: fix, prehook: { when: qa_failed } }
  - id: pick
    builtin: item_select
    store_inputs: [{ store: context, key: a, as_var: a }]
    store_outputs: [{ store: context, key: b, from_var: b }]
    item_select_config: { strategy: max, metric_var: score, store_result: { namespace: evolution, key: winner } }
    behavior:
      post_actions:
        - { type: create_ticket }
        - { type: store_put, store: facts, key: c, from_var: c }
        - { type: spawn_task, goal: g, workflow: child }
        - { type: spawn_tasks, from_var: v, mapping: { goal: $.g }, workflow: children }
        - { type: spawn_task, goal: g }
loop: { mode: infinite, convergence_expr: [{ when: cycle > 3 }] }
finalize: { rules: [{ id: done, when: fix_success, status: fixed }] }
dynamic_steps:
  - { id: extra, step_type: review, trigger: qa_failed, template: review }
  - { id: fixed, step_type: review, agent_id: reviewer }
adaptive: { enabled: true, planner_agent: planner }
`;

describe("what a workflow mentions", () => {
  it("is every resource, by what a step is", () => {
    expect(linksOf("Workflow", WORKFLOW).references).toEqual([
      "steps[1].id → capability plan",
      "steps[1].template → StepTemplate plan",
      "steps[1].execution_profile → ExecutionProfile box",
      "steps[2].type → capability qa",
      "steps[3].required_capability → capability verify",
      "steps[5].template → StepTemplate deploy",
      "steps[6].chain_steps[0].id → capability fix",
      "steps[7].store_inputs[0].store → WorkflowStore context a",
      "steps[7].store_outputs[0].store → WorkflowStore context b",
      "steps[7].item_select_config.store_result.namespace → WorkflowStore evolution winner",
      "steps[7].behavior.post_actions[1].store → WorkflowStore facts c",
      "steps[7].behavior.post_actions[2].workflow → Workflow child",
      "steps[7].behavior.post_actions[3].workflow → Workflow children",
      "loop → capability loop_guard",
      "dynamic_steps[0].step_type → capability review",
      "dynamic_steps[0].template → StepTemplate review",
      "dynamic_steps[1].agent_id → Agent reviewer",
      "adaptive.planner_agent → Agent planner adaptive_plan",
    ]);
  });

  it("is every expression, by the variables that it has", () => {
    expect(linksOf("Workflow", WORKFLOW).expressions).toEqual([
      "steps[2].prehook.when prehook: cycle == 1",
      "steps[6].chain_steps[0].prehook.when prehook: qa_failed",
      "loop.convergence_expr[0].when convergence: cycle > 3",
      "finalize.rules[0].when finalize: fix_success",
      "dynamic_steps[0].trigger prehook: qa_failed",
    ]);
  });

  it("is no guard where the loop has one, runs once or is switched off", () => {
    const steps = "steps: [{ id: a, command: make }";
    const guarded = `${steps}, { id: loop_guard }]\nloop: { mode: fixed, max_cycles: 2 }`;
    for (const spec of [guarded, `${steps}]\nloop: { mode: once }`, `${steps}]\nloop: { mode: infinite, enabled: false }`]) {
      expect(linksOf("Workflow", spec).references).toEqual([]);
    }
  });
});

describe("what other kinds mention", () => {
  it("is the stores of an agent's environment, and its rules", () => {
    const spec = `
command: run {prompt}
command_rules: [{ when: cycle > 1, command: "rerun {prompt}" }]
env: [{ fromRef: shared }, { name: KEY, refValue: { name: keys, key: API } }, { name: A, value: b }]
`;
    expect(linksOf("Agent", spec)).toEqual({
      references: ["env[0].fromRef → store shared", "env[1].refValue → store keys API"],
      expressions: ["command_rules[0].when command_rule: cycle > 1"],
    });
  });

  it("is what a trigger starts, filters and checks", () => {
    const spec = `
event:
  source: webhook
  webhook: { secret: { fromRef: github }, crdRef: GitHubHook }
  filter: { workflow: other, condition: payload_action == 'created' }
action: { workflow: fix, workspace: main }
`;
    expect(linksOf("Trigger", spec)).toEqual({
      references: [
        "event.filter.workflow → Workflow other",
        "event.webhook.secret.fromRef → SecretStore github",
        "event.webhook.crdRef → CustomResourceDefinition GitHubHook",
        "action.workflow → Workflow fix",
        "action.workspace → Workspace main",
      ],
      expressions: ["event.filter.condition trigger_filter: payload_action == 'created'"],
    });
  });

  it("is the rules and the profiles of a definition", () => {
    const spec = `
kind: Prompt
plural: prompts
group: example.com
versions: [{ name: v1, cel_rules: [{ rule: size(self.a) > 0, message: too few }] }]
plugins: [{ name: p, type: cron, schedule: 0 3 * * *, command: sweep, execution_profile: box }]
`;
    expect(linksOf("CustomResourceDefinition", spec)).toEqual({
      references: ["plugins[0].execution_profile → ExecutionProfile box"],
      expressions: ["versions[0].cel_rules[0].rule cel_rule: size(self.a) > 0"],
    });
  });
});

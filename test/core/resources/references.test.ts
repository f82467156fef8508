// What resources mention of each other: every kind of reference in any order, the words for each that does not hold, and what was
// broken before.
import { describe, expect, it } from "vitest";
import { findBrokenReferences } from "../../../src/core/resources/references.ts";
import type { Resource } from "../../../src/core/resources/resource.ts";
import { NO_RESOURCES } from "../../../src/core/resources/state.ts";
import { referencesOf } from "../../../src/resources/check/references-of.ts";
import { aDefinition, anAgent, apply, aStore, aTemplate, aTrigger, aWorkflow, aWorkspace, declared, given, remove } from "./declared.ts";

/** A project in which everything refers to something. */
const ALL: readonly Resource[] = [
  aTrigger("nightly", "build", "main"),
  declared("Trigger", "hook", {
    event: { source: "webhook", filter: { workflow: "build" }, webhook: { secret: { fromRef: "keys" }, crdRef: "Lib" } },
    action: { workflow: "build", workspace: "main" },
  }),
  declared("Workflow", "build", {
    steps: [
      { id: "plan", template: "plan", execution_profile: "safe", store_inputs: [{ store: "undeclared", key: "k", as_var: "v" }] },
      { id: "spawn", command: "true", behavior: { post_actions: [{ type: "spawn_task", goal: "g", workflow: "build" }] } },
      { id: "both", chain_steps: [{ id: "inner", required_capability: "plan", template: "plan" }] },
    ],
    loop: { mode: "fixed", max_cycles: 2 },
    dynamic_steps: [
      { id: "d", step_type: "plan", template: "plan" },
      { id: "e", step_type: "x", agent_id: "coder" },
    ],
    adaptive: { enabled: true, planner_agent: "coder" },
  }),
  declared("Agent", "coder", {
    command: "coder",
    capabilities: ["plan", "loop_guard", "adaptive_plan"],
    env: [{ fromRef: "env" }, { name: "KEY", refValue: { name: "keys", key: "KEY" } }],
  }),
  declared("CustomResourceDefinition", "libs.test.dev", {
    ...aDefinition("Lib").spec,
    plugins: [{ name: "p", type: "cron", command: "true", schedule: "@daily", execution_profile: "safe" }],
  }),
  declared("ExecutionProfile", "safe", { mode: "host" }),
  aStore("EnvStore", "env", ["A"]),
  aStore("SecretStore", "keys", ["KEY"]),
  aTemplate("plan"),
  aWorkspace("main"),
];

describe("references within one apply", () => {
  it("hold in any order", () => {
    expect(given().when(apply(ALL))).toMatchObject({ obstacles: [], warnings: [] });
    expect(given().when(apply(ALL.toReversed()))).toMatchObject({ obstacles: [], warnings: [] });
    expect(given(apply(ALL.slice(5))).when(apply(ALL.slice(0, 5)))).toMatchObject({ obstacles: [], warnings: [] });
  });

  it("hold within their project alone", () => {
    const elsewhere = ALL.map((resource) => ({ ...resource, metadata: { ...resource.metadata, project: "web" } }));
    expect(given(apply(elsewhere)).when(apply([anAgent("x", []), aWorkflow("w", ["plan"])])).obstacles).toEqual([
      "workflow/w spec.steps[0].id: no agent supports capability for step 'plan' used by workflow 'w'",
    ]);
  });

  it("are told of what is new, each in its words", () => {
    const users = ALL.filter(({ kind }) => ["Workflow", "Agent", "CustomResourceDefinition"].includes(kind));
    const { obstacles } = given().when(
      apply(
        users.map((resource) => (resource.kind === "Agent" ? { ...resource, spec: { ...resource.spec, capabilities: [] } } : resource)),
      ),
    );
    expect(obstacles).toMatchInlineSnapshot(`
      [
        "workflow/build spec.steps[0].id: no agent supports capability for step 'plan' used by workflow 'build'",
        "workflow/build spec.steps[0].template: workflow 'build' step 'plan' references unknown step template 'plan'",
        "workflow/build spec.steps[0].execution_profile: workflow 'build' step 'plan' references unknown execution profile 'safe'",
        "workflow/build spec.steps[2].chain_steps[0].required_capability: no agent supports capability for step 'plan' used by workflow 'build'",
        "workflow/build spec.steps[2].chain_steps[0].template: workflow 'build' step 'both' references unknown step template 'plan'",
        "workflow/build spec.loop: workflow 'build' loop.guard enabled but no builtin loop_guard step or agent with loop_guard capability found",
        "workflow/build spec.dynamic_steps[0].step_type: no agent supports capability for step 'plan' used by workflow 'build'",
        "workflow/build spec.dynamic_steps[0].template: workflow 'build' references unknown step template 'plan'",
        "workflow/build spec.adaptive.planner_agent: workflow 'build' references agent 'coder', which must support capability 'adaptive_plan'",
        "agent/coder spec.env[0].fromRef: agent 'coder' (project 'default') env fromRef 'env' references unknown store",
        "agent/coder spec.env[1].refValue: agent 'coder' (project 'default') env refValue.name 'keys' references unknown store",
        "customresourcedefinition/libs.test.dev spec.plugins[0].execution_profile: references unknown execution profile 'safe'",
      ]
    `);
  });

  it("are warnings where a trigger has them: until then it starts nothing", () => {
    const { obstacles, warnings, changes } = given().when(apply(ALL.filter(({ kind }) => kind === "Trigger")));
    expect(obstacles).toEqual([]);
    expect(changes).toEqual(["trigger/nightly created", "trigger/hook created"]);
    expect(warnings).toMatchInlineSnapshot(`
      [
        "trigger/nightly spec.action.workflow: references unknown workflow 'build'",
        "trigger/nightly spec.action.workspace: references unknown workspace 'main'",
        "trigger/hook spec.event.filter.workflow: references unknown workflow 'build'",
        "trigger/hook spec.event.webhook.secret.fromRef: references unknown secret store 'keys'",
        "trigger/hook spec.event.webhook.crdRef: references unknown custom kind 'Lib'",
        "trigger/hook spec.action.workflow: references unknown workflow 'build'",
        "trigger/hook spec.action.workspace: references unknown workspace 'main'",
      ]
    `);
  });
});

describe("the hint of a broken reference", () => {
  const workflow = (template: string) => aWorkflow("w", [{ id: "s", command: "true", template }]);

  it.each([
    ["a name that is near", [aTemplate("planning"), aTemplate("review")], "plannning", 'did you mean "planning"?'],
    ["all that there are, when none is near", [aTemplate("planning"), aTemplate("review")], "x", "known: planning, review"],
    ["nothing, when there is nothing", [], "x", null],
    ["nothing of another project", [aTemplate("planning", { project: "web" })], "planning", null],
  ])("names %s", (_what, known, name, hint) => {
    expect(given(apply(known)).when(apply([workflow(name)])).hints).toEqual([hint]);
  });

  it("names the keys of a store, never its values", () => {
    const agent = declared("Agent", "a", { command: "x", env: [{ name: "K", refValue: { name: "keys", key: "API_KYE" } }] });
    const { obstacles, hints } = given(apply([aStore("SecretStore", "keys", ["API_KEY", "OTHER"])])).when(apply([agent]));
    expect(obstacles).toEqual([
      "agent/a spec.env[0].refValue: agent 'a' (project 'default') env refValue key 'API_KYE' not found in store 'keys'",
    ]);
    expect(hints).toEqual(['did you mean "API_KEY"?']);
  });

  it("is looked for a bounded number of times", () => {
    const templates = Array.from({ length: 60 }, (_, index) => aTemplate(`template-${index}`));
    const workflows = Array.from({ length: 60 }, (_, index) =>
      aWorkflow(`w${index}`, [{ id: "s", command: "true", template: "templat-1" }]),
    );
    const { hints } = given(apply(templates)).when(apply(workflows));
    expect(hints.filter((hint) => hint !== null)).toHaveLength(50);
    expect(hints).toHaveLength(60);
  });
});

describe("what a change breaks", () => {
  const coder = anAgent("coder", ["plan", "code"]);

  it("is told where it is, when its target is still there", () => {
    const { obstacles, hints } = given(apply([coder, aWorkflow("w", ["plan"])])).when(apply([anAgent("coder", ["plann"])]));
    expect(obstacles).toEqual(["workflow/w spec.steps[0].id: no agent supports capability for step 'plan' used by workflow 'w'"]);
    expect(hints).toEqual(['did you mean "plann"?']);
  });

  it("is told when a store loses a key that an agent takes", () => {
    const agent = declared("Agent", "a", { command: "x", env: [{ name: "A", refValue: { name: "env", key: "A" } }] });
    const { obstacles } = given(apply([aStore("EnvStore", "env", ["A", "B"]), agent])).when(apply([aStore("EnvStore", "env", ["B"])]));
    expect(obstacles).toEqual([
      "agent/a spec.env[0].refValue: agent 'a' (project 'default') env refValue key 'A' not found in store 'env'",
    ]);
  });

  it("is nothing that was broken before, and nobody touches", () => {
    const broken = given(apply([coder, aWorkflow("w", ["plan"])]), remove("Agent", "coder", { force: true }));
    expect(broken.when(apply([aTemplate("t")])).obstacles).toEqual([]);
    expect(broken.when(apply([anAgent("other", ["code"])])).obstacles).toEqual([]);
    expect(broken.when(apply([aWorkflow("w", ["plan"])])).changes).toEqual(["workflow/w unchanged"]);
  });

  it("is what was broken before and changes without being mended", () => {
    const broken = given(apply([coder, aWorkflow("w", ["plan"])]), remove("Agent", "coder", { force: true }));
    expect(broken.when(apply([aWorkflow("w", ["plan", "code"])])).obstacles).toHaveLength(2);
    expect(broken.when(apply([aWorkflow("w", [{ id: "plan", command: "true" }])])).obstacles).toEqual([]);
  });
});

describe("a look at everything", () => {
  it("finds what is broken, however long it has been", () => {
    const { state } = given(apply(ALL), remove("StepTemplate", "plan", { force: true }));
    const found = findBrokenReferences(NO_RESOURCES, state, referencesOf);
    expect(found.map(({ resource, path }) => `${resource.metadata.name} ${path}`)).toEqual([
      "build spec.steps[0].template",
      "build spec.steps[2].chain_steps[0].template",
      "build spec.dynamic_steps[0].template",
    ]);
  });
});

// A look at a whole project: each rule once broken, in the words of the rule, and nothing to say of a project that is well.
import { describe, expect, it } from "vitest";
import { decideResources } from "../../../src/core/resources/decide.ts";
import type { Resource } from "../../../src/core/resources/resource.ts";
import { applyResourceEvents, NO_RESOURCES } from "../../../src/core/resources/state.ts";
import { checkProject } from "../../../src/resources/check/check-project.ts";
import { anAgent, apply, aTemplate, aTrigger, aWorkflow, declared, FACTS } from "../../core/resources/declared.ts";

const WELL: readonly Resource[] = [
  declared("Workspace", "main", { root_path: "src", qa_targets: ["docs"] }),
  anAgent("coder", ["code"]),
  aWorkflow("build", ["code"]),
  aTrigger("nightly", "build", "main"),
];

interface Asked {
  readonly project?: string;
  readonly workflow?: string;
}

/** What is stored may be broken: somebody forced it. */
async function found(resources: readonly Resource[], { project = "default", workflow }: Asked = {}): Promise<readonly string[]> {
  const { events } = decideResources(apply(resources), NO_RESOURCES, FACTS);
  const state = applyResourceEvents(NO_RESOURCES, events);
  const isDirectory = async (path: string) => path === "src";
  const findings = await checkProject({ project, workflow: workflow ?? null, state, isDirectory });
  return findings
    .filter(({ rule }) => rule !== "agent_health_policy" && rule !== "not_run_yet")
    .map(({ severity, rule, resource, message }) => `${severity} [${rule}] ${resource ?? "-"}: ${message}`);
}

function workspace(spec: object): readonly Resource[] {
  return [declared("Workspace", "w", { root_path: "src", qa_targets: ["docs"], ...spec })];
}

function agent(spec: object): readonly Resource[] {
  return [declared("Agent", "a", { command: "x {prompt}", ...spec })];
}

describe("a look at a project", () => {
  it("finds nothing where all is well", async () => {
    expect(await found(WELL)).toEqual([]);
  });

  it.each<[string, readonly Resource[], string]>([
    ["a root that is not there", workspace({ root_path: "gone" }), "error [workspace_root_missing] workspace/w: root_path not found: gone"],
    [
      "no targets",
      workspace({ qa_targets: [] }),
      "warning [qa_targets_missing] workspace/w: has no qa_targets: item-scoped workflows find nothing here",
    ],
    [
      "a placeholder that is not filled",
      agent({ promptDelivery: "stdin" }),
      "warning [prompt_delivery_placeholder_ignored] agent/a: promptDelivery is stdin, so {prompt} in the command is not filled",
    ],
    [
      "a file of the prompt that the command does not name",
      agent({ command: "x", promptDelivery: "file" }),
      "warning [prompt_delivery_placeholder_missing] agent/a: promptDelivery is file, but the command has no {prompt_file}",
    ],
    [
      "a profile that nothing can run",
      [declared("ExecutionProfile", "p", { mode: "sandbox" })],
      "warning [execution_profile_backend_support] executionprofile/p: mode sandbox is not run yet: a step with this profile is refused rather than run unconfined",
    ],
    [
      "a step that is two things",
      [aWorkflow("w", [{ id: "s", command: "true", builtin: "self_test" }])],
      "warning [step_semantic_conflict] workflow/w: step 's' has command and builtin; it is run as a command step",
    ],
    [
      "a step that says it is another thing",
      [aWorkflow("w", [{ id: "s", command: "true", behavior: { execution: { type: "chain" } } }])],
      "warning [execution_mode_mismatch] workflow/w: step 's' says execution chain, but it is a command step",
    ],
    [
      "no step that runs",
      [aWorkflow("w", [{ id: "s", command: "true", enabled: false }])],
      "warning [empty_workflow] workflow/w: has no enabled steps",
    ],
    [
      "a capability that nobody has",
      [aWorkflow("w", ["code"])],
      "error [capability_no_agent] workflow/w: spec.steps[0].id: no agent supports capability for step 'code' used by workflow 'w'",
    ],
    [
      "a template that is gone",
      [aWorkflow("w", [{ id: "s", command: "true", template: "t" }])],
      "error [workflow_reference] workflow/w: spec.steps[0].template: workflow 'w' step 's' references unknown step template 't'",
    ],
    [
      "a store that is gone",
      agent({ env: [{ fromRef: "e" }] }),
      "error [agent_reference] agent/a: spec.env[0].fromRef: agent 'a' (project 'default') env fromRef 'e' references unknown store",
    ],
    [
      "an expression that does not compile",
      [aWorkflow("w", [{ id: "s", command: "true", prehook: { when: "(" } }])],
      "error [expression_invalid] workflow/w: spec.steps[0].prehook.when: workflow 'w' step 's' prehook.when is invalid CEL: unexpected token: EOF (at character 2)",
    ],
    [
      "an instance of a kind that there is none of",
      [declared("Book", "b", {}, { apiVersion: "test.dev/v1" })],
      "error [resource_invalid] book/b: kind: no CustomResourceDefinition found for kind 'Book'",
    ],
  ])("finds %s", async (_what, resources, expected) => {
    expect(await found(resources)).toEqual([expected]);
  });

  it("finds a trigger's workflow and workspace that are not there: for a trigger that is an error by now", async () => {
    expect(await found([aTrigger("t", "build", "main")])).toEqual([
      "error [trigger_workflow_ref] trigger/t: spec.action.workflow: references unknown workflow 'build'",
      "error [trigger_workspace_ref] trigger/t: spec.action.workspace: references unknown workspace 'main'",
    ]);
  });

  it("finds what a template asks for and nothing sets, once for each", async () => {
    const template = aTemplate("t", { prompt: "{goal} {plan_output} {score} {mine} {loaded} {typo} {typo} {{x}} {not a name}" });
    const step = {
      id: "work",
      command: "true",
      template: "t",
      step_vars: { mine: "1" },
      store_inputs: [{ store: "s", key: "k", as_var: "loaded" }],
    };
    const plan = { id: "plan", command: "true", behavior: { captures: [{ var: "score", source: "stdout" }] } };
    expect(await found([template, aWorkflow("w", [plan, step])])).toEqual([
      "warning [template_unknown_var] workflow/w: step 'work': template 't' uses {typo}, which nothing sets",
      "warning [template_unknown_var] workflow/w: step 'work': template 't' uses {x}, which nothing sets",
    ]);
  });

  it("leaves disabled steps alone", async () => {
    const off = { id: "off", command: "true", builtin: "self_test", enabled: false };
    expect(await found([aWorkflow("w", [{ id: "s", command: "true" }, off])])).toEqual([]);
  });

  it("says that a project, or a workflow, is not there", async () => {
    expect(await found(WELL, { project: "web" })).toEqual(["error [project_not_found] -: project not found: web"]);
    expect(await found(WELL, { workflow: "none" })).toEqual(["error [workflow_not_found] -: workflow not found: none"]);
    expect(await found([])).toEqual(["error [project_not_found] -: project not found: default"]);
  });

  it("looks at one workflow with what it needs, and at no other nor at what starts others", async () => {
    const broken = [aWorkflow("other", ["none"]), aTrigger("weekly", "gone", "main"), ...workspace({ root_path: "gone" })];
    expect(await found([...WELL, ...broken], { workflow: "build" })).toEqual([
      "error [workspace_root_missing] workspace/w: root_path not found: gone",
    ]);
    expect(await found([...WELL, ...broken])).toHaveLength(3);
    expect(await found([...WELL, aTrigger("again", "build", "gone")], { workflow: "build" })).toHaveLength(1);
  });

  it("tells what cannot be run yet as a warning, and a name that nothing captures", async () => {
    const { events } = decideResources(
      apply([aWorkflow("w", [{ id: "s", command: "true", prehook: { when: "scroe > 1" } }])]),
      NO_RESOURCES,
      FACTS,
    );
    const state = applyResourceEvents(NO_RESOURCES, events);
    const findings = await checkProject({ project: "default", workflow: null, state, isDirectory: async () => true });
    const warnings = findings.filter(({ severity }) => severity === "warning").map(({ rule }) => rule);
    expect(warnings).toContain("expression_variable");
    expect(findings.every(({ severity }) => severity !== "error")).toBe(true);
  });

  it("says nothing of the built-in workspace's targets: nobody chose it", async () => {
    const builtin = (spec: object) => declared("Workspace", "default", { root_path: "src", ...spec }, { origin: "builtin" });
    expect(await found([builtin({})])).toEqual([]);
    expect(await found([builtin({ root_path: "gone" })])).toEqual([
      "error [workspace_root_missing] workspace/default: root_path not found: gone",
    ]);
  });

  it("looks at one project alone", async () => {
    expect(await found([...WELL, aWorkflow("w", ["none"], { project: "web" })])).toEqual([]);
    expect(await found([...WELL, aWorkflow("w", ["code"], { project: "web" })], { project: "web" })).toHaveLength(1);
  });
});

describe("an agent's health policy", () => {
  const inherited = { health_policy: { disease_duration_hours: 7 } };

  async function policy(resources: readonly Resource[]): Promise<readonly string[]> {
    const { events } = decideResources(apply(resources), NO_RESOURCES, FACTS);
    const state = applyResourceEvents(NO_RESOURCES, events);
    const findings = await checkProject({ project: "default", workflow: null, state, isDirectory: async () => true });
    return findings.filter(({ severity }) => severity === "info").map(({ rule, message }) => `[${rule}] ${message}`);
  }

  it.each<[string, readonly Resource[], string]>([
    ["its own", agent({ health_policy: { disease_threshold: 9 } }), "custom (duration=5h, threshold=9, cap_success=0.5)"],
    ["the workspace's", [...agent({}), ...workspace(inherited)], "inherited from workspace (duration=7h, threshold=2, cap_success=0.5)"],
    ["none", agent({ health_policy: { disease_duration_hours: 0 } }), "disease DISABLED"],
    [
      "the workspace's, whatever workspace is built in",
      [...agent({}), ...workspace(inherited), declared("Workspace", "default", { root_path: "." }, { origin: "builtin" })],
      "inherited from workspace (duration=7h, threshold=2, cap_success=0.5)",
    ],
  ])("is told: %s", async (_which, resources, told) => {
    expect(await policy(resources)).toEqual([`[agent_health_policy] agent "a": health policy = ${told}`]);
  });

  it.each<[string, readonly Resource[]]>([
    ["nobody has declared one", agent({})],
    ["workspaces differ", [...agent({}), ...workspace(inherited), declared("Workspace", "v", { root_path: "." })]],
  ])("is not told where it is the default: %s", async (_where, resources) => {
    expect(await policy(resources)).toEqual([]);
  });
});

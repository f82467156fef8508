// `get` and `describe`: what a person sees of resources, in each form, and the words for what is not there.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CommandLine, createCommandLine, manifest } from "../../support/command-line.ts";

const EVERYTHING = [
  manifest(
    "Agent",
    "coder",
    '{ command: "coder {prompt}", capabilities: [plan, code, loop_guard] }',
    ", labels: { team: platform, tier: prod }",
  ),
  manifest("Agent", "reviewer", '{ command: "review {prompt}", enabled: false }', ", labels: { team: platform }"),
  manifest("Agent", "elsewhere", "{ command: x }", ", project: web"),
  manifest("Workflow", "build", "{ steps: [{ id: plan }, { id: code }], loop: { mode: fixed, max_cycles: 2 } }"),
  manifest("Workspace", "main", "{ root_path: ., qa_targets: [docs] }"),
  manifest("Trigger", "nightly", '{ cron: { schedule: "0 2 * * *" }, action: { workflow: build, workspace: main } }'),
  manifest("Trigger", "hook", "{ event: { source: webhook }, action: { workflow: build, workspace: main }, suspend: true }"),
  manifest("StepTemplate", "plan", '{ prompt: "Plan {goal}", description: How to plan }'),
  manifest("ExecutionProfile", "safe", "{ mode: sandbox, fs_mode: workspace_readonly, network_mode: deny }"),
  manifest("EnvStore", "env", "{ data: { LANG: C, LEVEL: debug } }"),
  manifest("WorkflowStore", "context", "{ provider: local }"),
  manifest("RuntimePolicy", "runtime", "{ runner: { shell: /bin/sh }, resume: { auto: true } }"),
  manifest("Project", "web", "{ description: The site }"),
  manifest(
    "CustomResourceDefinition",
    "books.test.dev",
    "{ kind: PocketBook, plural: pocketbooks, short_names: [pb], group: test.dev, versions: [{ name: v1 }, { name: v2 }] }",
  ),
  "apiVersion: test.dev/v1\nkind: PocketBook\nmetadata: { name: dune }\nspec: { pages: 412 }\n",
];

let line: CommandLine;
beforeAll(async () => {
  line = createCommandLine();
  await line.apply(...EVERYTHING);
});
afterAll(() => line.dispose());

async function shown(...argv: readonly string[]): Promise<string> {
  const { exit, out, err } = await line.run(argv);
  return exit === 0 && err === "" ? out : `${out}${err}(${exit})`;
}

describe("get of a kind", () => {
  it("is a table of what tells one from the next", async () => {
    const kinds = ["projects", "crds", "envstores", "workflowstores", "executionprofiles", "workspaces", "agents", "steptemplates"];
    const tables: string[] = [];
    for (const kind of [...kinds, "workflows", "triggers", "runtimepolicies"]) tables.push(`$ get ${kind}\n${await shown("get", kind)}`);
    expect(tables.join("\n")).toMatchInlineSnapshot(`
      "$ get projects
      NAME     DESCRIPTION
      default  What no other project is named for.
      web      The site

      $ get crds
      NAME            KIND        GROUP     VERSIONS
      books.test.dev  PocketBook  test.dev  v1,v2

      $ get envstores
      NAME  KEYS
      env   LANG,LEVEL

      $ get workflowstores
      NAME     PROVIDER
      context  local

      $ get executionprofiles
      NAME  MODE     FILES               NETWORK
      safe  sandbox  workspace_readonly  deny

      $ get workspaces
      NAME     ROOT
      default  .
      main     .

      $ get agents
      NAME          ENABLED  CAPABILITIES
      coder         true     plan,code,loop_guard
      coding-agent  true     work
      reviewer      false

      $ get steptemplates
      NAME           DESCRIPTION
      fix.implement  What the agent of the workflow \`fix\` is told.
      plan           How to plan

      $ get workflows
      NAME   STEPS             LOOP
      build  plan,code         fixed
      fix    implement,verify  once

      $ get triggers
      NAME              ON              WORKFLOW  SUSPENDED
      hook              webhook         build     true
      label-yardmaster  issue_labelled  fix       false
      nightly           0 2 * * * UTC   build     false

      $ get runtimepolicies
      NAME
      runtime
      "
    `);
  });

  it.each(["agent", "agents", "Agent", "ag"])("knows it by each of its words: %s", async (word) => {
    expect(await shown("get", word, "-o", "name")).toBe("agent/coder\nagent/coding-agent\nagent/reviewer\n");
  });

  it.each(["step-templates", "step_template", "StepTemplate"])("does not mind how words are joined: %s", async (word) => {
    expect(await shown("g", word, "-o", "name")).toBe("steptemplate/fix.implement\nsteptemplate/plan\n");
  });

  it.each(["PocketBook", "pocketbook", "pocketbooks", "pocket-books", "pb"])("knows kinds of one's own too: %s", async (word) => {
    expect(await shown("get", word)).toBe("NAME\ndune\n");
  });

  it("says that there is none", async () => {
    expect(await shown("get", "secretstores")).toBe("No resources found.\n");
    expect(await shown("get", "secretstores", "-o", "json")).toBe("[]\n");
    expect(await shown("get", "secretstores", "-o", "name")).toBe("");
  });
});

describe("get of one resource", () => {
  it("is one row, by two words or one", async () => {
    expect(await shown("get", "agent", "coder")).toMatchInlineSnapshot(`
      "NAME   ENABLED  CAPABILITIES
      coder  true     plan,code,loop_guard
      "
    `);
    expect(await shown("get", "ag/coder")).toBe(await shown("get", "agent", "coder"));
  });

  it("is the manifest that would declare it, as YAML", async () => {
    expect(await shown("get", "wf/build", "-o", "yaml")).toMatchInlineSnapshot(`
      "apiVersion: orchestrator.dev/v2
      kind: Workflow
      metadata:
        name: build
      spec:
        steps:
          - id: plan
          - id: code
        loop:
          mode: fixed
          max_cycles: 2
      "
    `);
  });

  it("is the same as JSON, and can be applied again", async () => {
    const json = await shown("get", "pb/dune", "-o", "json");
    expect(JSON.parse(json)).toEqual({ apiVersion: "test.dev/v1", kind: "PocketBook", metadata: { name: "dune" }, spec: { pages: 412 } });
    const { out } = await line.run(["apply", "-f", "-", "--dry-run"], { stdin: json });
    expect(out).toBe("pocketbook/dune unchanged (project: default)\n");
  });

  it("is of the project that is named", async () => {
    expect(await shown("get", "agent/elsewhere", "-p", "web", "-o", "yaml")).toContain("  project: web\n");
    expect(await shown("get", "agents", "-p", "web", "-o", "name")).toBe("agent/elsewhere\n");
  });
});

describe("get of everything", () => {
  it("is by kind, in the order in which one refers to another", async () => {
    expect(await shown("get", "all")).toMatchInlineSnapshot(`
      "NAME              KIND
      default           Project
      web               Project
      books.test.dev    CustomResourceDefinition
      runtime           RuntimePolicy
      env               EnvStore
      context           WorkflowStore
      safe              ExecutionProfile
      default           Workspace
      main              Workspace
      coder             Agent
      coding-agent      Agent
      reviewer          Agent
      fix.implement     StepTemplate
      plan              StepTemplate
      build             Workflow
      fix               Workflow
      hook              Trigger
      label-yardmaster  Trigger
      nightly           Trigger
      dune              PocketBook
      "
    `);
  });

  it("tells with -A whose each is", async () => {
    expect(await shown("get", "agents", "-A")).toMatchInlineSnapshot(`
      "NAME          ENABLED  CAPABILITIES          PROJECT
      coder         true     plan,code,loop_guard  default
      coding-agent  true     work                  default
      elsewhere     true                           web
      reviewer      false                          default
      "
    `);
  });

  it("has with -A the resources of every project, and with -o wide where each is from", async () => {
    expect(await shown("get", "agents", "-A", "-o", "wide")).toMatchInlineSnapshot(`
      "NAME          ENABLED  CAPABILITIES          PROJECT  LABELS                   SOURCE
      coder         true     plan,code,loop_guard  default  team=platform,tier=prod  apply -:1
      coding-agent  true     work                  default                           builtin builtin:yardmaster:1
      elsewhere     true                           web                               apply -:13
      reviewer      false                          default  team=platform            apply -:7
      "
    `);
  });

  it("cuts what is too wide for the screen, and nothing where nobody looks", async () => {
    const argv = ["get", "agents", "-A", "-o", "wide"];
    const { out } = await line.run(argv, { screen: { interactive: true, columns: 60 } });
    expect(Math.max(...out.split("\n").map((row) => row.length))).toBeLessThanOrEqual(60);
    expect(out).toContain("…");
  });
});

describe("a selector", () => {
  it.each([
    ["team=platform", "agent/coder\nagent/reviewer\n"],
    ["team=platform,tier=prod", "agent/coder\n"],
    ["tier==prod", "agent/coder\n"],
    ["team=other", ""],
  ])("shows those with these labels: %s", async (selector, out) => {
    expect(await shown("get", "agents", "-l", selector, "-o", "name")).toBe(out);
    expect(await shown("get", "all", "-l", selector, "-o", "name")).toBe(out);
  });

  it("is refused with a name, and without a key and a value", async () => {
    expect(await shown("get", "agent", "coder", "-l", "team=platform")).toBe(
      "Error: label selector (-l) cannot be used with a named resource; use it with list queries only\n(2)",
    );
    expect(await shown("get", "agents", "-l", "team")).toBe("Error: invalid label selector: 'team' (expected key=value)\n(2)");
  });
});

describe("what is not there", () => {
  it("is a kind, with what was meant", async () => {
    expect(await shown("get", "agnets")).toBe("Error: unknown list resource type: agnets\nHint: did you mean agents?\n(4)");
    expect(await shown("get", "pocketboks", "dune")).toBe("Error: unknown resource type: pocketboks\nHint: did you mean pocketbooks?\n(4)");
    expect(await shown("describe", "zzz/x")).toMatchInlineSnapshot(`
      "Error: unknown resource type: zzz
      Hint: known: projects, customresourcedefinitions, runtimepolicies, envstores, secretstores, storebackendproviders, workflowstores, executionprofiles, workspaces, agents, steptemplates, workflows, triggers
      (4)"
    `);
  });

  it("is a name", async () => {
    expect(await shown("get", "agent", "ghost")).toMatchInlineSnapshot(`
      "Error: agent not found: ghost not found in project 'default'
      Hint: \`yardmaster get agent\` lists them; --project names another project
      (4)"
    `);
    expect(await shown("get", "agent/coder", "-p", "web")).toContain("agent not found: coder not found in project 'web'");
    expect((await line.run(["describe", "workflow", "ghost"])).err).toContain("workflow not found: ghost");
  });

  it.each([
    [["get", "agents"], "No resources found.\n"],
    [["get", "all", "-l", "team=platform", "-o", "name"], ""],
    [["describe", "agents", "-o", "json"], "[]\n"],
    [["agent", "list"], "No agents.\n"],
    [["manifest", "export"], ""],
    [["task", "list"], "No tasks.\n"],
  ])("is a project, which an empty list tells: %j", async (words, out) => {
    expect(await line.run([...words, "-p", "wbe"])).toEqual({
      exit: 0,
      out,
      err: "Note: nothing is declared in project 'wbe'\nHint: did you mean web?\n",
    });
  });

  it("is a project, which explains why a name or a kind of its own is not there", async () => {
    expect(await shown("get", "agent/coder", "-p", "dafault")).toMatchInlineSnapshot(`
      "Error: agent not found: coder not found in project 'dafault'
      Hint: nothing is declared in project 'dafault'; did you mean default?
      (4)"
    `);
    expect(await shown("get", "pocketbooks", "-p", "zzz")).toMatchInlineSnapshot(`
      "Error: unknown list resource type: pocketbooks
      Hint: nothing is declared in project 'zzz'; \`yardmaster get all --all-projects -o wide\` shows what is declared in which
      (4)"
    `);
  });

  it("is nothing of the kind in a project that is there", async () => {
    expect(await line.run(["get", "workflows", "-p", "web"])).toEqual({ exit: 0, out: "No resources found.\n", err: "" });
  });

  it.each([[["agent/", "x"]], [["agent/"]], [["agent/a", "b"]]])("is a resource of this form: %j", async (words) => {
    expect(await shown("get", ...words)).toBe(`Error: invalid resource format: ${words.join(" ")} (use kind/name)\n(2)`);
  });
});

describe("describe", () => {
  it("shows one resource with where it comes from", async () => {
    const data = JSON.parse(await shown("describe", "agent/coder", "-o", "json")) as object;
    expect(data).toMatchObject({
      kind: "Agent",
      metadata: { name: "coder" },
      source: { origin: "apply", file: "-", line: 1 },
      revision: expect.any(Number),
    });
  });

  it("shows all of a kind", async () => {
    const data = JSON.parse(await shown("desc", "triggers", "-o", "json")) as readonly { readonly metadata: { readonly name: string } }[];
    expect(data.map(({ metadata }) => metadata.name)).toEqual(["hook", "label-yardmaster", "nightly"]);
  });
});

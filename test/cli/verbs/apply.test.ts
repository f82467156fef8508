// `apply`: what a person reads when manifests are applied, and when they are not.
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type CommandLine, createCommandLine, manifest } from "../../support/command-line.ts";

const AGENT = manifest("Agent", "coder", '{ command: "coder {prompt}", capabilities: [plan, code] }');
const WORKFLOW = manifest("Workflow", "build", "{ steps: [{ id: plan }, { id: code }] }");
const TEMPLATE = manifest("StepTemplate", "plan", "{ prompt: Plan it. }");

let line: CommandLine;
beforeEach(() => {
  line = createCommandLine();
});
afterEach(() => line.dispose());

describe("apply", () => {
  it("says what became of each resource, and who stored it", async () => {
    line.write("agents.yaml", AGENT);
    line.write("flows/build.yaml", `${WORKFLOW}---\n${TEMPLATE}`);
    expect(await line.run(["apply", "-f", "agents.yaml", "-f", "flows"])).toMatchInlineSnapshot(`
      {
        "err": "stored in …/data; no server runs
      ",
        "exit": 0,
        "out": "agent/coder created (project: default)
      workflow/build created (project: default)
      steptemplate/plan created (project: default)
      configuration version: 10
      ",
      }
    `);
    line.write("flows/build.yaml", `${WORKFLOW}---\n${TEMPLATE.replace("Plan it.", "Plan it well.")}`);
    expect((await line.run(["apply", "-f", "agents.yaml", "-f", "flows"])).out).toMatchInlineSnapshot(`
      "agent/coder unchanged (project: default)
      workflow/build unchanged (project: default)
      steptemplate/plan updated (project: default)
      configuration version: 11
      "
    `);
    expect((await line.run(["ap", "-f", "agents.yaml", "-f", "flows"])).out).toMatchInlineSnapshot(`
      "agent/coder unchanged (project: default)
      workflow/build unchanged (project: default)
      steptemplate/plan unchanged (project: default)
      configuration version: 11
      "
    `);
  });

  it("says what would change with --dry-run, and changes nothing", async () => {
    await line.apply(TEMPLATE, manifest("StepTemplate", "old", "{ prompt: Old. }"));
    line.write("m.yaml", `${TEMPLATE}---\n${manifest("StepTemplate", "new", "{ prompt: New. }")}`);
    expect(await line.run(["apply", "-f", "m.yaml", "--dry-run", "--prune"])).toMatchInlineSnapshot(`
      {
        "err": "",
        "exit": 0,
        "out": "steptemplate/plan unchanged (project: default)
      steptemplate/new would be created (dry run) (project: default)
      steptemplate/old would be deleted (dry run) (project: default)
      ",
      }
    `);
    expect((await line.run(["get", "steptemplates", "-o", "name"])).out).toBe(
      "steptemplate/fix.implement\nsteptemplate/old\nsteptemplate/plan\n",
    );
  });

  it("shows with --dry-run each value that would change, and of secrets their names", async () => {
    await line.apply(
      manifest("StepTemplate", "plan", "{ prompt: Plan., description: First. }"),
      manifest("SecretStore", "keys", "{ data: { TOKEN: hunter2 } }"),
    );
    line.write(
      "m.yaml",
      `${manifest("StepTemplate", "plan", '{ prompt: "Plan \\e[31m {goal}." }')}---\n${manifest("SecretStore", "keys", "{ data: { TOKEN: hunter3, OTHER: hunter4 } }")}`,
    );
    const { out } = await line.run(["apply", "-f", "m.yaml", "--dry-run"]);
    expect(out).toMatchInlineSnapshot(`
      "steptemplate/plan would be updated (dry run) (project: default)
        ~ spec.prompt: "Plan." → "Plan \\u001b[31m {goal}."
        - spec.description: "First."
      secretstore/keys would be updated (dry run) (project: default)
        ~ spec.data.TOKEN: "***" → "***"
        + spec.data.OTHER: "***"
      "
    `);
    expect(out).not.toContain("hunter");
  });

  it("deletes with --prune what the kinds' other resources are, triggers too, and what other kinds have stays", async () => {
    await line.apply(
      AGENT,
      WORKFLOW,
      manifest("Workspace", "main", "{ root_path: . }"),
      ...["nightly", "weekly"].map((name) =>
        manifest("Trigger", name, '{ cron: { schedule: "0 2 * * *" }, action: { workflow: build, workspace: main } }'),
      ),
    );
    line.write(
      "m.yaml",
      manifest("Trigger", "nightly", '{ cron: { schedule: "0 3 * * *" }, action: { workflow: build, workspace: main } }'),
    );
    expect((await line.run(["apply", "-f", "m.yaml", "--prune"])).out).toMatchInlineSnapshot(`
      "trigger/nightly updated (project: default)
      trigger/weekly deleted (project: default)
      configuration version: 14
      "
    `);
  });

  it("prunes the project that the manifests name, and no other", async () => {
    await line.apply(TEMPLATE, manifest("StepTemplate", "old", "{ prompt: Old. }", ", project: web"));
    line.write("m.yaml", manifest("StepTemplate", "new", "{ prompt: New. }", ", project: web"));
    expect((await line.run(["apply", "-f", "m.yaml", "--prune"])).out).toMatchInlineSnapshot(`
      "steptemplate/new created (project: web)
      steptemplate/old deleted (project: web)
      configuration version: 11
      "
    `);
  });

  it("is exact for programs", async () => {
    const { out } = await line.run(["apply", "-f", "-", "-o", "json"], { stdin: TEMPLATE });
    const { version, ...rest } = JSON.parse(out) as { readonly version: number };
    expect(rest).toEqual({ changes: [{ label: "steptemplate/plan", project: "default", change: "created" }], dry_run: false });
    const dry = await line.run(["apply", "-f", "-", "-o", "json", "--dry-run"], { stdin: AGENT });
    expect(JSON.parse(dry.out)).toMatchObject({ version, dry_run: true });
  });

  it("applies to the project that is named, and refuses manifests of another", async () => {
    expect((await line.run(["apply", "-f", "-", "-p", "web"], { stdin: TEMPLATE })).out).toContain(
      "steptemplate/plan created (project: web)\n",
    );
    const other = manifest("StepTemplate", "x", "{ prompt: X. }", ", project: shop");
    expect((await line.run(["apply", "-f", "-", "-p", "web"], { stdin: other })).err).toContain(
      "steptemplate / x project mismatch: --project=web but metadata.project=shop",
    );
    expect(await line.run(["apply", "-f", "-", "-p", "a/b"], { stdin: TEMPLATE })).toMatchInlineSnapshot(`
      {
        "err": "Error: option '-p, --project <name>' argument 'a/b' is invalid. A name has letters, digits, '.', '_' and '-', with a letter or a digit first.
      ",
        "exit": 2,
        "out": "",
      }
    `);
  });

  it("warns of what does not hold yet, and applies all the same", async () => {
    const trigger = manifest("Trigger", "nightly", '{ cron: { schedule: "0 2 * * *" }, action: { workflow: biuld, workspace: main } }');
    const ran = await line.run(["apply", "-f", "-"], { stdin: `${AGENT}---\n${WORKFLOW}---\n${trigger}` });
    expect(ran.exit).toBe(0);
    expect(ran.err).toMatchInlineSnapshot(`
      "-:14:52 warning spec.action.workflow trigger/nightly: references unknown workflow 'biuld'
        hint: did you mean "build"?
      -:14:69 warning spec.action.workspace trigger/nightly: references unknown workspace 'main'
        hint: known: default
      stored in …/data; no server runs
      "
    `);
  });
});

describe("apply of what does not hold", () => {
  it("names every problem of the texts at its place, before anything is opened", async () => {
    line.write("a.yaml", AGENT.replace("capabilities", "capabilitys"));
    line.write("b.yaml", `${TEMPLATE.replace("prompt", "promt")}---\nkind: [`);
    expect(await line.run(["apply", "-f", "a.yaml", "-f", "b.yaml"])).toMatchInlineSnapshot(`
      {
        "err": "Error: nothing was applied: some manifest is not valid
      …/a.yaml:4:36 warning spec.capabilitys unknown field 'capabilitys' is ignored
        hint: did you mean "capabilities"?
      …/b.yaml:4:7 error spec.prompt is missing
      …/b.yaml:4:9 error spec.promt unknown field 'promt'
        hint: did you mean "prompt"?
      …/b.yaml:6:8 error flow sequence in block collection must be sufficiently indented and end with a ]
      ",
        "exit": 2,
        "out": "",
      }
    `);
  });

  it("names what is missing at the place that asks for it, with what was meant", async () => {
    line.write(
      "m.yaml",
      `${AGENT}---
apiVersion: orchestrator.dev/v2
kind: Workflow
metadata:
  name: build
spec:
  steps:
    - id: plan
      template: paln
    - id: review
      execution_profile: safe
      prehook:
        when: "cycle >"
---
${TEMPLATE}`,
    );
    expect(await line.run(["apply", "-f", "m.yaml"])).toMatchInlineSnapshot(`
      {
        "err": "…/m.yaml:6:1 warning can be applied but not run yet: workflow/build (step 'review' has a prehook; step 'review' references unknown execution profile 'safe')
      Error: nothing was applied
      …/m.yaml:13:17 error spec.steps[0].template workflow 'build' step 'plan' references unknown step template 'paln'
        hint: did you mean "plan"?
      …/m.yaml:14:11 error spec.steps[1].id no agent supports capability for step 'review' used by workflow 'build'
        hint: known: work, plan, code
      …/m.yaml:15:26 error spec.steps[1].execution_profile workflow 'build' step 'review' references unknown execution profile 'safe'
      …/m.yaml:17:15 error spec.steps[1].prehook.when workflow 'build' step 'review' prehook.when is invalid CEL: unexpected token: EOF (at character 8)
      ",
        "exit": 2,
        "out": "",
      }
    `);
    expect((await line.run(["get", "agents", "-o", "name"])).out).toBe("agent/coding-agent\n");
  });

  it("names a second declaration and the first", async () => {
    line.write("a.yaml", TEMPLATE);
    line.write("b.yaml", `\n${TEMPLATE}`);
    expect((await line.run(["apply", "-f", "a.yaml", "-f", "b.yaml"])).err).toMatchInlineSnapshot(`
      "Error: nothing was applied
      …/b.yaml:2:1 error steptemplate/plan: is declared twice: also in …/a.yaml:1
        hint: keep one of the two
      "
    `);
  });

  it("names what was applied from elsewhere and would break", async () => {
    line.write("one.yaml", `${AGENT}---\n${WORKFLOW}`);
    line.write("two.yaml", AGENT.replace("plan, code", "code"));
    await line.run(["apply", "-f", "one.yaml"]);
    expect(await line.run(["apply", "-f", "two.yaml"])).toMatchInlineSnapshot(`
      {
        "err": "Error: nothing was applied
      …/one.yaml:9:1 error spec.steps[0].id no agent supports capability for step 'plan' used by workflow 'build'
        hint: known: work, code
      ",
        "exit": 2,
        "out": "",
      }
    `);
  });

  it.each([
    ["nothing at all", "", 2],
    ["comments alone", "# nothing\n---\n", 2],
  ])("refuses %s", async (_what, stdin, exit) => {
    const ran = await line.run(["apply", "-f", "-"], { stdin });
    expect([ran.exit, ran.out]).toEqual([exit, ""]);
    expect(ran.err).toContain("there is nothing to apply: no manifest was found");
  });

  it("refuses a path that is not there, and no path", async () => {
    expect((await line.run(["apply", "-f", "none.yaml"])).exit).toBe(4);
    expect((await line.run(["apply"])).exit).toBe(2);
  });
});

describe("apply from two places at once", () => {
  let twin: CommandLine;
  beforeAll(() => {
    twin = createCommandLine();
  });
  afterAll(() => twin.dispose());

  it("leaves one of two versions of each resource, and says the same of both", async () => {
    const text = (by: string) => ["a", "b", "c"].map((name) => manifest("StepTemplate", name, `{ prompt: From ${by}. }`)).join("---\n");
    const rans = await Promise.all(["one", "two"].map((by) => twin.run(["apply", "-f", "-"], { stdin: text(by) })));
    expect(rans.map(({ exit }) => exit)).toEqual([0, 0]);
    const { out } = await twin.run(["get", "steptemplates", "-o", "json"]);
    const prompts = (JSON.parse(out) as { readonly spec: { readonly prompt: string } }[]).map(({ spec }) => spec.prompt);
    expect(new Set(prompts.filter((prompt) => prompt.startsWith("From"))).size).toBe(1);
    expect(join(...rans.map((ran) => ran.out)).match(/created/g)).toHaveLength(3);
    expect(join(...rans.map((ran) => ran.out)).match(/updated/g)).toHaveLength(3);
  });
});

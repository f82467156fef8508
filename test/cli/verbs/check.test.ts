// `check`: what a person reads of a project, and the exit codes that scripts go by.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CommandLine, createCommandLine, manifest } from "../../support/command-line.ts";

const WELL = [
  manifest("Agent", "coder", '{ command: "coder {prompt}", capabilities: [code] }'),
  manifest("Workflow", "build", "{ steps: [{ id: code }] }"),
  manifest("Workspace", "main", "{ root_path: ., qa_targets: [docs] }"),
];

let line: CommandLine;
beforeEach(() => {
  line = createCommandLine();
});
afterEach(() => line.dispose());

describe("check", () => {
  it("passes a project that is well", async () => {
    await line.apply(...WELL);
    expect(await line.run(["check"])).toMatchInlineSnapshot(`
      {
        "err": "",
        "exit": 0,
        "out": "10 passed, 0 errors, 0 warnings
      ",
      }
    `);
  });

  it("passes with warnings", async () => {
    await line.apply(...WELL, manifest("Agent", "shy", '{ command: "x {prompt}", promptDelivery: stdin }'));
    const { exit, out } = await line.run(["ck"]);
    expect(exit).toBe(0);
    expect(out).toContain("warning [prompt_delivery_placeholder_ignored] agent/shy: ");
    expect(out.trimEnd().split("\n").at(-1)).toBe("10 passed, 0 errors, 1 warning");
  });

  it("fails with what would keep workflows from running", async () => {
    const trigger = manifest("Trigger", "nightly", '{ cron: { schedule: "0 2 * * *" }, action: { workflow: biuld, workspace: main } }');
    await line.apply(...WELL, trigger, manifest("Workspace", "gone", "{ root_path: nowhere }"));
    const { exit, out } = await line.run(["check"]);
    expect(exit).toBe(1);
    expect(out).toMatchInlineSnapshot(`
      "error [workspace_root_missing] workspace/gone: root_path not found: nowhere
      warning [qa_targets_missing] workspace/gone: has no qa_targets: item-scoped workflows find nothing here
      error [trigger_workflow_ref] trigger/nightly: spec.action.workflow: references unknown workflow 'biuld'
        hint: did you mean "build"?
      10 passed, 2 errors, 1 warning
      "
    `);
  });

  it("looks at one workflow", async () => {
    await line.apply(...WELL, manifest("Workspace", "gone", "{ root_path: nowhere, qa_targets: [docs] }"));
    expect((await line.run(["check", "--workflow", "build"])).exit).toBe(1);
    expect((await line.run(["check", "--workflow", "none"])).out).toContain("error [workflow_not_found] workflow not found: none\n");
  });

  it("says that there is no such project", async () => {
    await line.apply(...WELL);
    expect(await line.run(["check", "-p", "web"])).toMatchInlineSnapshot(`
      {
        "err": "",
        "exit": 1,
        "out": "error [project_not_found] project not found: web
      0 passed, 1 error, 0 warnings
      ",
      }
    `);
  });

  it("is exact for programs, with the same exit code", async () => {
    await line.apply(...WELL, manifest("Workspace", "gone", "{ root_path: nowhere, qa_targets: [docs] }"));
    const { exit, out } = await line.run(["check", "-o", "json"]);
    expect(exit).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      errors: 1,
      warnings: 0,
      findings: [
        {
          rule: "workspace_root_missing",
          severity: "error",
          resource: "workspace/gone",
          message: "root_path not found: nowhere",
          hint: null,
        },
      ],
    });
  });

  it("colors what it finds on a terminal, and nothing elsewhere", async () => {
    await line.apply(...WELL, manifest("Agent", "frail", '{ command: "x {prompt}", health_policy: { disease_threshold: 9 } }'));
    expect((await line.run(["check"], { screen: { color: true } })).out).toContain("\u001b[2minfo\u001b[22m [agent_health_policy]");
    expect((await line.run(["check"])).out).not.toContain("\u001b");
  });
});

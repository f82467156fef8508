// `describe` on a real repository: where each value comes from, for people and for programs.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openControl } from "../../../src/app/open-control.ts";
import { type AYard, createAYard } from "../../app/a-yard.ts";
import { runCli } from "../fake-world.ts";

let yard: AYard;
beforeEach(() => {
  yard = createAYard({ workflow: "name: build\n" });
});
afterEach(() => yard.dispose());

const run = (argv: readonly string[], color = false) =>
  runCli(argv, { openControl: (where) => openControl(yard.surroundings, where), screen: { color } });

const AGENT = `apiVersion: orchestrator.dev/v2
kind: Agent
metadata: { name: default }
spec:
  capabilities: [work]
  command: coder {prompt}
`;

describe("describe", () => {
  it("shows the file and line of every value, and what it overrides", async () => {
    yard.repository.commit("main", { ".yardmaster/agents.yaml": AGENT });
    const { exit, out, err } = await run(["describe", "agent", "default"]);
    expect([exit, err]).toEqual([0, ""]);
    expect(out).toMatchInlineSnapshot(`
      "apiVersion: orchestrator.dev/v2  # .yardmaster/agents.yaml:1 (repository)
      kind: Agent
      metadata:
        name: default
        project: default
      spec:
        command: coder {prompt}        # .yardmaster/agents.yaml:6 (repository), overrides workflow.yaml:1 (workflow file): ": plays agent.yaml"
        capabilities:
          - work                       # .yardmaster/agents.yaml:5 (repository)
        # default: enabled: true, promptDelivery: arg
      # overridden: workflow.yaml:1 (workflow file)
      #   spec.promptDelivery: "stdin" (line 1)
      "
    `);
  });

  it("names files of the repository from its top, wherever they were applied from", async () => {
    yard.write("mine.yaml", AGENT);
    await run(["apply", "-f", `${yard.repository.path}/mine.yaml`]);
    expect((await run(["describe", "agent/default"])).out).toContain("# mine.yaml:6 (apply), overrides workflow.yaml:1 (workflow file)");
  });

  it("separates several with a line, dims what is no value, and says when there is none", async () => {
    const { out } = await run(["describe", "workspace"], true);
    expect(out).toContain(" \u001b[2m# built in\u001b[22m\n");
    expect((await run(["describe", "project"])).out.match(/^---$/gm)).toBeNull();
    yard.repository.commit("main", {
      ".yardmaster/p.yaml": "apiVersion: orchestrator.dev/v2\nkind: Project\nmetadata: { name: web }\nspec: {}\n",
    });
    expect((await run(["describe", "project"])).out.match(/^---$/gm)?.length).toBe(1);
    expect((await run(["describe", "envstore"])).out).toBe("No resources found.\n");
  });

  it("tells what does not hold before it shows what held last", async () => {
    await run(["describe", "agent"]);
    yard.repository.commit("main", { ".yardmaster/agents.yaml": "kind: [" });
    const { exit, out, err } = await run(["describe", "agent/default"]);
    expect([exit, out.includes("workflow.yaml")]).toEqual([0, true]);
    expect(err).toMatchInlineSnapshot(`
      ".yardmaster/agents.yaml:1:8 warning is not taken over: what was read from the manifests on main before stays in force
      .yardmaster/agents.yaml:1:8 warning flow sequence in block collection must be sufficiently indented and end with a ]
      "
    `);
  });

  it("gives programs the sources as data", async () => {
    const { out } = await run(["describe", "workflow/build", "-o", "json"]);
    expect(JSON.parse(out)).toMatchObject({ kind: "Workflow", source: { origin: "workflow-file", file: "workflow.yaml" }, overrides: [] });
  });
});

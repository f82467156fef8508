// What comes built in holds like anything that a person declares, and makes a plan that can be run.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { PRESET_NAMES as KNOWN } from "../../../src/agents/presets.ts";
import { BUILTIN_RESOURCES } from "../../../src/resources/builtin/builtin-resources.ts";
import { toFixResources } from "../../../src/resources/builtin/fix-workflow.ts";
import { readManifests } from "../../../src/resources/manifest/read-manifests.ts";
import { PRESET_NAMES } from "../../../src/resources/preset-names.ts";
import { type FirstPreset, toWorkflowPlan } from "../../../src/resources/workflow-plan/to-workflow-plan.ts";
import { type Declaration, declare } from "../workflow-plan/declared.ts";

const PROMPT = readFileSync(new URL("../../../templates/prompts/fix.liquid", import.meta.url), "utf8");
const BUILT_IN = [...BUILTIN_RESOURCES, ...toFixResources(PROMPT)];

function plan(firstPreset: FirstPreset, ...others: readonly Declaration[]) {
  const resources = [...BUILT_IN, ...declare(...others).resources];
  const workflow = resources.find(({ kind, metadata }) => kind === "Workflow" && metadata.name === "fix");
  if (!workflow) throw new Error("there is no workflow fix");
  const request = { project: "default", resources, workspace: null, repository: "/srv/site", restingAgents: new Set<string>() };
  return toWorkflowPlan({ ...request, firstPreset, workflow, filter: [] });
}

describe("what is built in", () => {
  it("holds as manifests of a person would", () => {
    const text = BUILT_IN.map(({ source: _, ...resource }) => `---\n${stringify(resource)}`).join("");
    expect(readManifests(text, "builtin.yaml", { project: "default" }).problems).toEqual([]);
  });

  it("names the presets that the agents room has", () => {
    expect(PRESET_NAMES).toEqual(KNOWN);
  });
});

describe("the plan of the workflow fix", () => {
  it("is an agent's work, then the repository's own tests, whose failure is no end", () => {
    const made = plan({ name: "codex" });
    expect(made).toMatchObject({
      ok: true,
      plan: { steps: [{ id: "implement" }, { id: "verify", body: { kind: "tests" }, continueOnError: true }] },
    });
  });

  it("has the first coding agent that is installed, as it is when the plan is made", () => {
    const made = plan({ name: "codex" });
    const agent = {
      project: "default",
      name: "coding-agent",
      command: "",
      promptDelivery: "arg",
      preset: { name: "codex", program: null, model: null, args: null },
    };
    expect(made.ok && made.plan.steps[0]?.body).toMatchObject({ kind: "agent", agent, prompt: { text: PROMPT } });
  });

  it("is refused with how to get an agent where there is none", () => {
    expect(() => plan({ name: null, message: "none is installed", hint: "install one" })).toThrow(
      expect.objectContaining({ code: "workflow.no-agent", message: "none is installed", hint: "install one" }),
    );
  });

  it("has an agent that somebody declared, whatever that one costs", () => {
    const made = plan({ name: null, message: "", hint: "" }, [
      "Agent",
      "zoe",
      "preset: gemini\nmodel: pro\ncapabilities: [work]\nmetadata: { cost: 255 }",
    ]);
    expect(made.ok && made.plan.steps[0]?.body).toMatchObject({
      agent: { name: "zoe", preset: { name: "gemini", program: null, model: "pro", args: null } },
    });
  });
});

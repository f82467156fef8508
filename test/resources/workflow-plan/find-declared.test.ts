// Which project, workflow and workspace a task means when it says little.
import { describe, expect, it } from "vitest";
import { YardmasterError } from "../../../src/core/errors.ts";
import type { Resource } from "../../../src/core/resources/resource.ts";
import { findProject, findTemplate, findWorkflow, findWorkspace } from "../../../src/resources/workflow-plan/find-declared.ts";
import { declareText } from "./declared.ts";

function resources(project: string, kind: "Workflow" | "Workspace" | "StepTemplate", ...names: readonly string[]): readonly Resource[] {
  const spec = { Workflow: "{ steps: [{ id: a, command: b }] }", Workspace: "{ root_path: . }", StepTemplate: "{ prompt: p }" }[kind];
  const text = names.map((name) => `apiVersion: orchestrator.dev/v2\nkind: ${kind}\nmetadata: { name: ${name} }\nspec: ${spec}\n`);
  return names.length === 0 ? [] : declareText(text.join("---\n"), project).resources;
}

function told(look: () => unknown): readonly [string, string | null] {
  try {
    look();
  } catch (error) {
    if (error instanceof YardmasterError) return [`${error.code}: ${error.message}`, error.hint];
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("the project", () => {
  const demo = resources("demo", "Workflow", "w");
  const web = resources("web", "Workflow", "w");
  const both = resources("default", "Workflow", "w");

  it("is default, unless that is empty and there is only one other", () => {
    expect([findProject([], null), findProject([...both, ...demo], null), findProject([...demo, ...web], null)]).toEqual([
      "default",
      "default",
      "default",
    ]);
    expect(findProject(demo, null)).toBe("demo");
    const builtin = both.map((resource) => ({ ...resource, source: { ...resource.source, origin: "builtin" as const } }));
    expect(findProject([...builtin, ...demo], null)).toBe("demo");
  });

  it("has to be there when it is named", () => {
    expect([findProject(demo, "demo"), findProject(demo, "default")]).toEqual(["demo", "default"]);
    expect(told(() => findProject(demo, "dmo"))).toEqual(["resource.not-found: project not found: dmo", "did you mean demo?"]);
  });
});

describe("the workflow", () => {
  const find = (names: readonly string[], named: string | null = null) =>
    findWorkflow(resources("p", "Workflow", ...names), "p", named).metadata.name;

  it("is the only one, or the one called default", () => {
    expect([find(["one"]), find(["one", "default"])]).toEqual(["one", "default"]);
    expect(told(() => find([]))[0]).toBe("resource.not-found: project has no workflows configured");
    expect(told(() => find(["one", "two"]))).toEqual([
      "workflow.ambiguous: multiple workflows exist in project; specify --workflow explicitly",
      "there are one, two",
    ]);
  });

  it("is found with dashes for underscores where that can only mean one", () => {
    expect([find(["plan_execute", "other"], "plan-execute"), find(["a-b", "a_b"], "a_b")]).toEqual(["plan_execute", "a_b"]);
    expect(told(() => find(["a-b_c", "a_b-c"], "a-b-c"))[0]).toBe("resource.not-found: workflow not found: a-b-c");
    expect(told(() => find(["deploy"], "deplyo"))).toEqual(["resource.not-found: workflow not found: deplyo", "did you mean deploy?"]);
  });

  it("is not that of another project", () => {
    expect(told(() => findWorkflow(resources("q", "Workflow", "w"), "p", "w"))[0]).toContain("workflow not found: w");
  });
});

describe("the workspace", () => {
  const find = (names: readonly string[], named: string | null = null) =>
    findWorkspace(resources("p", "Workspace", ...names), "p", named)?.metadata.name ?? null;

  it("is the only one, the one called default, or the repository", () => {
    expect([find([]), find(["one"]), find(["one", "default"]), find(["one", "two"], "two")]).toEqual([null, "one", "default", "two"]);
    expect([find([], "default"), told(() => find([], "one"))[0]]).toEqual([
      null,
      "resource.not-found: workspace not found: one in project 'p'",
    ]);
    expect(told(() => find(["one"], "tow"))[0]).toBe("resource.not-found: workspace not found: tow in project 'p'");
    expect(told(() => find(["one", "two"]))[0]).toBe(
      "workflow.ambiguous: multiple workspaces exist in project; specify --workspace explicitly",
    );
  });
});

describe("a template", () => {
  it("is told with those there are", () => {
    expect(findTemplate(resources("p", "StepTemplate", "a", "b"), "p", "b").metadata.name).toBe("b");
    expect(told(() => findTemplate(resources("p", "StepTemplate", "a", "b"), "p", "c"))[0]).toBe(
      "resource.not-found: step template 'c' not found in project 'p'; available templates: a, b",
    );
    expect(told(() => findTemplate([], "p", "c"))[0]).toContain("available templates: none");
  });
});

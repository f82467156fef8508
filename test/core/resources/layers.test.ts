// Several declarations of one resource: which one holds, and what becomes of it when one of them goes.
import { describe, expect, it } from "vitest";
import { ORIGINS, type Origin } from "../../../src/core/resources/resource.ts";
import { findDeclaration, findResource } from "../../../src/core/resources/state.ts";
import { aDefinition, anAgent, anInstance, apply, aTemplate, aWorkflow, given, holding, remove, sync } from "./declared.ts";

const KEY = "default/steptemplate/t";

function template(origin: Origin) {
  return aTemplate("t", { origin, prompt: `from ${origin}` });
}

function declare(origin: Origin) {
  return origin === "apply" ? apply([template("apply")]) : sync(origin, [template(origin)]);
}

describe("of several declarations", () => {
  it.each([
    ["apply", "repository"],
    ["repository", "organisation"],
    ["organisation", "workflow-file"],
    ["workflow-file", "builtin"],
    ["apply", "builtin"],
  ] as const)("%s goes over %s, whichever came first", (upper, lower) => {
    for (const order of [
      [upper, lower],
      [lower, upper],
    ] as const) {
      const { state } = given(...order.map(declare));
      expect(findResource(state, KEY)).toEqual(template(upper));
      expect(findDeclaration(state, KEY, lower)).toEqual(template(lower));
    }
  });

  it("the lower holds again when the upper goes, down to the last", () => {
    const taken = [
      remove("StepTemplate", "t"),
      sync("repository", []),
      sync("organisation", []),
      sync("workflow-file", []),
      sync("builtin", []),
    ];
    const held = [0, 1, 2, 3, 4, 5].map((count) => holding(given(...ORIGINS.map(declare), ...taken.slice(0, count)).state));
    expect(held).toEqual([...ORIGINS.map((origin) => [`steptemplate/t (${origin})`]), []]);
  });

  it("the one that is overridden may change without a change of what holds", () => {
    const past = given(declare("repository"), declare("apply"));
    const changed = aTemplate("t", { origin: "repository", prompt: "new" });
    const { changes, state } = past.when(sync("repository", [changed]));
    expect(changes).toEqual(["steptemplate/t updated"]);
    expect(findResource(state, KEY)).toEqual(template("apply"));
    expect(findDeclaration(state, KEY, "repository")).toEqual(changed);
  });

  it("deleting the upper is no matter to users while the lower holds", () => {
    const past = given(
      sync("builtin", [anAgent("coder", ["code"], { origin: "builtin" })]),
      apply([anAgent("coder", ["code"]), aWorkflow("build", ["code"])]),
    );
    const { obstacles, state } = past.when(remove("Agent", "coder"));
    expect(obstacles).toEqual([]);
    expect(holding(state)).toEqual(["agent/coder (builtin)", "workflow/build (apply)"]);
  });

  it("deleting the upper is refused when the lower cannot do what users ask of it", () => {
    const past = given(
      sync("builtin", [anAgent("coder", [], { origin: "builtin" })]),
      apply([anAgent("coder", ["code"]), aWorkflow("build", ["code"])]),
    );
    expect(past.when(remove("Agent", "coder")).obstacles).toEqual([
      "workflow/build spec.steps[0].id: no agent supports capability for step 'code' used by workflow 'build'",
    ]);
  });

  it("a definition that comes to hold again is asked about its instances", () => {
    const past = given(
      sync("repository", [aDefinition("Lib", { origin: "repository" })]),
      apply([aDefinition("Lib"), anInstance("Lib", "a")]),
    );
    const asked: string[] = [];
    const validate = ({ kind, source }: { readonly kind: string; readonly source: { readonly origin: string } }) => {
      asked.push(`${kind} (${source.origin})`);
      return [];
    };
    past.when(remove("CustomResourceDefinition", "libs.test.dev"), { validate });
    expect(asked).toEqual(["CustomResourceDefinition (repository)", "Lib (apply)"]);
  });
});

describe("synchronising", () => {
  const ours = (name: string, prompt?: string) => aTemplate(name, { origin: "repository", ...(prompt === undefined ? {} : { prompt }) });

  it("leaves an origin with exactly what is given", () => {
    const past = given(sync("repository", [ours("a"), ours("b"), ours("c")]), apply([aTemplate("mine")]));
    const { changes, state } = past.when(sync("repository", [ours("a"), ours("b", "new"), ours("d")]));
    expect(changes).toEqual(["steptemplate/a unchanged", "steptemplate/b updated", "steptemplate/d created", "steptemplate/c deleted"]);
    expect(holding(state)).toEqual([
      "steptemplate/a (repository)",
      "steptemplate/b (repository)",
      "steptemplate/mine (apply)",
      "steptemplate/d (repository)",
    ]);
  });

  it("is all or nothing", () => {
    const past = given(sync("repository", [ours("a")]));
    const { obstacles, state } = past.when(
      sync("repository", [ours("b"), aWorkflow("w", [{ id: "s", template: "none", command: "true" }], { origin: "repository" })]),
    );
    expect(obstacles).toEqual(["workflow/w spec.steps[0].template: workflow 'w' step 's' references unknown step template 'none'"]);
    expect(state).toBe(past.state);
  });

  it("is refused when what was applied uses what would go", () => {
    const past = given(sync("repository", [anAgent("coder", ["code"], { origin: "repository" })]), apply([aWorkflow("build", ["code"])]));
    expect(past.when(sync("repository", [])).obstacles).toEqual([
      "agent/coder: cannot delete agent/coder: it is used by workflow/build (steps[0].id)",
    ]);
  });
});

// The rules for what is judged: with what compiles expressions and schemas where it is needed, and the same without it elsewhere.
import { describe, expect, it } from "vitest";
import { loadResourceRules } from "../../src/app/load-resource-rules.ts";
import type { Resource } from "../../src/core/resources/resource.ts";
import { applyResourceEvents, NO_RESOURCES } from "../../src/core/resources/state.ts";
import { BUILTIN_RESOURCES } from "../../src/resources/builtin/builtin-resources.ts";
import { toFixResources } from "../../src/resources/builtin/fix-workflow.ts";
import { isPlain } from "../../src/resources/check/is-plain.ts";
import { validateResource } from "../../src/resources/check/validate-resource.ts";
import { aDefinition, anAgent, aWorkflow, declared } from "../core/resources/declared.ts";

const OWN = { remote: null };
const BUILT_IN = [...BUILTIN_RESOURCES, ...toFixResources("Mend it.")];
const BROKEN_EXPRESSION = aWorkflow("w", [{ id: "code", prehook: { when: "1 +" } }]);
const BROKEN_SCHEMA = declared("WorkflowStore", "s", { schema: { type: "nothing" } });

function stateOf(resources: readonly Resource[]) {
  return applyResourceEvents(
    NO_RESOURCES,
    resources.map((resource) => ({ type: "resource.applied", resource, at: 0 }) as const),
  );
}

async function judge(resources: readonly Resource[]) {
  const { validate } = await loadResourceRules(OWN, resources);
  return resources.flatMap((resource) => validate(resource, stateOf(resources)));
}

describe("the rules for declarations", () => {
  it("need nothing that compiles for what is built in", () => {
    expect(BUILT_IN.filter((resource) => !isPlain(resource))).toEqual([]);
  });

  it("find the same without what compiles, where there is nothing to compile", async () => {
    const parallel = aWorkflow("w", [{ id: "code", scope: "item" }]);
    const plain = [...BUILT_IN, anAgent("a", ["code"]), parallel];
    const found = await judge(plain);
    expect(found).toEqual(plain.flatMap((resource) => validateResource(resource, stateOf(plain))));
    expect(found).toMatchObject([{ severity: "not-run" }]);
  });

  it.each([
    ["an expression", BROKEN_EXPRESSION, "spec.steps[0].prehook.when"],
    ["a schema", BROKEN_SCHEMA, "spec.schema.type"],
  ])("find what does not hold in %s", async (_, resource, path) => {
    const found = await judge([...BUILT_IN, resource]);
    expect(found.filter(({ severity }) => severity === "error")).toMatchObject([{ path }]);
  });

  it("find what does not hold in an instance of a kind that somebody defined", async () => {
    const resources = [aDefinition("Gadget"), declared("Gadget", "g", {}, { apiVersion: "test.dev/v7" })];
    expect(await judge(resources)).toMatchObject([{ severity: "error", path: "apiVersion" }]);
  });
});

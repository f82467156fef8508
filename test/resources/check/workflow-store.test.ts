// The schema of a WorkflowStore is looked at when the store is applied, not when a step first puts something into it.
import { describe, expect, it } from "vitest";
import { BUILTIN_API_VERSION, type Resource } from "../../../src/core/resources/resource.ts";
import { NO_RESOURCES } from "../../../src/core/resources/state.ts";
import { validateResource } from "../../../src/resources/check/validate-resource.ts";

function check(spec: Readonly<Record<string, unknown>>) {
  const resource: Resource = {
    apiVersion: BUILTIN_API_VERSION,
    kind: "WorkflowStore",
    metadata: { name: "context", project: "default", labels: {}, annotations: {} },
    spec,
    source: { origin: "apply", file: "-", line: 1 },
  };
  return validateResource(resource, NO_RESOURCES);
}

describe("the schema of a WorkflowStore", () => {
  it("may be left out, and of any type", () => {
    expect(check({})).toEqual([]);
    expect(check({ schema: { type: "string", maxLength: 10 } })).toEqual([]);
  });

  it("is refused at the place that does not hold", () => {
    expect(check({ schema: { type: "object", properties: { value: { type: "strin" } } } })).toMatchObject([
      { severity: "error", path: "spec.schema.properties.value.type" },
    ]);
    expect(check({ schema: { type: "string", maxLenght: 3 } })).toEqual([
      { severity: "error", path: "spec.schema.maxLenght", message: "unknown keyword 'maxLenght' (did you mean 'maxLength'?)", hint: null },
    ]);
  });
});

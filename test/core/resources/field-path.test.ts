// The one spelling of a place in a resource.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toFieldPath } from "../../../src/core/resources/field-path.ts";

describe("the path of a field", () => {
  it.each([
    [["spec", "steps", 2, "template"], "spec.steps[2].template"],
    [["metadata", "labels", "app.kubernetes.io/name"], 'metadata.labels["app.kubernetes.io/name"]'],
    [["spec", "data", "2"], 'spec.data["2"]'],
    [["spec", ""], 'spec[""]'],
    [[], ""],
  ])("writes %j as %s", (parts, path) => {
    expect(toFieldPath(parts)).toBe(path);
  });

  it("is another one for every other place", () => {
    const part = fc.oneof(fc.nat(3), fc.constantFrom("a", "b", "a.b", "[0]", '"', '"]["', "0"), fc.string());
    const parts = fc.array(part, { maxLength: 4 });
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        expect(toFieldPath(one) === toFieldPath(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });
});

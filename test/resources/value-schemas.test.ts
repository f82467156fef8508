// Schemas of single values: what of them does not hold is told with its place, and each is compiled once.
import { describe, expect, it } from "vitest";
import { createValueSchemas } from "../../src/resources/value-schemas.ts";

const { problemsOf, validate } = createValueSchemas();

describe("the schema of a value", () => {
  it.each([
    {},
    { type: "string" },
    { type: ["null", "number"] },
    { enum: [1, "a"] },
    { type: "object", properties: { a: { type: "string" } } },
  ])("may have any type at its root: %j", (schema) => {
    expect(problemsOf(schema)).toEqual([]);
  });

  it("tells each problem at its place", () => {
    expect(problemsOf({ type: "object", propertees: {}, properties: { a: { typ: "string" } } })).toEqual([
      { path: ["propertees"], message: "unknown keyword 'propertees' (did you mean 'properties'?)" },
      { path: ["properties", "a", "typ"], message: expect.stringContaining("unknown keyword 'typ'") },
    ]);
    expect(problemsOf({ type: "objekt" })).toMatchObject([{ path: ["type"] }]);
    expect(problemsOf({ $ref: "https://elsewhere.example/schema" })).toMatchObject([{ path: ["$ref"] }]);
  });

  it("says what of a value does not hold", () => {
    const schema = { type: "object", required: ["a"], properties: { b: { type: "integer" } } };
    expect(validate(schema, { b: "x" })).toEqual(["$: missing required field 'a'", "$.b: expected integer, got string"]);
    expect(validate(schema, { a: 1, b: 2 })).toEqual([]);
    expect(validate({ type: "integer" }, "x")).toEqual(["$: expected integer, got string"]);
  });

  it("judges each schema by itself, however many there have been", () => {
    for (let most = 0; most < 200; most += 1) expect(validate({ type: "integer", maximum: most }, most)).toEqual([]);
    for (let most = 0; most < 200; most += 1) expect(validate({ type: "integer", maximum: most }, most + 1)).toHaveLength(1);
  });
});

// Instances against their kind: every violation at once, and an end in every case.
import { describe, expect, it } from "vitest";
import { YardmasterError } from "../../../src/core/errors.ts";
import { type CustomKind, createCustomKind } from "../../../src/resources/custom-kinds/create-custom-kind.ts";
import { readDefinition } from "../../../src/resources/custom-kinds/read-definition.ts";
import { PROMPT_LIBRARY, TAKEN, withSchema } from "./prompt-library.ts";

const V1 = "extensions.orchestrator.dev/v1";

function kindOf(spec: unknown): CustomKind {
  const { definition, problems } = readDefinition(spec, TAKEN);
  if (definition === null) throw new Error(JSON.stringify(problems));
  return createCustomKind(definition);
}

function told(kind: CustomKind, spec: unknown, apiVersion = V1): readonly string[] {
  return kind.validateInstance({ apiVersion, spec }).map(({ path, message }) => `${path}: ${message}`);
}

describe("validateInstance", () => {
  const library = kindOf(PROMPT_LIBRARY);

  it("takes the instance of the published guide", () => {
    const prompts = [
      { name: "code-review", template: "Review the following code for {criteria}...", tags: ["qa", "review"] },
      { name: "bug-report", template: "Describe the bug: {description}", tags: ["qa", "bug"] },
    ];
    expect(told(library, { prompts })).toEqual([]);
  });

  it("names every violation at once, with its path", () => {
    const spec = {
      prompts: [
        { template: 1, tags: ["a", 2] },
        { name: null, template: "t" },
      ],
    };
    expect(told(library, spec)).toEqual([
      "$.prompts[0]: missing required field 'name'",
      "$.prompts[0].template: expected string, got integer",
      "$.prompts[0].tags[1]: expected string, got integer",
      "$.prompts[1].name: expected string, got null",
    ]);
    const [, second] = library.validateInstance({ apiVersion: V1, spec });
    expect(second?.keys).toEqual(["prompts", 0, "template"]);
  });

  it("checks the schema and the rules in one go", () => {
    expect(told(library, { prompts: [] })).toEqual([
      "$.prompts: must not have fewer than 1 items",
      "$: CEL validation failed: at least one prompt is required",
    ]);
    expect(told(library, {})).toEqual(["$: missing required field 'prompts'"]);
    expect(told(library, null)).toEqual(["$: expected object, got null"]);
  });

  it("says why a rule could not be evaluated when the spec fits its schema", () => {
    const kind = kindOf(
      withSchema({ type: "object" }, [{ rule: "self.low < self.high", message: "low must be below high" }, { rule: "self.ok" }]),
    );
    expect(told(kind, { low: 1, ok: true })).toEqual(["$: CEL validation failed: low must be below high (no such key: high)"]);
    expect(told(kind, { low: 2, high: 1.5, ok: 1 })).toEqual([
      "$: CEL validation failed: low must be below high",
      "$: CEL validation failed: the rule self.ok does not hold (expected a boolean, got a number)",
    ]);
  });

  it("tells what is expected in words", () => {
    const kind = kindOf(
      withSchema({
        type: "object",
        additionalProperties: false,
        properties: {
          level: { enum: ["low", "high"] },
          fixed: { const: 1 },
          when: { type: "string", format: "date-time" },
          either: { type: ["string", "null"] },
          name: { type: "string", pattern: "^[a-z]+$" },
          "odd key": { type: "object", properties: { "1": { type: "string" } } },
        },
      }),
    );
    const spec = { level: "mid", fixed: 2, when: "now", either: 1, name: "A", "odd key": { "1": 1 }, levle: 1 };
    expect(told(kind, spec)).toEqual([
      "$: unknown field 'levle' (did you mean 'level'?)",
      '$.level: expected "low", "high", got "mid"',
      "$.fixed: expected 1, got 2",
      '$.when: must match format "date-time"',
      "$.either: expected string or null, got integer",
      '$.name: must match pattern "^[a-z]+$"',
      '$["odd key"]["1"]: expected string, got integer',
    ]);
  });

  it("takes any object when there is no schema, and nothing else", () => {
    const kind = kindOf({ ...PROMPT_LIBRARY, versions: [{ name: "v1" }] });
    expect(told(kind, { anything: [1] })).toEqual([]);
    expect(told(kind, [])).toEqual(["$: expected object"]);
  });

  it("follows references inside the document, recursive ones too", () => {
    const node = {
      type: "object",
      properties: { children: { type: "array", items: { $ref: "#/$defs/node" } } },
      additionalProperties: false,
    };
    const kind = kindOf(withSchema({ type: "object", $defs: { node }, properties: { root: { $ref: "#/$defs/node" } } }));
    expect(told(kind, { root: { children: [{ children: [{ chidlren: 1 }] }] } })).toEqual([
      "$.root.children[0].children[0]: unknown field 'chidlren' (did you mean 'children'?)",
    ]);
  });

  it("changes nothing in the spec", () => {
    const kind = kindOf(withSchema({ type: "object", properties: { a: { type: "string", default: "x" } } }));
    const spec = Object.freeze({ b: "1" });
    expect(told(kind, spec)).toEqual([]);
    expect(spec).toEqual({ b: "1" });
  });
});

describe("versions", () => {
  const kind = kindOf({
    ...PROMPT_LIBRARY,
    versions: [
      { name: "v1", schema: { type: "object", required: ["old"] } },
      { name: "v2", storage: true, schema: { type: "object", required: ["new"] } },
      { name: "v0", served: false },
    ],
  });

  it("have a schema each", () => {
    expect(told(kind, { old: 1 })).toEqual([]);
    expect(told(kind, { old: 1 }, "extensions.orchestrator.dev/v2")).toEqual(["$: missing required field 'new'"]);
  });

  it("are named by the kind: those that are served and the one that is stored", () => {
    expect(kind.apiVersions).toEqual(["extensions.orchestrator.dev/v1", "extensions.orchestrator.dev/v2"]);
    expect(kind.storedVersion).toBe("v2");
  });

  it.each([
    ["other.dev/v1", "apiVersion 'other.dev/v1' does not match CRD group 'extensions.orchestrator.dev'"],
    ["v1", "apiVersion 'v1' does not match CRD group 'extensions.orchestrator.dev'"],
    ["extensions.orchestrator.dev/v0", "version 'v0' not found or not served"],
    ["extensions.orchestrator.dev/v9", "version 'v9' not found or not served"],
    ["extensions.orchestrator.dev/", "version '' not found or not served"],
  ])("other than those are refused: %s", (apiVersion, message) => {
    expect(told(kind, { old: 1 }, apiVersion)).toEqual([`$: ${message}`]);
  });
});

describe("a pattern", () => {
  it("is matched in time that grows with the text alone, however it is nested", () => {
    const properties = { a: { type: "string", pattern: "^(a+)+$" }, b: { type: "string", pattern: "^(?:x+x+)+y$" } };
    const kind = kindOf(withSchema({ type: "object", properties }));
    expect(told(kind, { a: "a".repeat(50_000), b: "xxxy" })).toEqual([]);
    expect(told(kind, { a: `${"a".repeat(50_000)}!`, b: "x".repeat(50_000) })).toEqual([
      '$.a: must match pattern "^(a+)+$"',
      '$.b: must match pattern "^(?:x+x+)+y$"',
    ]);
  });
});

describe("a validation that would not end", () => {
  it("is stopped in a rule after telling what the rules before found", () => {
    const rules = [
      { rule: "false", message: "found first" },
      { rule: "self.b.matches('^(b+)+$')", message: "slow" },
    ];
    expect(told(kindOf(withSchema({ type: "object" }, rules)), { b: `${"b".repeat(50)}!` })).toEqual([
      "$: CEL validation failed: found first",
      "$: CEL validation failed: slow (evaluation takes longer than 500 ms)",
    ]);
  });

  it("is stopped in a schema that doubles with every level", () => {
    const $defs = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [
        `d${index}`,
        { allOf: [{ $ref: `#/$defs/d${index + 1}` }, { $ref: `#/$defs/d${index + 1}` }] },
      ]),
    );
    const kind = kindOf(withSchema({ type: "object", $defs: { ...$defs, d40: { type: "object" } }, $ref: "#/$defs/d0" }));
    expect(told(kind, {})).toEqual(["$: validation takes longer than 1000 ms"]);
  });

  it("is refused when a schema refers to itself", () => {
    const kind = kindOf(withSchema({ type: "object", $ref: "#" }));
    expect(told(kind, {})).toEqual(["$: the spec nests too deeply, or its schema refers to itself without end"]);
  });

  it("tells a hundred violations and how many more there are", () => {
    const kind = kindOf(withSchema({ type: "object", properties: { xs: { items: { type: "string" } } } }));
    const violations = told(kind, { xs: Array.from({ length: 250 }, (_, index) => index) });
    expect(violations).toHaveLength(101);
    expect(violations.at(-1)).toBe("$: 150 more");
  });
});

describe("createCustomKind", () => {
  it("does not take a definition that does not hold", () => {
    const { definition } = readDefinition(PROMPT_LIBRARY, TAKEN);
    if (definition === null) throw new Error("the guide's definition holds");
    const [version] = definition.versions;
    if (version === undefined) throw new Error("the guide's definition has a version");
    const spoiled = { ...definition, versions: [{ ...version, schema: { type: "objekt" } }] };
    expect(() => createCustomKind(spoiled)).toThrow(YardmasterError);
    expect(() => createCustomKind({ ...definition, versions: [] })).toThrow("CRD must have at least one served version");
  });
});

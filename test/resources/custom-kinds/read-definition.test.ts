// What a CustomResourceDefinition must hold, told all at once.
import { describe, expect, it } from "vitest";
import { readDefinition } from "../../../src/resources/custom-kinds/read-definition.ts";
import { SCHEMA_LIMITS } from "../../../src/resources/custom-kinds/schema-problems.ts";
import { PROMPT_LIBRARY, TAKEN, withSchema } from "./prompt-library.ts";

function told(spec: unknown): readonly string[] {
  const { definition, problems } = readDefinition(spec, TAKEN);
  expect(definition === null).toBe(problems.some(({ severity }) => severity === "error"));
  return problems.map(({ severity, path, message }) => `${severity === "warning" ? "warning " : ""}${path.join(".")}: ${message}`);
}

describe("readDefinition", () => {
  it("reads the kind of the published guide", () => {
    const { definition, problems } = readDefinition(PROMPT_LIBRARY, TAKEN);
    expect(problems).toEqual([]);
    expect(definition).toEqual({
      kind: "PromptLibrary",
      plural: "promptlibraries",
      shortNames: ["pl"],
      group: "extensions.orchestrator.dev",
      scope: "cluster",
      versions: [
        {
          name: "v1",
          served: true,
          stored: true,
          schema: PROMPT_LIBRARY.versions[0]?.schema,
          rules: [{ rule: "size(self.prompts) > 0", message: "at least one prompt is required" }],
        },
      ],
      hooks: { onCreate: null, onUpdate: null, onDelete: null },
      plugins: [],
    });
  });

  it("reads hooks, plugins and several versions", () => {
    const { definition } = readDefinition(
      {
        ...PROMPT_LIBRARY,
        scope: "namespaced",
        versions: [{ name: "v1" }, { name: "v2", storage: true }, { name: "v0", served: false }],
        hooks: { on_create: "echo made" },
        plugins: [
          { name: "gate", type: "interceptor", phase: "webhook.authenticate", command: "./gate" },
          { name: "tick", type: "cron", schedule: "0 * * * *", timezone: "Europe/Berlin", command: "./tick", timeout: 10 },
        ],
      },
      TAKEN,
    );
    expect(definition?.versions.map(({ name, served, stored }) => [name, served, stored])).toEqual([
      ["v1", true, false],
      ["v2", true, true],
      ["v0", false, false],
    ]);
    expect(definition?.hooks).toEqual({ onCreate: "echo made", onUpdate: null, onDelete: null });
    expect(definition?.plugins.map(({ name, type, timeout }) => [name, type, timeout])).toEqual([
      ["gate", "interceptor", 5],
      ["tick", "cron", 10],
    ]);
  });

  it.each<[string, object, string]>([
    ["a kind in lower case", { kind: "promptLibrary" }, "kind: CRD kind 'promptLibrary' must be PascalCase (start with uppercase letter)"],
    ["a built-in kind", { kind: "EnvStore" }, "kind: CRD kind 'EnvStore' conflicts with builtin resource kind"],
    ["a built-in kind in other letters", { kind: "ENVStore" }, "kind: CRD kind 'ENVStore' conflicts with builtin resource kind"],
    ["a plural that is an alias", { plural: "workspaces" }, "plural: CRD plural 'workspaces' conflicts with builtin resource alias"],
    [
      "a short name that is an alias",
      { short_names: ["pl", "ws"] },
      "short_names.1: CRD short_name 'ws' conflicts with builtin resource alias",
    ],
    [
      "an alias spelled otherwise",
      { short_names: ["env_store"] },
      "short_names.0: CRD short_name 'env_store' conflicts with builtin resource alias",
    ],
    ["the same short name twice", { short_names: ["pl", "PL"] }, "short_names.1: duplicate short_name 'PL'"],
    ["no plural", { plural: "" }, "plural: CRD plural cannot be empty"],
    ["no group", { group: " " }, "group: CRD group cannot be empty"],
    ["a group with a slash", { group: "a/b" }, "group: CRD group 'a/b' must not contain '/' or spaces"],
    ["no version", { versions: [] }, "versions: CRD must have at least one version"],
    ["no served version", { versions: [{ name: "v1", served: false }] }, "versions: CRD must have at least one served version"],
    ["the same version twice", { versions: [{ name: "v1" }, { name: "v1" }] }, "versions.1.name: duplicate version 'v1'"],
    [
      "two stored versions",
      {
        versions: [
          { name: "v1", storage: true },
          { name: "v2", storage: true },
        ],
      },
      "versions: only one version can have storage: true",
    ],
    ["a wrong scope", { scope: "Namespaced" }, 'scope: Invalid option: expected one of "namespaced"|"cluster"|"singleton"'],
    ["a number for a name", { kind: 7 }, "kind: expected string, received number"],
    ["no kind", { kind: undefined }, ": missing required field 'kind'"],
    [
      "a rule without a rule",
      { versions: [{ name: "v1", cel_rules: [{ message: "m" }] }] },
      "versions.0.cel_rules.0: missing required field 'rule'",
    ],
  ])("refuses %s", (_, change, problem) => {
    expect(told({ ...PROMPT_LIBRARY, ...change })).toEqual([problem]);
  });

  it("refuses what is not a spec at all", () => {
    expect(told(null)).toEqual([": expected object, received null"]);
    expect(told(undefined)).toEqual([": missing required field 'spec'"]);
  });

  it("refuses plugins that cannot work", () => {
    const plugins = [
      { name: "gate", type: "interceptor", command: "./gate" },
      { name: "gate", type: "transformer", phase: "webhook.transform", command: "./gate" },
      { name: "odd", type: "oracle", command: "./odd" },
      { name: "tick", type: "cron", command: "./tick" },
      { name: "late", type: "transformer", phase: "webhook.authenticate", command: "./late" },
    ];
    expect(told({ ...PROMPT_LIBRARY, plugins })).toEqual([
      "plugins.0: plugin 'gate' of type 'interceptor' requires a phase: webhook.authenticate",
      "plugins.1: duplicate plugin name 'gate'",
      "plugins.2: unknown plugin type 'oracle' (known: interceptor, transformer, cron)",
      "plugins.3: cron plugin 'tick' requires a schedule",
      "plugins.4: plugin 'late' of type 'transformer' knows only the phase 'webhook.transform', got 'webhook.authenticate'",
    ]);
  });

  it("warns about keys that nobody knows and reads the rest", () => {
    const { definition, problems } = readDefinition({ ...PROMPT_LIBRARY, shortNames: ["x"], hooks: { onCreate: "x" } }, TAKEN);
    expect(definition?.kind).toBe("PromptLibrary");
    expect(problems.map(({ severity, path, message }) => [severity, path, message])).toEqual([
      ["warning", ["shortNames"], "unknown field 'shortNames' (did you mean 'short_names'?)"],
      ["warning", ["hooks", "onCreate"], "unknown field 'onCreate' (did you mean 'on_create'?)"],
    ]);
  });
});

describe("the schema of a definition", () => {
  it.each<[schema: unknown, problems: readonly string[]]>([
    [{ type: "array" }, ["type: schema root type must be 'object', got 'array'"]],
    [{ properties: {} }, ["type: schema root type must be 'object', got none"]],
    [{ type: ["object", "null"] }, ['type: schema root type must be \'object\', got ["object","null"]']],
    [
      { type: "object", properties: { a: { minLenght: 1 }, b: { items: { oneOf: [{ requird: [] }] } } }, extra: true },
      [
        "properties.a.minLenght: unknown keyword 'minLenght' (did you mean 'minLength'?)",
        "properties.b.items.oneOf.0.requird: unknown keyword 'requird' (did you mean 'required'?)",
        "extra: unknown keyword 'extra'",
      ],
    ],
    [
      { type: "object", properties: { a: { type: "text" }, b: { minLength: "1" } } },
      [
        `properties.a.type: expected "array", "boolean", "integer", "null", "number", "object", "string", got "text"`,
        "properties.b.minLength: expected integer, got string",
      ],
    ],
    [
      { type: "object", properties: { a: { $ref: "https://example.com/a.json" }, b: { $ref: "other.json#/x" } } },
      [
        "properties.a.$ref: 'https://example.com/a.json' leads outside: a reference stays inside the document and starts with '#'",
        "properties.b.$ref: 'other.json#/x' leads outside: a reference stays inside the document and starts with '#'",
      ],
    ],
    [{ type: "object", $ref: "#/$defs/nowhere" }, [": can't resolve reference #/$defs/nowhere from id #"]],
    [{ type: "object", $id: "https://example.com/" }, ["$id: the keyword '$id' is not taken here"]],
    [{ type: "object", properties: { a: { format: "e-mail" } } }, ["properties.a.format: unknown format 'e-mail'"]],
    [{ type: "object", properties: { a: { pattern: "(" } } }, ["properties.a.pattern: the pattern is not valid: missing closing ): `(`"]],
    [
      { type: "object", properties: { a: { pattern: "^(?=a)b" }, b: { pattern: "(a)\\1" } } },
      [
        "properties.a.pattern: the pattern is not valid: invalid or unsupported Perl syntax: `(?=`",
        "properties.b.pattern: the pattern is not valid: invalid escape sequence: `\\1`",
      ],
    ],
    [{ type: "object", properties: { a: { pattern: "a".repeat(1001) } } }, ["properties.a.pattern: a pattern has at most 1000 characters"]],
    [{ type: "object", patternProperties: { "[": {} } }, ["patternProperties: the pattern is not valid: missing closing ]: `[`"]],
    [{ type: "object", if: {} }, [': "if" without "then" and "else" is ignored']],
    [
      { $schema: "http://json-schema.org/draft-04/schema#", type: "object" },
      [
        "$schema: unknown $schema; known: https://json-schema.org/draft/2020-12/schema, https://json-schema.org/draft/2019-09/schema, http://json-schema.org/draft-07/schema",
      ],
    ],
    [{ type: "object", description: "x".repeat(SCHEMA_LIMITS.size) }, [": a schema has at most 65536 characters as JSON"]],
    ["object", [`: schema root type must be 'object', got "object"`]],
  ])("is told what is wrong with it, case %#", (schema, problems) => {
    expect(told(withSchema(schema))).toEqual(problems.map((problem) => `versions.0.schema${problem.startsWith(":") ? "" : "."}${problem}`));
  });

  it("takes property names that are also keywords, or that no keyword is", () => {
    expect(told(withSchema({ type: "object", properties: { minLenght: {}, $ref: {}, pattern: { const: { anything: 1 } } } }))).toEqual([]);
  });

  it("does not nest without end", () => {
    let schema: object = {};
    for (let level = 0; level < 40; level += 1) schema = { not: schema };
    expect(told(withSchema({ type: "object", ...schema }))).toEqual([]);
    for (let level = 0; level < 40; level += 1) schema = { not: schema };
    expect(told(withSchema({ type: "object", ...schema }))[0]).toMatch(/a schema nests at most 64 levels$/);
  });

  it.each(["http://json-schema.org/draft-07/schema#", "https://json-schema.org/draft/2019-09/schema"])(
    "can be written in %s",
    ($schema) => {
      const definitions = { name: { type: "string" } };
      expect(told(withSchema({ $schema, type: "object", definitions, properties: { a: { $ref: "#/definitions/name" } } }))).toEqual([]);
    },
  );
});

describe("the rules of a definition", () => {
  it("are compiled, each problem with its place", () => {
    const rules = ["self.a > ", "slef.a > 1", "size(self.a)", "self.a > 1"].map((rule) => ({ rule }));
    expect(told(withSchema({ type: "object" }, rules))).toEqual([
      "versions.0.cel_rules.0.rule: CEL rule 'self.a > ' is invalid: unexpected token: EOF (at character 10)",
      "versions.0.cel_rules.1.rule: CEL rule 'slef.a > 1' is invalid: unknown variable 'slef' (did you mean 'self'?) (at character 1)",
      "versions.0.cel_rules.2.rule: CEL rule 'size(self.a)' is invalid: expected a boolean, got int",
    ]);
  });
});

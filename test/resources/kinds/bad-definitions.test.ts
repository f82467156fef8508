// Definitions of kinds that do not hold.
import { describe, expect, it } from "vitest";
import { toldSpec } from "../manifest/told.ts";

describe("definitions of kinds that do not hold", () => {
  it("tells all that is missing", () => {
    expect(
      toldSpec(
        "CustomResourceDefinition",
        "prompts.example.com",
        `
scope: Cluster
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:5:3 error spec.kind is missing
      m.yaml:5:3 error spec.plural is missing
      m.yaml:5:3 error spec.group is missing
      m.yaml:5:3 error spec.versions is missing
      m.yaml:5:10 error spec.scope must be one of namespaced, cluster, singleton, not "Cluster"
        hint: did you mean "cluster"?"
    `);
  });

  it("refuses a kind in lower case", () => {
    expect(
      toldSpec(
        "CustomResourceDefinition",
        "prompts.example.com",
        `
kind: prompt
plural: prompts
group: example.com
versions: [{ name: v1, schema: { type: object } }]
`,
      ),
    ).toMatchInlineSnapshot(`"m.yaml:5:9 error spec.kind CRD kind 'prompt' must be PascalCase (start with uppercase letter)"`);
  });

  it("refuses the words of built-in kinds", () => {
    expect(
      toldSpec(
        "CustomResourceDefinition",
        "prompts.example.com",
        `
kind: Workflow
plural: agents
short_names: [wf, step-template, pl]
group: example.com
versions: [{ name: v1, schema: { type: object } }]
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:5:9 error spec.kind CRD kind 'Workflow' conflicts with builtin resource kind
      m.yaml:6:11 error spec.plural CRD plural 'agents' conflicts with builtin resource alias
      m.yaml:7:17 error spec.short_names[0] CRD short_name 'wf' conflicts with builtin resource alias
      m.yaml:7:21 error spec.short_names[1] CRD short_name 'step-template' conflicts with builtin resource alias"
    `);
  });

  it("refuses an empty group and no version", () => {
    expect(
      toldSpec(
        "CustomResourceDefinition",
        "prompts.example.com",
        `
kind: Prompt
plural: prompts
group: ""
versions: []
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:7:10 error spec.group CRD group cannot be empty
      m.yaml:8:13 error spec.versions CRD must have at least one version"
    `);
  });

  it("refuses versions of which none is served, and a name that stands twice", () => {
    expect(
      toldSpec(
        "CustomResourceDefinition",
        "prompts.example.com",
        `
kind: Prompt
plural: prompts
group: example.com
versions:
  - { name: v1, served: false }
  - { name: v1, served: false }
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:9:5 error spec.versions CRD must have at least one served version
      m.yaml:10:15 error spec.versions[1].name CRD has duplicate version 'v1'"
    `);
  });

  it("refuses a schema that is not one of a map", () => {
    expect(
      toldSpec(
        "CustomResourceDefinition",
        "prompts.example.com",
        `
kind: Prompt
plural: prompts
group: example.com
versions:
  - { name: v1, schema: { type: array } }
  - { name: v2, schema: { properties: {} } }
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:9:27 error spec.versions[0].schema schema root type must be 'object', got "array"
        hint: add "type: object" at its top
      m.yaml:10:27 error spec.versions[1].schema schema root type must be 'object', got none
        hint: add "type: object" at its top"
    `);
  });

  it("refuses rules without words", () => {
    expect(
      toldSpec(
        "CustomResourceDefinition",
        "prompts.example.com",
        `
kind: Prompt
plural: prompts
group: example.com
versions:
  - { name: v1, cel_rules: [{ rule: size(self.a) > 0 }] }
`,
      ),
    ).toMatchInlineSnapshot(`"m.yaml:9:31 error spec.versions[0].cel_rules[0].message is missing"`);
  });

  it("refuses plugins that do not hold", () => {
    expect(
      toldSpec(
        "CustomResourceDefinition",
        "prompts.example.com",
        `
kind: Prompt
plural: prompts
group: example.com
versions: [{ name: v1, schema: { type: object } }]
plugins:
  - { name: a, type: interceptor, command: check }
  - { name: a, type: cron, command: sweep }
  - { name: b, type: intercepter, command: check, timeout: 5s }
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:10:7 error spec.plugins[0] plugin 'a' of type 'interceptor' requires a phase
      m.yaml:11:7 error spec.plugins[1] cron plugin 'a' requires a schedule
      m.yaml:11:15 error spec.plugins[1].name duplicate plugin name 'a'
      m.yaml:12:24 error spec.plugins[2].type unknown plugin type 'intercepter'
        hint: did you mean "interceptor"?
      m.yaml:12:62 error spec.plugins[2].timeout must be a whole number of at least 1, not "5s""
    `);
  });

  it("warns about an unknown key", () => {
    expect(
      toldSpec(
        "CustomResourceDefinition",
        "prompts.example.com",
        `
kind: Prompt
plural: prompts
shortNames: [pl]
group: example.com
versions: [{ name: v1, schema: { type: object } }]
`,
      ),
    ).toMatchInlineSnapshot(`
      "accepted 1
      m.yaml:7:3 warning spec.shortNames unknown field 'shortNames' is ignored
        hint: did you mean "short_names"?"
    `);
  });
});

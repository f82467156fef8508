// What stands around a spec and does not hold.
import { describe, expect, it } from "vitest";
import { told } from "./told.ts";

describe("envelopes that do not hold", () => {
  it("tells all that is missing at once", () => {
    expect(
      told(`
spec: {}
`),
    ).toMatchInlineSnapshot(`
      "m.yaml:2:1 error kind is missing
      m.yaml:2:1 error apiVersion is missing
      m.yaml:2:1 error metadata is missing
        hint: add metadata with a name"
    `);
  });

  it("refuses another apiVersion of a built-in kind", () => {
    expect(
      told(`
apiVersion: orchestrator.dev/v1
kind: Project
metadata: { name: one }
`),
    ).toMatchInlineSnapshot(`"m.yaml:2:13 error apiVersion Invalid apiVersion: 'orchestrator.dev/v1'. Expected 'orchestrator.dev/v2'"`);
  });

  it("refuses an empty kind, and a number for a version", () => {
    expect(
      told(`
apiVersion: 2
kind: ""
metadata: { name: one }
`),
    ).toMatchInlineSnapshot(`
      "m.yaml:2:13 error apiVersion must be a text, not 2
        hint: put the value in quotes
      m.yaml:3:7 error kind cannot be empty"
    `);
  });

  it("warns about a kind that is nearly built in", () => {
    expect(
      told(`
apiVersion: orchestrator.dev/v2
kind: Worklfow
metadata: { name: one }
`),
    ).toMatchInlineSnapshot(`
      "accepted 1
      m.yaml:3:1 warning kind 'Worklfow' is not a built-in kind
        hint: did you mean "Workflow"?"
    `);
  });

  it("warns about a kind in lower case", () => {
    expect(
      told(`
apiVersion: orchestrator.dev/v2
kind: workflow
metadata: { name: one }
`),
    ).toMatchInlineSnapshot(`
      "accepted 1
      m.yaml:3:1 warning kind 'workflow' is not a built-in kind
        hint: did you mean "Workflow"?"
    `);
  });

  it("refuses metadata without a name", () => {
    expect(
      told(`
apiVersion: orchestrator.dev/v2
kind: Project
metadata: {}
`),
    ).toMatchInlineSnapshot(`"m.yaml:4:11 error metadata.name is missing"`);
  });

  it("refuses an empty name", () => {
    expect(
      told(`
apiVersion: orchestrator.dev/v2
kind: Project
metadata: { name: "" }
`),
    ).toMatchInlineSnapshot(`"m.yaml:4:19 error metadata.name cannot be empty"`);
  });

  it("refuses a number as a name", () => {
    expect(
      told(`
apiVersion: orchestrator.dev/v2
kind: Project
metadata: { name: 5 }
`),
    ).toMatchInlineSnapshot(`
      "m.yaml:4:19 error metadata.name must be a text, not 5
        hint: put the value in quotes"
    `);
  });

  it("refuses a name that would be a path", () => {
    expect(
      told(`
apiVersion: orchestrator.dev/v2
kind: Project
metadata: { name: ../one }
`),
    ).toMatchInlineSnapshot(`
      "m.yaml:4:19 error metadata.name is not a name: "../one"
        hint: use letters, digits, '.', '_' and '-', with a letter or a digit first, at most 253 in all"
    `);
  });

  it("refuses metadata that is no map", () => {
    expect(
      told(`
apiVersion: orchestrator.dev/v2
kind: Project
metadata: one
`),
    ).toMatchInlineSnapshot(`"m.yaml:4:11 error metadata must be a map, not "one""`);
  });

  it("refuses labels that are no texts", () => {
    expect(
      told(`
apiVersion: orchestrator.dev/v2
kind: Project
metadata:
  name: one
  labels: { tier: 1, team: platform }
  annotations: [a]
`),
    ).toMatchInlineSnapshot(`
      "m.yaml:6:19 error metadata.labels.tier must be a text, not 1
        hint: put the value in quotes
      m.yaml:7:16 error metadata.annotations must be a map from names to texts, not a list"
    `);
  });

  it("warns about keys that nobody reads", () => {
    expect(
      told(`
apiVersion: orchestrator.dev/v2
kind: Project
metadata:
  name: one
  label: { a: b }
  description: mine
specs: {}
`),
    ).toMatchInlineSnapshot(`
      "accepted 1
      m.yaml:6:3 warning metadata.label unknown field 'label' is ignored
        hint: did you mean "labels"?
      m.yaml:7:3 warning metadata.description unknown field 'description' is ignored
        hint: keep notes of your own under annotations
      m.yaml:8:1 warning specs unknown field 'specs' is ignored
        hint: did you mean "spec"?"
    `);
  });

  it("refuses a manifest of another project", () => {
    expect(
      told(
        `
apiVersion: orchestrator.dev/v2
kind: Workspace
metadata: { name: main, project: theirs }
spec: { root_path: . }
`,
        "ours",
      ),
    ).toMatchInlineSnapshot(
      `"m.yaml:4:34 error metadata.project workspace / main project mismatch: --project=ours but metadata.project=theirs"`,
    );
  });

  it("warns when a runtime policy has a name of its own", () => {
    expect(
      told(`
apiVersion: orchestrator.dev/v2
kind: RuntimePolicy
metadata: { name: strict }
spec:
  runner: { shell: /bin/sh }
  resume: { auto: true }
`),
    ).toMatchInlineSnapshot(`
      "accepted 1
      m.yaml:4:13 warning metadata.name is stored under the name 'runtime', not 'strict': a project has one runtime policy"
    `);
  });

  it("refuses a spec that is no map", () => {
    expect(
      told(`
apiVersion: orchestrator.dev/v2
kind: Agent
metadata: { name: echo }
spec: echo
`),
    ).toMatchInlineSnapshot(`"m.yaml:5:7 error spec must be a map, not "echo""`);
  });

  it("refuses a custom spec that is no map", () => {
    expect(
      told(`
apiVersion: extensions.example.com/v1
kind: Prompt
metadata: { name: one }
spec: [1]
`),
    ).toMatchInlineSnapshot(`"m.yaml:5:7 error spec must be a map, not a list"`);
  });
});

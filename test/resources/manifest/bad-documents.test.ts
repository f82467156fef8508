// Texts that are no manifests, and YAML that does not mean what its author thought.
import { describe, expect, it } from "vitest";
import { told } from "./told.ts";

describe("texts that do not hold", () => {
  it("tells the first of what follows from missing quotes", () => {
    expect(
      told(`
apiVersion: orchestrator.dev/v2
kind: Agent
metadata: { name: a }
spec: { command: run {prompt}, capabilities: [qa] }
`),
    ).toMatchInlineSnapshot(`
      "m.yaml:5:22 error unexpected flow-map-start at node end
        hint: put a value that contains {, }, [ or ] in quotes"
    `);
  });

  it("refuses a text that is no map", () => {
    expect(
      told(`
just a text
`),
    ).toMatchInlineSnapshot(`"m.yaml:2:1 error a manifest must be a map with apiVersion, kind, metadata and spec, not "just a text""`);
  });

  it("refuses a list in the place of a manifest, and shows which", () => {
    expect(
      told(`
- apiVersion: orchestrator.dev/v2
  kind: Project
  metadata: { name: one }
- 5
`),
    ).toMatchInlineSnapshot(`"m.yaml:5:3 error a manifest must be a map with apiVersion, kind, metadata and spec, not 5"`);
  });

  it("refuses a key that stands twice", () => {
    expect(
      told(`
apiVersion: orchestrator.dev/v2
kind: Project
metadata:
  name: one
  name: two
`),
    ).toMatchInlineSnapshot(`
      "m.yaml:6:3 error map keys must be unique
        hint: remove one of the two"
    `);
  });

  it("refuses tabs", () => {
    expect(told("apiVersion: orchestrator.dev/v2\nkind: Project\nmetadata:\n\tname: one\n")).toMatchInlineSnapshot(`
      "m.yaml:4:1 error tabs are not allowed as indentation
        hint: indent with spaces"
    `);
  });

  it("refuses an anchor that is not there", () => {
    expect(
      told(`
apiVersion: orchestrator.dev/v2
kind: Project
metadata: { name: *nobody }
`),
    ).toMatchInlineSnapshot(`"m.yaml:4:19 error there is no anchor "nobody""`);
  });

  it("reads on after a document that is no YAML", () => {
    expect(
      told(`
a: [1, 2
---
apiVersion: orchestrator.dev/v2
kind: Agent
metadata: { name: echo }
spec: {}
`),
    ).toMatchInlineSnapshot(`
      "m.yaml:3:1 error flow sequence in block collection must be sufficiently indented and end with a ]
      m.yaml:7:7 error spec.command is missing"
    `);
  });

  it("shows where quotes are missing", () => {
    expect(
      told(`
apiVersion: orchestrator.dev/v2
kind: Project
metadata: { name: one }
spec:
  description: one: two
`),
    ).toMatchInlineSnapshot(`
      "m.yaml:6:16 error nested mappings are not allowed in compact mappings
        hint: put a value that contains ": " in quotes"
    `);
  });

  it("takes no, on and yes for texts", () => {
    expect(
      told(`
apiVersion: orchestrator.dev/v2
kind: Trigger
metadata: { name: nightly }
spec:
  cron: { schedule: 0 3 * * * }
  action: { workflow: w, workspace: s, start: no }
  suspend: on
`),
    ).toMatchInlineSnapshot(`
      "m.yaml:7:47 error spec.action.start must be true or false, not "no"
        hint: write false
      m.yaml:8:12 error spec.suspend must be true or false, not "on"
        hint: write true"
    `);
  });

  it("refuses YAML 1.1, where they are not", () => {
    expect(
      told(`
%YAML 1.1
---
apiVersion: orchestrator.dev/v2
kind: Project
metadata: { name: one }
`),
    ).toMatchInlineSnapshot(`
      "m.yaml:3:1 error is declared as YAML 1.1, where no and on are not texts
        hint: remove the line that begins with %YAML"
    `);
  });

  it("refuses a map as a key", () => {
    expect(
      told(`
apiVersion: orchestrator.dev/v2
kind: Project
metadata: { name: one }
spec:
  ? { a: 1 }
  : 2
`),
    ).toMatchInlineSnapshot(`"m.yaml:6:5 error a key must be a plain word"`);
  });

  it("refuses what JSON does not have", () => {
    expect(
      told(`
apiVersion: extensions.example.com/v1
kind: Limit
metadata: { name: one }
spec: { most: .inf }
`),
    ).toMatchInlineSnapshot(`"m.yaml:5:15 error is no text, number, true, false or null"`);
  });

  it("refuses a store's key that would be lost", () => {
    expect(
      told(`
apiVersion: orchestrator.dev/v2
kind: EnvStore
metadata: { name: one }
spec: { data: { __proto__: x } }
`),
    ).toMatchInlineSnapshot(`"m.yaml:5:28 error spec.data.__proto__ is a name that cannot be used"`);
  });

  it("refuses aliases that unfold to more than anyone can store", () => {
    expect(
      told(
        `a: &a [x, x, x, x, x, x, x, x, x, x]\n${[..."bcdefghi"].map((to, at) => `${to}: &${to} [${Array(10).fill(`*${"abcdefgh"[at]}`).join(", ")}]`).join("\n")}`,
      ),
    ).toMatchInlineSnapshot(`"m.yaml:6:36 error holds more than 1000000 values"`);
  });

  it("refuses a list that holds itself", () => {
    expect(
      told(`
apiVersion: extensions.example.com/v1
kind: Loop
metadata: { name: one }
spec: { all: &all [*all] }
`),
    ).toMatchInlineSnapshot(`"m.yaml:5:20 error is nested more than 64 levels deep"`);
  });

  it("refuses a text that is nested too deep", () => {
    expect(told(`spec: ${"[".repeat(100)}${"]".repeat(100)}`)).toMatchInlineSnapshot(
      `"m.yaml:1:70 error is nested more than 64 levels deep"`,
    );
  });

  it("refuses a text that is too long", () => {
    expect(told("x".repeat(11 * 1024 * 1024))).toMatchInlineSnapshot(`
      "m.yaml:1:1 error the text is longer than 10485760 characters
        hint: split it into several files"
    `);
  });

  it("refuses too many documents", () => {
    expect(told("---\n".repeat(20_010))).toMatchInlineSnapshot(`
      "m.yaml:20002:1 error holds more than 20000 documents
        hint: split it into several files"
    `);
  });

  it("refuses JSON with a comma missing", () => {
    expect(
      told(`
{ "apiVersion": "orchestrator.dev/v2"
  "kind": "Project" }
`),
    ).toMatchInlineSnapshot(`"m.yaml:3:3 error missing , between flow map items"`);
  });

  it("skips empty documents", () => {
    expect(
      told(`
# nothing
---
---
apiVersion: orchestrator.dev/v2
kind: Project
metadata: { name: one }
---
# nothing either
`),
    ).toMatchInlineSnapshot(`"accepted 1"`);
  });

  it("never quotes what it stumbled over: it may be a secret", () => {
    expect(
      told(`
kind: SecretStore
spec: { data: { A: b } } hunter2
hunter3 }
`),
    ).toMatchInlineSnapshot(`
      "m.yaml:3:26 error unexpected scalar at node end
        hint: put a value that contains {, }, [ or ] in quotes
      m.yaml:4:1 error implicit map keys need to be followed by map values"
    `);
  });
});

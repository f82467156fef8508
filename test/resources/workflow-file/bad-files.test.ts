// Files that do not hold as files: their frame and their YAML, each with what its author reads.
import { describe, expect, it } from "vitest";
import { told, toldYaml } from "./told.ts";

describe("the frame of the file", () => {
  it("refuses front matter without an end", () => {
    expect(told("---\npolling:\n  interval_ms: 5000\n\nDo it.\n")).toMatchInlineSnapshot(`
      "WORKFLOW.md:1:1 error the settings that begin here have no end
        hint: close them with a line of ---"
    `);
  });

  it("refuses front matter that is no map", () => {
    expect(told("---\n- polling\n- agent\n---\nDo it.\n")).toMatchInlineSnapshot(`"WORKFLOW.md:2:1 error the settings must be a map"`);
    expect(told("---\njust words\n---\nDo it.\n")).toMatchInlineSnapshot(`"WORKFLOW.md:2:1 error the settings must be a map"`);
  });

  it("refuses a prompt given twice", () => {
    expect(told("---\nprompt: Do this.\n---\nDo that.\n")).toMatchInlineSnapshot(`
      "WORKFLOW.md:2:9 error prompt is given twice: here and below the settings
        hint: keep one of them"
    `);
  });

  it("refuses a prompt below a YAML file that does not begin with its marker", () => {
    expect(toldYaml("polling:\n  interval_ms: 5000\n---\nDo it.\n")).toMatchInlineSnapshot(`
      "workflow.yaml:3:1 error a second document begins here
        hint: for a prompt below the settings, begin the file with a line of ---"
    `);
  });

  it("refuses a manifest", () => {
    expect(toldYaml("apiVersion: orchestrator.dev/v2\nkind: Workflow\nmetadata:\n  name: x\n")).toMatchInlineSnapshot(`
      "workflow.yaml:1:1 error is a manifest, not a workflow file
        hint: a workflow file has tracker, agent and steps at its top level"
    `);
  });
});

describe("YAML that does not hold", () => {
  it("refuses a tab as indentation", () => {
    expect(
      toldYaml(`
polling:
\tinterval_ms: 1000
`),
    ).toMatchInlineSnapshot(`
  "workflow.yaml:3:1 error tabs are not allowed as indentation
    hint: indent with spaces"
`);
  });

  it("refuses a colon in a bare value", () => {
    expect(
      toldYaml(`
hooks:
  before_run: echo a: b
`),
    ).toMatchInlineSnapshot(`
  "workflow.yaml:3:15 error nested mappings are not allowed in compact mappings
    hint: put a value that contains ": " in quotes"
`);
  });

  it("refuses a quote left open", () => {
    expect(
      toldYaml(`
tracker:
  kind: "roadmap
agent: {}
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:5:1 error missing closing "quote"`);
  });

  it("refuses a key given twice", () => {
    expect(
      toldYaml(`
polling:
  interval_ms: 1000
polling:
  interval_ms: 2000
`),
    ).toMatchInlineSnapshot(`
  "workflow.yaml:4:1 error map keys must be unique
    hint: remove one of the two"
`);
  });

  it("refuses a list left open", () => {
    expect(
      toldYaml(`
tracker:
  active_states: [planned, done
agent: {}
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:4:1 error flow sequence in block collection must be sufficiently indented and end with a ]"`);
  });

  it("refuses a reserved character", () => {
    expect(
      toldYaml(`
agent:
  model: @best
`),
    ).toMatchInlineSnapshot(`
  "workflow.yaml:3:10 error plain value cannot start with reserved character @
    hint: put the value in quotes"
`);
  });

  it("refuses an unknown anchor", () => {
    expect(
      toldYaml(`
agent:
  env: *shared
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:8 error there is no anchor "shared""`);
  });

  it("refuses a list as a key", () => {
    expect(
      toldYaml(`
agent:
  ? [a, b]
  : c
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:5 error a key must be a plain word"`);
  });

  it("refuses aliases that unfold without end", () => {
    const levels = Array.from({ length: 20 }, (_, level) => `l${level + 1}: &l${level + 1} [*l${level}, *l${level}, *l${level}]`);
    expect(toldYaml(["l0: &l0 [lol]", ...levels].join("\n"))).toMatchInlineSnapshot(
      `"workflow.yaml:8:15 error holds more than 10000 values"`,
    );
    expect(toldYaml("agent: &a\n  env: *a\n")).toMatchInlineSnapshot(`"workflow.yaml:2:8 error is nested more than 64 levels deep"`);
  });

  it("refuses nesting without end", () => {
    expect(toldYaml("- ".repeat(5_000))).toMatchInlineSnapshot(`"workflow.yaml:1:129 error is nested more than 64 levels deep"`);
    expect(toldYaml("[".repeat(50_000))).toMatchInlineSnapshot(`"workflow.yaml:1:65 error is nested more than 64 levels deep"`);
  });

  it("refuses a file of great length", () => {
    expect(toldYaml("#".repeat(256_001))).toMatchInlineSnapshot(`"workflow.yaml:1:1 error the text is longer than 256000 characters"`);
    expect(told("x".repeat(1_000_001))).toMatchInlineSnapshot(`"WORKFLOW.md:1:1 error the prompt is longer than 1000000 characters"`);
  });
});

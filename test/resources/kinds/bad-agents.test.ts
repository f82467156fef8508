// Agents and workspaces that do not hold.
import { describe, expect, it } from "vitest";
import { toldSpec } from "../manifest/told.ts";

describe("agents and workspaces that do not hold", () => {
  it("refuses an empty command", () => {
    expect(
      toldSpec(
        "Agent",
        "A",
        `
command: ""
`,
      ),
    ).toMatchInlineSnapshot(`"m.yaml:5:12 error spec.command agent.spec.command cannot be empty"`);
  });

  it("refuses a missing command", () => {
    expect(
      toldSpec(
        "Agent",
        "A",
        `
capabilities: [qa]
`,
      ),
    ).toMatchInlineSnapshot(`"m.yaml:5:3 error spec.command is missing"`);
  });

  it("refuses a preset that is none, and what a preset leaves no room for", () => {
    expect(toldSpec("Agent", "A", "\npreset: cluade\nmodel: x\n")).toMatchInlineSnapshot(`
      "m.yaml:5:11 error spec.preset must be one of claude, codex, gemini, opencode, copilot, aider, auto, not "cluade"
        hint: did you mean "claude"?"
    `);
    expect(toldSpec("Agent", "A", '\npreset: codex\ncommand: "codex exec {prompt}"\npromptDelivery: stdin\n')).toMatchInlineSnapshot(`
      "m.yaml:6:12 error spec.command is the preset's own business
        hint: keep either this or preset
      m.yaml:7:19 error spec.promptDelivery is the preset's own business
        hint: keep either this or preset"
    `);
    expect(toldSpec("Agent", "A", "\npreset: auto\nmodel: gpt\nargs: [--yes]\n")).toMatchInlineSnapshot(`
      "m.yaml:6:10 error spec.model depends on the program, and preset: auto may be any
        hint: name the preset that is meant
      m.yaml:7:9 error spec.args depends on the program, and preset: auto may be any
        hint: name the preset that is meant"
    `);
    expect(toldSpec("Agent", "A", "\ncommand: run {prompt}\nprogram: codex\n")).toMatchInlineSnapshot(`
      "m.yaml:6:12 error spec.program says something of a preset, and there is none
        hint: name one under preset, or put it into command"
    `);
    expect(toldSpec("Agent", "A", "\npreset: aider\nprogram: /opt/aider\nmodel: sonnet\nargs: [--yes-always]\n")).toMatchInlineSnapshot(
      `"accepted 1"`,
    );
  });

  it("refuses rules that do not hold", () => {
    expect(
      toldSpec(
        "Agent",
        "A",
        `
command: run {prompt}
command_rules:
  - { when: "", command: "run {prompt}" }
  - { when: cycle > 1, command: rerun }
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:7:15 error spec.command_rules[0].when agent 'A' command_rules[0].when cannot be empty
      m.yaml:8:35 error spec.command_rules[1].command agent 'A' command_rules[1] command must contain {prompt} placeholder"
    `);
  });

  it("refuses variables of no form or two", () => {
    expect(
      toldSpec(
        "Agent",
        "A",
        `
command: run
env:
  - { name: A }
  - { name: B, value: b, fromRef: S }
  - { fromRef: S, name: C }
  - { value: d }
  - { name: 1E, value: e }
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:7:7 error spec.env[0] must be exactly one of: name and value, name and refValue, fromRef
      m.yaml:8:7 error spec.env[1] must be exactly one of: name and value, name and refValue, fromRef
      m.yaml:9:7 error spec.env[2] must be exactly one of: name and value, name and refValue, fromRef
      m.yaml:10:7 error spec.env[3] must be exactly one of: name and value, name and refValue, fromRef
      m.yaml:11:15 error spec.env[4].name is no name of an environment variable"
    `);
  });

  it("refuses half a reference", () => {
    expect(
      toldSpec(
        "Agent",
        "A",
        `
command: run
env:
  - { name: A, refValue: { name: S } }
`,
      ),
    ).toMatchInlineSnapshot(`"m.yaml:7:28 error spec.env[0].refValue.key is missing"`);
  });

  it("never quotes a variable's value", () => {
    expect(
      toldSpec(
        "Agent",
        "A",
        `
command: run
env:
  - { name: PIN, value: 271828 }
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:7:27 error spec.env[0].value must be a text
        hint: put the value in quotes"
    `);
  });

  it("refuses an unknown delivery and strategy", () => {
    expect(
      toldSpec(
        "Agent",
        "A",
        `
command: run
promptDelivery: stdi
selection: { strategy: cheapest, weights: { cost: 2 } }
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:6:19 error spec.promptDelivery must be one of arg, stdin, file, env, not "stdi"
        hint: did you mean "stdin"?
      m.yaml:7:26 error spec.selection.strategy must be one of cost_based, success_rate_weighted, performance_first, adaptive, load_balanced, capability_aware, not "cheapest"
      m.yaml:7:53 error spec.selection.weights.cost must be a number from 0 to 1, not 2"
    `);
  });

  it("refuses a cost out of range", () => {
    expect(
      toldSpec(
        "Agent",
        "A",
        `
command: run
metadata: { cost: 256 }
`,
      ),
    ).toMatchInlineSnapshot(`"m.yaml:6:21 error spec.metadata.cost must be a whole number from 0 to 255, not 256"`);
  });

  it("refuses an unknown key in a health policy, and warns elsewhere", () => {
    expect(
      toldSpec(
        "Agent",
        "A",
        `
command: run
prompt_delivery: stdin
health_policy: { threshold: 3 }
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:6:3 warning spec.prompt_delivery unknown field 'prompt_delivery' is ignored
        hint: did you mean "promptDelivery"?
      m.yaml:7:20 error spec.health_policy.threshold unknown field 'threshold'
        hint: known: disease_duration_hours, disease_threshold, capability_success_threshold"
    `);
  });

  it("refuses a capability that is no list", () => {
    expect(
      toldSpec(
        "Agent",
        "A",
        `
command: run
capabilities: qa
`,
      ),
    ).toMatchInlineSnapshot(`"m.yaml:6:17 error spec.capabilities must be a list, not "qa""`);
  });

  it("refuses a workspace without a root", () => {
    expect(
      toldSpec(
        "Workspace",
        "main",
        `
root_path: ""
qa_targets: [""]
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:5:14 error spec.root_path workspace.spec.root_path cannot be empty
      m.yaml:6:16 error spec.qa_targets[0] qa_targets cannot hold an empty path"
    `);
  });

  it("warns about an unknown key of a workspace", () => {
    expect(
      toldSpec(
        "Workspace",
        "main",
        `
root_path: .
qa_target: [docs]
self_referential: no
`,
      ),
    ).toMatchInlineSnapshot(`
      "m.yaml:6:3 warning spec.qa_target unknown field 'qa_target' is ignored
        hint: did you mean "qa_targets"?
      m.yaml:7:21 error spec.self_referential must be true or false, not "no"
        hint: write false"
    `);
  });
});

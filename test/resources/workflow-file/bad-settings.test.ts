// Settings that do not hold, each with what its author reads.
import { describe, expect, it } from "vitest";
import { toldYaml } from "./told.ts";

describe("settings that do not hold", () => {
  it("refuses a word for a number", () => {
    expect(
      toldYaml(`
agent:
  max_sessions: many
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:17 error agent.max_sessions must be a whole number of at least 1, not "many""`);
  });

  it("refuses a number in quotes", () => {
    expect(
      toldYaml(`
polling:
  interval_ms: "30000"
`),
    ).toMatchInlineSnapshot(`
      "workflow.yaml:3:16 error polling.interval_ms must be a whole number of at least 100, not "30000"
        hint: write 30000 without quotes"
    `);
  });

  it("refuses a duration for milliseconds", () => {
    expect(
      toldYaml(`
hooks:
  timeout_ms: 2m
`),
    ).toMatchInlineSnapshot(`
      "workflow.yaml:3:15 error hooks.timeout_ms must be a whole number of at least 1, not "2m"
        hint: 2m is 120000 milliseconds"
    `);
  });

  it("refuses a number out of range", () => {
    expect(
      toldYaml(`
server:
  port: 70000
`),
    ).toMatchInlineSnapshot(`
      "workflow.yaml:3:3 warning server.port is read by a later release and does nothing yet
      workflow.yaml:3:9 error server.port must be a whole number from 0 to 65535, not 70000"
    `);
  });

  it("refuses half a number", () => {
    expect(
      toldYaml(`
agent:
  max_sessions: 1.5
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:17 error agent.max_sessions must be a whole number of at least 1, not 1.5"`);
  });

  it("refuses zero agents", () => {
    expect(
      toldYaml(`
agent:
  max_concurrent_agents: 0
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:26 error agent.max_concurrent_agents must be a whole number of at least 1, not 0"`);
  });

  it("refuses a section that is no map", () => {
    expect(
      toldYaml(`
polling: 30
agent: [claude]
`),
    ).toMatchInlineSnapshot(`
  "workflow.yaml:2:10 error polling must be a map of settings, not 30
  workflow.yaml:3:8 error agent must be a map of settings, not a list"
`);
  });

  it("refuses a misspelled backend", () => {
    expect(
      toldYaml(`
agent:
  backend: cluade
`),
    ).toMatchInlineSnapshot(`
      "workflow.yaml:3:12 error agent.backend must be one of claude, codex, gemini, opencode, copilot, aider, command, scripted, mock, not "cluade"
        hint: did you mean "claude"?"
    `);
  });

  it("refuses an unknown tracker", () => {
    expect(
      toldYaml(`
tracker:
  kind: roadmpa
`),
    ).toMatchInlineSnapshot(`
      "workflow.yaml:3:9 error tracker.kind must be one of roadmap, github, not "roadmpa"
        hint: did you mean "roadmap"?"
    `);
  });

  it("refuses a tracker without states", () => {
    expect(
      toldYaml(
        `
tracker:
  kind: memory
`,
        { trackerKinds: ["memory"] },
      ),
    ).toMatchInlineSnapshot(`
  "workflow.yaml:3:3 error tracker.active_states is missing, and a memory tracker has no default for it
  workflow.yaml:3:3 error tracker.terminal_states is missing, and a memory tracker has no default for it"
`);
  });

  it("refuses a state that is active and terminal", () => {
    expect(
      toldYaml(`
tracker:
  active_states: [planned, in-progress, Done]
  terminal_states: [done]
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:18 error tracker.active_states holds "Done", which is also a terminal state"`);
  });

  it("refuses active states without the one that is worked in: each report would stop its own work", () => {
    expect(
      toldYaml(`
tracker:
  active_states: [planned]
`),
    ).toMatchInlineSnapshot(`
      "workflow.yaml:3:18 error tracker.active_states lacks "in-progress", the state of an issue that is worked on
        hint: add it to the list"
    `);
  });

  it("refuses a text where a list belongs", () => {
    expect(
      toldYaml(`
tracker:
  active_states: planned
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:18 error tracker.active_states must be a list of texts, not "planned""`);
  });

  it("refuses a list with a number in it", () => {
    expect(
      toldYaml(`
tracker:
  terminal_states: [done, 3]
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:27 error tracker.terminal_states[1] must be a text that is not empty, not 3"`);
  });

  it("refuses a hook that is no text", () => {
    expect(
      toldYaml(`
hooks:
  before_run: [npm, ci]
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:15 error hooks.before_run must be a text that is not empty, not a list"`);
  });

  it("refuses an empty hook", () => {
    expect(
      toldYaml(`
hooks:
  before_run: ''
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:15 error hooks.before_run must be a text that is not empty, not """`);
  });

  it("refuses a command backend without a command", () => {
    expect(
      toldYaml(`
agent:
  backend: command
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:3 error agent.command is missing, and the command backend has no default for it"`);
  });

  it("refuses a line for a shell as the name of the claude program", () => {
    expect(
      toldYaml(`
agent:
  command: claude --model opus
`),
    ).toMatchInlineSnapshot(`
      "workflow.yaml:3:12 error agent.command is no line for a shell with the claude backend, but the name of one program
        hint: write a list of the program and its arguments, such as [claude, --permission-mode, acceptEdits]"
    `);
    expect(toldYaml("agent: { command: /opt/claude }")).toBe("accepted\n");
    expect(toldYaml("agent: { command: [/opt/my tools/claude, --model, opus] }")).toBe("accepted\n");
  });

  it("refuses an empty command", () => {
    expect(
      toldYaml(`
agent:
  backend: command
  command: []
`),
    ).toMatchInlineSnapshot(
      `"workflow.yaml:4:12 error agent.command must be a command line, or a list of a program and its arguments, not a list"`,
    );
  });

  it("refuses a path from a variable that is not set", () => {
    expect(
      toldYaml(`
workspace:
  root: $NOWHERE
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:9 error workspace.root names the environment variable NOWHERE, which is not set"`);
  });

  it("refuses an environment that is a text", () => {
    expect(
      toldYaml(`
agent:
  env: PATH
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:8 error agent.env must be a list of names, or a map from names to values"`);
  });

  it("refuses a bad name in the environment", () => {
    expect(
      toldYaml(`
agent:
  env:
    - PATH
    - no-name
    - { GOOD: [1] }
`),
    ).toMatchInlineSnapshot(`
  "workflow.yaml:5:7 error agent.env[1] must be the name of an environment variable, or a map from names to values
  workflow.yaml:6:15 error agent.env[2].GOOD must be a text"
`);
  });

  it("refuses a secret of the wrong type, without quoting it", () => {
    expect(
      toldYaml(`
tracker:
  api_key: 123456
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:12 error tracker.api_key must be a text; write $NAME to take it from the environment"`);
  });

  it("refuses a key in both spellings", () => {
    expect(
      toldYaml(`
agent:
  max_sessions: 3
  maxSessions: 4
`),
    ).toMatchInlineSnapshot(`
      "workflow.yaml:4:16 error agent.maxSessions is the same setting as max_sessions
        hint: keep one of the two"
    `);
  });
});

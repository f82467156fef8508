// The corpus of files that do not hold, each with what its author reads.
import { describe, expect, it } from "vitest";
import { renderProblems } from "../../../src/resources/problems.ts";
import { parseWorkflowFile, type WorkflowFileOptions } from "../../../src/resources/workflow-file/parse-workflow-file.ts";

/** What the author is told; a file that holds with warnings says so. */
function told(text: string, file = "WORKFLOW.md", options?: WorkflowFileOptions): string {
  const parsed = parseWorkflowFile(text, file, options);
  return parsed.ok ? `accepted\n${renderProblems(parsed.warnings)}` : renderProblems(parsed.problems);
}

function yaml(text: string, options?: WorkflowFileOptions): string {
  return told(text, "workflow.yaml", options);
}

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
    expect(yaml("polling:\n  interval_ms: 5000\n---\nDo it.\n")).toMatchInlineSnapshot(`
      "workflow.yaml:3:1 error a second document begins here
        hint: for a prompt below the settings, begin the file with a line of ---"
    `);
  });

  it("refuses a manifest", () => {
    expect(yaml("apiVersion: orchestrator.dev/v2\nkind: Workflow\nmetadata:\n  name: x\n")).toMatchInlineSnapshot(`
      "workflow.yaml:1:1 error is a manifest, not a workflow file
        hint: a workflow file has tracker, agent and steps at its top level"
    `);
  });
});

describe("YAML that does not hold", () => {
  it("refuses a tab as indentation", () => {
    expect(
      yaml(`
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
      yaml(`
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
      yaml(`
tracker:
  kind: "roadmap
agent: {}
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:5:1 error missing closing "quote"`);
  });

  it("refuses a key given twice", () => {
    expect(
      yaml(`
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
      yaml(`
tracker:
  active_states: [planned, done
agent: {}
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:4:1 error flow sequence in block collection must be sufficiently indented and end with a ]"`);
  });

  it("refuses a reserved character", () => {
    expect(
      yaml(`
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
      yaml(`
agent:
  env: *shared
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:8 error there is no anchor "shared""`);
  });

  it("refuses a list as a key", () => {
    expect(
      yaml(`
agent:
  ? [a, b]
  : c
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:5 error a key must be a plain word"`);
  });

  it("refuses aliases that unfold without end", () => {
    const levels = Array.from({ length: 20 }, (_, level) => `l${level + 1}: &l${level + 1} [*l${level}, *l${level}, *l${level}]`);
    expect(yaml(["l0: &l0 [lol]", ...levels].join("\n"))).toMatchInlineSnapshot(`"workflow.yaml:8:15 error holds more than 10000 values"`);
    expect(yaml("agent: &a\n  env: *a\n")).toMatchInlineSnapshot(`"workflow.yaml:2:8 error is nested more than 64 levels deep"`);
  });

  it("refuses nesting without end", () => {
    expect(yaml("- ".repeat(5_000))).toMatchInlineSnapshot(`"workflow.yaml:1:129 error is nested more than 64 levels deep"`);
    expect(yaml("[".repeat(50_000))).toMatchInlineSnapshot(`"workflow.yaml:1:65 error is nested more than 64 levels deep"`);
  });

  it("refuses a file of great length", () => {
    expect(yaml("#".repeat(256_001))).toMatchInlineSnapshot(`"workflow.yaml:1:1 error the text is longer than 256000 characters"`);
    expect(told("x".repeat(1_000_001))).toMatchInlineSnapshot(`"WORKFLOW.md:1:1 error the prompt is longer than 1000000 characters"`);
  });
});

describe("settings that do not hold", () => {
  it("refuses a word for a number", () => {
    expect(
      yaml(`
agent:
  max_turns: many
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:14 error agent.max_turns must be a whole number of at least 1, not "many""`);
  });

  it("refuses a number in quotes", () => {
    expect(
      yaml(`
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
      yaml(`
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
      yaml(`
server:
  port: 70000
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:9 error server.port must be a whole number from 0 to 65535, not 70000"`);
  });

  it("refuses half a number", () => {
    expect(
      yaml(`
agent:
  max_sessions: 1.5
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:17 error agent.max_sessions must be a whole number of at least 1, not 1.5"`);
  });

  it("refuses zero agents", () => {
    expect(
      yaml(`
agent:
  max_concurrent_agents: 0
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:26 error agent.max_concurrent_agents must be a whole number of at least 1, not 0"`);
  });

  it("refuses a section that is no map", () => {
    expect(
      yaml(`
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
      yaml(`
agent:
  backend: cluade
`),
    ).toMatchInlineSnapshot(`
  "workflow.yaml:3:12 error agent.backend must be one of claude, command, scripted, mock, not "cluade"
    hint: did you mean "claude"?"
`);
  });

  it("refuses an unknown tracker", () => {
    expect(
      yaml(`
tracker:
  kind: roadmpa
`),
    ).toMatchInlineSnapshot(`
      "workflow.yaml:3:9 error tracker.kind must be one of roadmap, memory, not "roadmpa"
        hint: did you mean "roadmap"?"
    `);
  });

  it("refuses a tracker without states", () => {
    expect(
      yaml(`
tracker:
  kind: memory
`),
    ).toMatchInlineSnapshot(`
  "workflow.yaml:3:3 error tracker.active_states is missing, and a memory tracker has no default for it
  workflow.yaml:3:3 error tracker.terminal_states is missing, and a memory tracker has no default for it"
`);
  });

  it("refuses a state that is active and terminal", () => {
    expect(
      yaml(`
tracker:
  active_states: [planned, Done]
  terminal_states: [done]
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:18 error tracker.active_states holds "Done", which is also a terminal state"`);
  });

  it("refuses a text where a list belongs", () => {
    expect(
      yaml(`
tracker:
  active_states: planned
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:18 error tracker.active_states must be a list of texts, not "planned""`);
  });

  it("refuses a list with a number in it", () => {
    expect(
      yaml(`
tracker:
  terminal_states: [done, 3]
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:27 error tracker.terminal_states[1] must be a text that is not empty, not 3"`);
  });

  it("refuses a hook that is no text", () => {
    expect(
      yaml(`
hooks:
  before_run: [npm, ci]
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:15 error hooks.before_run must be a text that is not empty, not a list"`);
  });

  it("refuses an empty hook", () => {
    expect(
      yaml(`
hooks:
  before_run: ''
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:15 error hooks.before_run must be a text that is not empty, not """`);
  });

  it("refuses a command backend without a command", () => {
    expect(
      yaml(`
agent:
  backend: command
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:3 error agent.command is missing, and the command backend has no default for it"`);
  });

  it("refuses an empty command", () => {
    expect(
      yaml(`
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
      yaml(`
workspace:
  root: $NOWHERE
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:9 error workspace.root names the environment variable NOWHERE, which is not set"`);
  });

  it("refuses an environment that is a text", () => {
    expect(
      yaml(`
agent:
  env: PATH
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:8 error agent.env must be a list of names, or a map from names to values"`);
  });

  it("refuses a bad name in the environment", () => {
    expect(
      yaml(`
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
      yaml(`
tracker:
  api_key: 123456
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:12 error tracker.api_key must be a text; write $NAME to take it from the environment"`);
  });

  it("refuses a key in both spellings", () => {
    expect(
      yaml(`
agent:
  max_turns: 3
  maxTurns: 4
`),
    ).toMatchInlineSnapshot(`
      "workflow.yaml:4:13 error agent.maxTurns is the same setting as max_turns
        hint: keep one of the two"
    `);
  });
});

describe("steps that do not hold", () => {
  it("refuses steps that are no list", () => {
    expect(
      yaml(`
steps:
  plan:
    prompt: Plan.
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:3 error steps must be a list of steps, not a map"`);
  });

  it("refuses a step without an id", () => {
    expect(
      yaml(`
steps:
  - prompt: Plan.
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:5 error steps[0].id is missing"`);
  });

  it("refuses a step that is a text", () => {
    expect(
      yaml(`
steps:
  - plan
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:5 error steps[0] must be a map of settings, not "plan""`);
  });

  it("refuses an id with a space", () => {
    expect(
      yaml(`
steps:
  - id: make it
    prompt: Do.
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:9 error steps[0].id must be letters, digits, ., _ and -, at most 64 of them, not "make it""`);
  });

  it("refuses an id used twice", () => {
    expect(
      yaml(`
steps:
  - id: plan
    prompt: Plan.
  - id: test
    command: npm test
  - id: plan
    prompt: Again.
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:7:9 error steps[2].id is also the id of the step at position 1"`);
  });

  it("refuses a step that is two things", () => {
    expect(
      yaml(`
steps:
  - id: plan
    prompt: Plan.
    command: npm test
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:5 error steps[0] has prompt and command, of which a step has only one"`);
  });

  it("refuses a timeout without a unit", () => {
    expect(
      yaml(`
steps:
  - id: test
    command: npm test
    timeout: '30'
`),
    ).toMatchInlineSnapshot(
      `"workflow.yaml:5:14 error steps[0].timeout must be a duration such as 30s, 10m or 1h, or a whole number of milliseconds, not "30""`,
    );
  });

  it("refuses too many attempts", () => {
    expect(
      yaml(`
steps:
  - id: test
    command: npm test
    retry: { max_attempts: 6 }
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:5:28 error steps[0].retry.max_attempts must be a whole number from 1 to 5, not 6"`);
  });

  it("refuses a retry without attempts, with a misspelled strategy", () => {
    expect(
      yaml(`
steps:
  - id: test
    command: npm test
    retry: { strategy: exponental }
`),
    ).toMatchInlineSnapshot(`
  "workflow.yaml:5:12 error steps[0].retry.max_attempts is missing
  workflow.yaml:5:24 error steps[0].retry.strategy must be one of fixed, exponential, not "exponental"
    hint: did you mean "exponential"?"
`);
  });

  it("refuses an unknown template", () => {
    expect(
      yaml(`
steps:
  - id: go
    template: implemnt
`),
    ).toMatchInlineSnapshot(`
  "workflow.yaml:4:15 error steps[0].template must be one of implement, goal, not "implemnt"
    hint: did you mean "implement"?"
`);
  });
});

describe("what is only warned about", () => {
  it("accepts unknown sections and keys", () => {
    expect(
      yaml(`
pooling:
  interval_ms: 1000
agent:
  max_turn: 3
  banana: 1
steps:
  - id: a
    continue_on_eror: true
`),
    ).toMatchInlineSnapshot(`
  "accepted
  workflow.yaml:2:1 warning pooling is not a known setting and is ignored
    hint: did you mean "polling"?
  workflow.yaml:5:3 warning agent.max_turn is not a known setting and is ignored
    hint: did you mean "max_turns"?
  workflow.yaml:6:3 warning agent.banana is not a known setting and is ignored
  workflow.yaml:9:5 warning steps[0].continue_on_eror is not a known setting and is ignored
    hint: did you mean "continue_on_error"?"
`);
  });

  it("accepts sections of a later release", () => {
    expect(
      yaml(`
codex:
  command: codex app-server
worker: {}
agent:
  approval_policy: never
server:
  host: 127.0.0.1
`),
    ).toMatchInlineSnapshot(`
  "accepted
  workflow.yaml:2:1 warning codex is read by a later release and changes nothing yet
  workflow.yaml:4:1 warning worker is read by a later release and changes nothing yet
  workflow.yaml:6:3 warning agent.approval_policy is read by a later release and changes nothing yet
  workflow.yaml:8:3 warning server.host is read by a later release and changes nothing yet"
`);
  });

  it("accepts state limits that are none", () => {
    expect(
      yaml(`
agent:
  max_concurrent_agents_by_state:
    Todo: 0
    Doing: two
    Review: 1
`),
    ).toMatchInlineSnapshot(`
  "accepted
  workflow.yaml:4:5 warning agent.max_concurrent_agents_by_state.Todo is no positive whole number but 0, and is ignored
  workflow.yaml:5:5 warning agent.max_concurrent_agents_by_state.Doing is no positive whole number but "two", and is ignored"
`);
  });

  it("accepts a variable inside a path", () => {
    expect(
      yaml(`
workspace:
  root: $HOME/work
`),
    ).toMatchInlineSnapshot(`
  "accepted
  workflow.yaml:3:3 warning workspace.root is taken as it is written
    hint: only a value that is $NAME and nothing else is replaced"
`);
  });

  it("accepts a secret that is empty", () => {
    expect(
      yaml(`
tracker:
  api_key: $NO_KEY
`),
    ).toMatchInlineSnapshot(`
  "accepted
  workflow.yaml:3:3 warning tracker.api_key names the environment variable NO_KEY, which is not set"
`);
  });

  it("accepts a blank label", () => {
    expect(
      yaml(`
tracker:
  required_labels: [bug, ' ']
`),
    ).toMatchInlineSnapshot(`
  "accepted
  workflow.yaml:3:26 warning tracker.required_labels[1] is blank, so no issue is ever worked on"
`);
  });

  it("accepts no active state", () => {
    expect(
      yaml(`
tracker:
  active_states: []
`),
    ).toMatchInlineSnapshot(`
  "accepted
  workflow.yaml:3:3 warning tracker.active_states is empty, so no issue is ever worked on"
`);
  });

  it("accepts an unknown tag", () => {
    expect(
      yaml(`
agent:
  model: !best opus
`),
    ).toMatchInlineSnapshot(`
  "accepted
  workflow.yaml:3:10 warning unresolved tag: !best"
`);
  });

  it("accepts a prompt that no step works through", () => {
    expect(
      yaml(`
prompt: Do it.
steps:
  - id: test
    command: npm test
`),
    ).toMatchInlineSnapshot(`
  "accepted
  workflow.yaml:3:1 warning steps leave the file's own prompt unused
    hint: a step without prompt, template or command works through it"
`);
  });

  it("accepts a change asked of a command", () => {
    expect(
      yaml(`
steps:
  - id: test
    command: npm test
    requires_change: true
`),
    ).toMatchInlineSnapshot(`
  "accepted
  workflow.yaml:5:5 warning steps[0].requires_change means nothing for a command and is ignored"
`);
  });
});

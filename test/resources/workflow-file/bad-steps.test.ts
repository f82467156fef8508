// Steps that do not hold, and what is accepted with a word, each with what its author reads.
import { describe, expect, it } from "vitest";
import { toldYaml } from "./told.ts";

describe("steps that do not hold", () => {
  it("refuses steps that are no list", () => {
    expect(
      toldYaml(`
steps:
  plan:
    prompt: Plan.
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:3 error steps must be a list of steps, not a map"`);
  });

  it("refuses a step without an id", () => {
    expect(
      toldYaml(`
steps:
  - prompt: Plan.
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:5 error steps[0].id is missing"`);
  });

  it("refuses a step that is a text", () => {
    expect(
      toldYaml(`
steps:
  - plan
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:5 error steps[0] must be a map of settings, not "plan""`);
  });

  it("refuses an id with a space", () => {
    expect(
      toldYaml(`
steps:
  - id: make it
    prompt: Do.
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:9 error steps[0].id must be letters, digits, ., _ and -, at most 64 of them, not "make it""`);
  });

  it("refuses an id used twice", () => {
    expect(
      toldYaml(`
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
      toldYaml(`
steps:
  - id: plan
    prompt: Plan.
    command: npm test
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:3:5 error steps[0] has prompt and command, of which a step has only one"`);
  });

  it("refuses a timeout without a unit", () => {
    expect(
      toldYaml(`
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
      toldYaml(`
steps:
  - id: test
    command: npm test
    retry: { max_attempts: 6 }
`),
    ).toMatchInlineSnapshot(`"workflow.yaml:5:28 error steps[0].retry.max_attempts must be a whole number from 1 to 5, not 6"`);
  });

  it("refuses a retry without attempts, with a misspelled strategy", () => {
    expect(
      toldYaml(`
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
      toldYaml(`
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
      toldYaml(`
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
      toldYaml(`
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
      workflow.yaml:2:1 warning codex is read by a later release and does nothing yet
      workflow.yaml:4:1 warning worker is read by a later release and does nothing yet
      workflow.yaml:6:3 warning agent.approval_policy is read by a later release and does nothing yet
      workflow.yaml:8:3 warning server.host is read by a later release and does nothing yet"
    `);
  });

  it("says of its own settings which do nothing yet", () => {
    expect(
      toldYaml(`
tracker:
  endpoint: https://tracker.example
  apiKey: k-1
  project_slug: site
  provider: {}
agent:
  max_turns: 3
server:
  port: 8080
`),
    ).toMatchInlineSnapshot(`
      "accepted
      workflow.yaml:3:3 warning tracker.endpoint means nothing to a roadmap tracker and is ignored
      workflow.yaml:4:3 warning tracker.apiKey means nothing to a roadmap tracker and is ignored
      workflow.yaml:5:3 warning tracker.project_slug is read by a later release and does nothing yet
      workflow.yaml:6:3 warning tracker.provider is read by a later release and does nothing yet
      workflow.yaml:8:3 warning agent.max_turns is read by a later release and does nothing yet
      workflow.yaml:10:3 warning server.port is read by a later release and does nothing yet"
    `);
    expect(toldYaml("agent: { max_turns: }\nserver:\n")).toBe("accepted\n");
  });

  it("accepts state limits that are none", () => {
    expect(
      toldYaml(`
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
      toldYaml(`
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
      toldYaml(`
tracker:
  api_key: $NO_KEY
`),
    ).toMatchInlineSnapshot(`
      "accepted
      workflow.yaml:3:3 warning tracker.api_key means nothing to a roadmap tracker and is ignored
      workflow.yaml:3:3 warning tracker.api_key names the environment variable NO_KEY, which is not set"
    `);
  });

  it("accepts a blank label", () => {
    expect(
      toldYaml(`
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
      toldYaml(`
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
      toldYaml(`
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
      toldYaml(`
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
      toldYaml(`
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

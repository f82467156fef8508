// Workflow files that hold: every form, every default, every reference.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseWorkflowFile, type WorkflowFileOptions } from "../../../src/resources/workflow-file/parse-workflow-file.ts";
import type { WorkflowFile } from "../../../src/resources/workflow-file/workflow-file.ts";

/** The file's value; it must hold without a warning. */
function parse(text: string, file = "/site/WORKFLOW.md", options?: WorkflowFileOptions): WorkflowFile {
  const parsed = parseWorkflowFile(text, file, options);
  expect(parsed.ok ? parsed.warnings : parsed.problems).toEqual([]);
  if (!parsed.ok) throw new TypeError("the file does not hold");
  return parsed.value;
}

const yaml = (text: string, options?: WorkflowFileOptions) => parse(text, "/site/workflow.yaml", options);

const OF_OTHERS = "means nothing to a roadmap tracker and is ignored";

/** The value of a file with settings that nothing acts on, of which it is warned. */
function idle(text: string, options?: WorkflowFileOptions, warning = OF_OTHERS): WorkflowFile {
  const parsed = parseWorkflowFile(text, "/site/workflow.yaml", options);
  if (!parsed.ok) throw new TypeError("the file does not hold");
  expect([...new Set(parsed.warnings.map(({ message }) => message))]).toEqual([warning]);
  return parsed.value;
}

describe("the forms of a workflow file", () => {
  it("takes settings between marker lines and the rest as the prompt", () => {
    const { polling, prompt } = parse("---\npolling:\n  interval_ms: 5000\n---\n\n\nDo {{ issue.title }}.\n\n");
    expect(polling.intervalMs).toBe(5000);
    expect(prompt).toEqual({ text: "Do {{ issue.title }}.", firstLine: 7 });
  });

  it("takes a Markdown file without marker as all prompt", () => {
    expect(parse("Do it.\n---\nAnd more.\n").prompt).toEqual({ text: "Do it.\n---\nAnd more.", firstLine: 1 });
  });

  it("takes a YAML file as all settings, with the prompt among them", () => {
    const file = yaml("# mine\npolling: { interval_ms: 5000 }\nprompt: |\n  Do it.\n  Now.\n");
    expect(file.prompt).toEqual({ text: "Do it.\nNow.\n", firstLine: 4 });
    expect(yaml("prompt_template: Do it.").prompt?.text).toBe("Do it.");
    expect(yaml("promptTemplate: Do it.").prompt?.text).toBe("Do it.");
  });

  it("takes a YAML file with a prompt below its settings", () => {
    const file = yaml("# mine\n---\npolling:\n  interval_ms: 5000\n---\nDo it.\n");
    expect(file).toMatchObject({ polling: { intervalMs: 5000 }, prompt: { text: "Do it.", firstLine: 6 } });
  });

  it("takes a YAML file that begins with the marker of a document", () => {
    expect(yaml("---\npolling:\n  interval_ms: 5000\n")).toMatchObject({ polling: { intervalMs: 5000 }, prompt: null });
  });

  it.each(["", "# nothing\n", "---\n---\n", "---\n\n---\n"])("takes %j as a file that leaves everything to the defaults", (text) => {
    expect({ ...yaml(text), file: "" }).toEqual({ ...yaml("polling:\nagent:\n"), file: "" });
  });

  it("is not cut by marker lines inside values", () => {
    const file = parse('---\nhooks:\n  before_run: |\n    echo "---"\n    ---\n  after_run: "a --- b" # --- c\n---\nDo it.\n---\nMore.');
    expect(file.hooks).toMatchObject({ beforeRun: 'echo "---"\n---\n', afterRun: "a --- b" });
    expect(file.prompt?.text).toBe("Do it.\n---\nMore.");
  });

  it("reads Windows line ends and a byte order mark", () => {
    const file = parse("\uFEFF---\r\npolling:\r\n  interval_ms: 5000\r\n---\r\nDo it.\r\nNow.\r\n");
    expect(file).toMatchObject({ polling: { intervalMs: 5000 }, prompt: { text: "Do it.\nNow.", firstLine: 5 } });
  });
});

describe("settings", () => {
  it("are the same in snake case and in camel case", () => {
    const snake = "agent:\n  max_sessions: 3\n  max_concurrent_agents_by_state: { In_Review: 1 }\ntracker:\n  required_labels: [bot]\n";
    const camel = "agent:\n  maxSessions: 3\n  maxConcurrentAgentsByState: { In_Review: 1 }\ntracker:\n  requiredLabels: [bot]\n";
    expect(yaml(camel)).toEqual(yaml(snake));
    expect(yaml(snake).agent).toMatchObject({ maxSessions: 3, maxConcurrentAgentsByState: { in_review: 1 } });
  });

  it("compare state limits trimmed and in lower case", () => {
    expect(yaml('agent:\n  max_concurrent_agents_by_state: { " In Progress ": 2 }').agent.maxConcurrentAgentsByState).toEqual({
      "in progress": 2,
    });
  });

  it("leave what belongs to the tracker's adapter untouched", () => {
    const text = "tracker:\n  provider: { api_token: $TOKEN, deep: { some_key: [1] } }";
    const { provider } = idle(text, {}, "is read by a later release and does nothing yet").tracker;
    expect(provider).toEqual({ api_token: "$TOKEN", deep: { some_key: [1] } });
  });

  it("share values through anchors", () => {
    expect(yaml("hooks:\n  before_run: &same npm ci\n  after_create: *same").hooks).toMatchObject({
      beforeRun: "npm ci",
      afterCreate: "npm ci",
    });
  });

  it("read mock as scripted", () => {
    expect(yaml("agent: { backend: mock }").agent.backend).toBe("scripted");
  });

  it("take a stall limit below zero as none", () => {
    expect(yaml("agent: { stall_timeout_ms: -1 }").agent.stallTimeoutMs).toBe(0);
  });

  it("need states for a tracker that has no defaults, and take them", () => {
    const { tracker } = yaml("tracker: { kind: memory, active_states: [Todo], terminal_states: [Closed] }", { trackerKinds: ["memory"] });
    expect(tracker).toMatchObject({ kind: "memory", activeStates: ["Todo"], terminalStates: ["Closed"] });
  });
});

describe("references", () => {
  const env = { HOME: "/home/ada", ROOT: "/srv/work", KEY: "k-1", constructor: "/not/a/function" };

  it("resolves paths against the file's directory, ~ and $NAME", () => {
    const text = "workspace: { root: $ROOT }\ntracker: { file_path: plans/road.md }\nagent: { script: ~/play.yaml }\n";
    const file = yaml(text, { env });
    expect([file.workspace.root, file.tracker.filePath, file.agent.script]).toEqual([
      "/srv/work",
      "/site/plans/road.md",
      "/home/ada/play.yaml",
    ]);
    expect(yaml("workspace: { root: '${ROOT}' }", { env }).workspace.root).toBe("/srv/work");
    expect(yaml("workspace: { root: ../~x }", { env }).workspace.root).toBe("/~x");
  });

  it("resolves a secret that is $NAME and nothing else", () => {
    expect(idle("tracker: { api_key: $KEY }", { env }).tracker.apiKey).toBe("k-1");
    expect(idle("tracker: { api_key: a$KEY }", { env }).tracker.apiKey).toBe("a$KEY");
  });

  it("leaves commands, scripts, addresses and prompts as they are written", () => {
    const text = [
      "tracker: { endpoint: $KEY }",
      "hooks: { before_run: $ROOT/setup ~ }",
      "agent: { backend: command, command: ~/bin/agent $KEY, model: $KEY }",
      "steps: [{ id: go, prompt: $KEY }, { id: test, command: [~/bin/test, $KEY] }]",
    ];
    const { tracker, hooks, agent, workflow } = idle(text.join("\n"), { env });
    expect([tracker.endpoint, hooks.beforeRun, agent.command, agent.model]).toEqual(["$KEY", "$ROOT/setup ~", "~/bin/agent $KEY", "$KEY"]);
    expect(workflow.steps.map(({ body }) => body)).toMatchObject([{ prompt: { text: "$KEY" } }, { command: ["~/bin/test", "$KEY"] }]);
  });

  it("never lets the environment change what the file does not name", () => {
    expect(yaml("", { env: { MAX_TURNS: "1", YARDMASTER_POLLING: "1" } })).toEqual(yaml(""));
  });

  it("finds no variable where there is only a property of every object", () => {
    const parsed = parseWorkflowFile("workspace: { root: $toString }", "workflow.yaml", { env: {} });
    expect(parsed).toMatchObject({ ok: false, problems: [{ message: "names the environment variable toString, which is not set" }] });
  });
});

describe("the agent's environment", () => {
  it.each([
    [
      "a list of names",
      "[PATH, HOME]",
      [
        { name: "PATH", from: "PATH" },
        { name: "HOME", from: "HOME" },
      ],
    ],
    [
      "a map",
      "{ CI: true, N: 3, T: $TOKEN }",
      [
        { name: "CI", value: "true" },
        { name: "N", value: "3" },
        { name: "T", from: "TOKEN" },
      ],
    ],
    [
      "both",
      "[PATH, { CI: 'yes' }]",
      [
        { name: "PATH", from: "PATH" },
        { name: "CI", value: "yes" },
      ],
    ],
    ["the manifests' form", "[{ name: CI, value: 'yes' }]", [{ name: "CI", value: "yes" }]],
  ])("can be %s", (_form, written, expected) => {
    expect(yaml(`agent: { env: ${written} }`, { env: { TOKEN: "secret" } }).agent.env).toEqual(expected);
  });
});

describe("steps", () => {
  it("are one step with the built-in prompt when the file says nothing", () => {
    expect(yaml("").workflow).toEqual({
      name: "workflow",
      steps: [
        {
          id: "implement",
          name: null,
          body: { kind: "agent", prompt: { builtin: "implement" }, requiresChange: true },
          timeoutMs: 3_600_000,
          retry: { maxAttempts: 1, backoffMs: 0, strategy: "fixed", maxBackoffMs: 0 },
          continueOnError: false,
        },
      ],
    });
  });

  it("work through the file's prompt, whose place they keep", () => {
    const [only] = parse("---\nagent: {}\n---\nDo it.").workflow.steps;
    expect(only?.body).toEqual({
      kind: "agent",
      prompt: { text: "Do it.", origin: "/site/WORKFLOW.md", firstLine: 4 },
      requiresChange: true,
    });
  });

  it("become the plan, in order, with limits and retries", () => {
    const text = `
agent: { turn_timeout_ms: 60000 }
steps:
  - id: plan
    name: Make a plan
    prompt: Plan {{ issue.title }}.
    continue_on_error: true
  - id: build
    template: implement
    timeout: 1h30m
    retry: { max_attempts: 3, backoff_ms: 500, strategy: fixed }
  - id: test
    command: [npm, test]
    timeout_ms: 5000
`;
    expect(yaml(text).workflow.steps).toEqual([
      {
        id: "plan",
        name: "Make a plan",
        body: {
          kind: "agent",
          prompt: { text: "Plan {{ issue.title }}.", origin: "/site/workflow.yaml", firstLine: 6 },
          requiresChange: false,
        },
        timeoutMs: 60_000,
        retry: { maxAttempts: 1, backoffMs: 0, strategy: "fixed", maxBackoffMs: 0 },
        continueOnError: true,
      },
      {
        id: "build",
        name: null,
        body: { kind: "agent", prompt: { builtin: "implement" }, requiresChange: true },
        timeoutMs: 5_400_000,
        retry: { maxAttempts: 3, backoffMs: 500, strategy: "fixed", maxBackoffMs: 300_000 },
        continueOnError: false,
      },
      {
        id: "test",
        name: null,
        body: { kind: "command", command: ["npm", "test"] },
        timeoutMs: 5000,
        retry: { maxAttempts: 1, backoffMs: 0, strategy: "fixed", maxBackoffMs: 0 },
        continueOnError: false,
      },
    ]);
  });
});

describe("any text at all", () => {
  it("gives a value or problems with places, and never throws", () => {
    const pieces = [
      "---",
      "agent:",
      "tracker:",
      "steps:",
      "- id: a",
      "prompt: x",
      "  ",
      "\n",
      "\n",
      ": ",
      "&a",
      "*a",
      "[",
      "{",
      "}",
      "]",
      "|",
      "'",
      '"',
      "#",
      "\t",
      "!x",
      "<<: ",
      "$X",
      "1",
    ];
    const text = fc
      .array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...pieces) }, { weight: 1, arbitrary: fc.string() }))
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, fc.constantFrom("WORKFLOW.md", "workflow.yaml"), (written, file) => {
        const parsed = parseWorkflowFile(written, file);
        const problems = parsed.ok ? parsed.warnings : parsed.problems;
        const lines = written.split("\n").length;
        if (!parsed.ok) expect(problems.some(({ severity }) => severity === "error")).toBe(true);
        for (const { line, column } of problems) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines);
          expect(column).toBeGreaterThanOrEqual(1);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

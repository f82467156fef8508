// The settings of a workflow file that the App's server decides by itself.
import { describe, expect, it } from "vitest";
import { parseWorkflowFile } from "../../../src/resources/workflow-file/parse-workflow-file.ts";

const OURS = "acme/site";
const SECRET = { GITHUB_TOKEN: "ghs_secret", HOME: "/home/op" };

function parse(text: string, env = {}) {
  return parseWorkflowFile(text, "workflow.yaml", { hosted: { name: OURS }, env });
}

function tell(text: string): readonly string[] {
  const parsed = parse(text, SECRET);
  const problems = parsed.ok ? parsed.warnings : parsed.problems;
  return problems.map(({ line, path, severity, message }) => `${line} ${severity} ${path} ${message}`);
}

describe("the workflow file of a repository of the App", () => {
  it("means its own repository when it names none", () => {
    const parsed = parse("tracker: { kind: github, label: run }");
    expect(parsed.ok && parsed.value.tracker.github).toMatchObject({ repository: OURS, label: "run" });
    expect(parsed.ok && parsed.warnings).toEqual([]);
  });

  it("may name its own repository, in whatever case", () => {
    const parsed = parse("tracker: { kind: github, label: run, repository: Acme/Site }");
    expect(parsed.ok && parsed.value.tracker.github?.repository).toBe(OURS);
  });

  it.each([
    ["another repository", "tracker: { kind: github, label: run, repository: acme/other }", "tracker.repository"],
    ["where requests go", "tracker: { kind: github, label: run, endpoint: https://x.example }", "tracker.endpoint"],
    ["a key", "tracker: { kind: github, label: run, api_key: abc }", "tracker.api_key"],
    ["a key of the server's", "tracker: { kind: github, label: run, api_key: $GITHUB_TOKEN }", "tracker.api_key"],
    ["where workspaces are", "workspace: { root: ~/elsewhere }", "workspace.root"],
    ["where workspaces are, by a variable", "workspace: { root: $HOME }", "workspace.root"],
    ["a port", "server: { port: 80 }", "server.port"],
    ["a file of the server", "agent: { backend: scripted, script: /etc/script.yaml }", "agent.script"],
    ["a variable by its name", "agent: { env: [GITHUB_TOKEN] }", "agent.env"],
    ["a variable under another name", "agent: { env: { TOKEN: $GITHUB_TOKEN } }", "agent.env"],
    ["a file by a variable", "tracker: { kind: roadmap, file_path: $HOME }", "tracker.file_path"],
  ])("may not name %s, and nothing of it is in what is said", (_, text, path) => {
    const told = tell(text);
    expect(told.filter((line) => line.startsWith(`1 error ${path} `))).toHaveLength(1);
    expect(told.join("\n")).not.toContain("ghs_secret");
    expect(parse(text, SECRET).ok).toBe(false);
  });

  it("may set all the rest: limits, hooks, steps, the agent and values for it", () => {
    const parsed = parse(
      "agent: { backend: codex, model: big, max_concurrent_agents: 2, env: { CI: 'true' } }\nhooks: { after_create: npm ci }\npolling: { interval_ms: 60000 }",
    );
    expect(parsed.ok && parsed.value).toMatchObject({
      agent: { backend: "codex", maxConcurrentAgents: 2, env: [{ name: "CI", value: "true" }] },
      hooks: { afterCreate: "npm ci" },
      tracker: { github: null },
    });
    expect(parsed.ok && parsed.warnings).toEqual([]);
  });

  it("is told that a roadmap lists nothing there", () => {
    expect(tell("tracker: { kind: roadmap }")).toEqual([
      "1 warning tracker.kind lists nothing in the App, where work begins by labels, commands and triggers",
    ]);
  });
});

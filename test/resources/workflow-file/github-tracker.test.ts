// A workflow file whose issues are on GitHub: what it may leave out, and what its author is told.
import { describe, expect, it } from "vitest";
import { parseWorkflowFile } from "../../../src/resources/workflow-file/parse-workflow-file.ts";
import type { TrackerSettings } from "../../../src/resources/workflow-file/workflow-file.ts";
import { toldYaml } from "./told.ts";

function parse(tracker: string): TrackerSettings {
  const parsed = parseWorkflowFile(`tracker: { kind: github, ${tracker} }`, "workflow.yaml", { env: { TOKEN: "t-1" } });
  expect(parsed.ok ? parsed.warnings : parsed.problems).toEqual([]);
  if (!parsed.ok) throw new TypeError("the file does not hold");
  return parsed.value.tracker;
}

function told(tracker: string): string {
  return toldYaml(`tracker: { kind: github, ${tracker} }`);
}

describe("a tracker over GitHub", () => {
  it("needs a repository and a label", () => {
    expect(parse("repository: acme/site, label: run")).toMatchObject({
      kind: "github",
      activeStates: ["open"],
      terminalStates: ["closed"],
      github: {
        repository: "acme/site",
        label: "run",
        assignee: null,
        assignedOnly: false,
        milestone: null,
        project: null,
        statusField: "Status",
        priorityFrom: "labels",
        priorityField: "Priority",
        priorities: {},
        blockers: ["dependencies", "sub-issues", "task-lists"],
        workingLabel: null,
        needsPersonLabel: null,
      },
    });
  });

  it("takes a token and the address of a server", () => {
    const { apiKey, endpoint } = parse("repository: acme/site, label: run, api_key: $TOKEN, endpoint: https://ghe.example.com/api/v3");
    expect([apiKey, endpoint]).toEqual(["t-1", "https://ghe.example.com/api/v3"]);
  });

  it.each([
    ["3", { owner: "acme", number: 3 }],
    ["other/12", { owner: "other", number: 12 }],
  ])("takes the board %s, and its usual states", (project, expected) => {
    expect(parse(`repository: acme/site, project: ${project}`)).toMatchObject({
      activeStates: ["Todo", "In Progress"],
      terminalStates: ["Done", "closed"],
      github: { project: expected },
    });
  });

  it.each(["required_labels: [run]", "milestone: v1", "project: 1", "assignee: ada, assigned_only: true"])(
    "is content with another choice than a label: %s",
    (choice) => {
      expect(parse(`repository: acme/site, ${choice}`).github?.label).toBeNull();
    },
  );
});

describe("a tracker over GitHub that does not hold", () => {
  it("would work on whatever strangers open", () => {
    expect(told("repository: acme/site, assignee: ada")).toMatchInlineSnapshot(`
      "workflow.yaml:1:10 error tracker.label is missing: every open issue would be worked on, whoever opened it
        hint: name a label: only who may manage issues can put it on"
    `);
  });

  it("names no repository, or no name of one", () => {
    expect(told("label: run")).toMatchInlineSnapshot(
      `"workflow.yaml:1:10 error tracker.repository is missing, and a github tracker has no default for it"`,
    );
    expect(told("label: run, repository: https://github.com/acme/site")).toMatchInlineSnapshot(
      `"workflow.yaml:1:50 error tracker.repository must be owner/name, not "https://github.com/acme/site""`,
    );
  });

  it("lacks what its settings need", () => {
    expect(told("repository: acme/site, label: run, assigned_only: true, priority_from: project")).toMatchInlineSnapshot(`
      "workflow.yaml:1:76 error tracker.assigned_only needs tracker.assignee
        hint: name the login whose issues are worked on
      workflow.yaml:1:97 error tracker.priority_from needs tracker.project
        hint: name the board's number"
    `);
  });

  it("names a board, a priority or a blocker that cannot be", () => {
    expect(told("repository: acme/site, project: [3], label: run, priority_from: luck, blockers: [weather]")).toMatchInlineSnapshot(`
      "workflow.yaml:1:58 error tracker.project must be a board's number, such as 3 or acme/3, not a list
      workflow.yaml:1:90 error tracker.priority_from must be one of labels, project, issue-field, not "luck"
      workflow.yaml:1:107 error tracker.blockers[0] must be one of dependencies, sub-issues, task-lists, not "weather""
    `);
    expect(told("repository: acme/site, label: run, priorities: { sev1: 0, sev2: high }")).toMatchInlineSnapshot(`
      "workflow.yaml:1:81 error tracker.priorities.sev1 must be a whole number from 1 to 4, not 0
      workflow.yaml:1:90 error tracker.priorities.sev2 must be a whole number from 1 to 4, not "high""
    `);
  });

  it("has states that no issue has, and no end", () => {
    expect(told("repository: acme/site, label: run, active_states: [open, Todo], terminal_states: [Done]")).toMatchInlineSnapshot(`
      "workflow.yaml:1:76 error tracker.active_states holds "Todo", which no issue on GitHub can be worked on in
        hint: issues are open or closed; tracker.project names a board with more states
      workflow.yaml:1:107 error tracker.terminal_states lacks "closed", the state of an issue that is closed
        hint: add it to the list"
    `);
  });

  it("has settings of another tracker, and the other way round", () => {
    expect(told("repository: acme/site, label: run, file_path: docs/roadmap.md")).toMatchInlineSnapshot(`
      "accepted
      workflow.yaml:1:61 warning tracker.file_path means nothing to a github tracker and is ignored"
    `);
    expect(toldYaml("tracker: { label: run, project: 3 }")).toMatchInlineSnapshot(`
      "accepted
      workflow.yaml:1:12 warning tracker.label means nothing to a roadmap tracker and is ignored
      workflow.yaml:1:24 warning tracker.project means nothing to a roadmap tracker and is ignored"
    `);
  });
});

// What a node of GitHub's becomes: priority, state, whose it is, what it waits for. Odd values count as not there.
import { describe, expect, it } from "vitest";
import type { Issue } from "../../../src/core/issue.ts";
import type { GithubTrackerSettings } from "../../../src/trackers/github/index.ts";
import { IssueNode } from "../../../src/trackers/github/issue-node.ts";
import { type KnownIssues, toIssue } from "../../../src/trackers/github/to-issue.ts";
import { SETTINGS } from "./given-tracker.ts";

const NODE = {
  id: "I_1",
  number: 12,
  title: "Login times out",
  closed: false,
  body: "",
  url: "https://github.com/acme/site/issues/12",
  createdAt: "2026-05-04T12:00:00Z",
  updatedAt: "2026-05-04T12:30:00Z",
  repository: { id: "R_1", nameWithOwner: "acme/site" },
};

function read(node: object, settings: Partial<GithubTrackerSettings> = {}, known: KnownIssues = new Map()): Issue {
  return toIssue(IssueNode.parse({ ...NODE, ...node }), known, { ...SETTINGS, ...settings });
}

function labelled(...names: readonly string[]) {
  return { labels: { nodes: names.map((name) => ({ name })) } };
}

function onBoard(status: string | null, priority: string | null = null) {
  const value = (name: string | null) => (name === null ? null : { name });
  const project = { number: 3, owner: { login: "Acme" } };
  return { projectItems: { nodes: [null, { project, status: value(status), priority: value(priority) }] } };
}

const BOARD = { project: { owner: "acme", number: 3 } };

describe("an issue of GitHub's", () => {
  it("becomes one of ours", () => {
    expect(read({ ...labelled("Bug", " bug ", "P1"), assignees: { nodes: [{ login: "ada" }] }, milestone: { title: "v1" } })).toEqual({
      id: "I_1",
      identifier: "#12",
      title: "Login times out",
      description: null,
      state: "open",
      dispatchable: true,
      priority: 2,
      labels: ["bug", "p1"],
      blockedBy: [],
      branchName: "yardmaster/12-login-times-out",
      url: "https://github.com/acme/site/issues/12",
      assigneeId: "ada",
      createdAt: "2026-05-04T12:00:00.000Z",
      updatedAt: "2026-05-04T12:30:00.000Z",
      nativeRef: { repository: "acme/site", number: 12, milestone: "v1" },
    });
  });

  it("is read though everything that may be missing is odd", () => {
    const odd = { body: 7, url: {}, createdAt: "yesterday", updatedAt: null, milestone: [], labels: null, assignees: { nodes: 3 } };
    const issue = read({ ...odd, blockedBy: "x", subIssues: [], projectItems: { nodes: [{ status: 1 }] }, issueFieldValues: {} }, BOARD);
    expect(issue).toMatchObject({ description: null, url: null, createdAt: null, updatedAt: null, labels: [], assigneeId: null });
    expect(issue).toMatchObject({ state: "open", blockedBy: [], priority: null });
  });

  it.each(["id", "number", "title", "closed", "repository"])("is malformed without %s", (field) => {
    expect(IssueNode.safeParse({ ...NODE, [field]: undefined }).success).toBe(false);
  });
});

describe("the priority", () => {
  it.each([
    ["priority: high", 2],
    ["Priority/Urgent", 1],
    ["prio-P2", 3],
    ["priority:1", 1],
    ["high priority", 2],
    ["P0", 1],
    ["p4", 4],
    ["urgent", 1],
    ["high", null],
    ["1", null],
    ["priority", null],
    ["priority: whenever", null],
    ["low-hanging", null],
  ])("of the label %s is %s", (label, priority) => {
    expect(read(labelled(label)).priority).toBe(priority);
  });

  it("is that of the most urgent label", () => {
    expect(read(labelled("P3", "priority: high", "P2")).priority).toBe(2);
  });

  it("follows the words of the workflow file first", () => {
    expect(read(labelled("Sev1"), { priorities: { "sev1 ": 1 } }).priority).toBe(1);
    expect(read(labelled("P3"), { priorities: { P3: 1 } }).priority).toBe(1);
  });

  it("is an option of the board, whatever stands around the word", () => {
    const settings = { ...BOARD, priorityFrom: "project" } as const;
    expect(read(onBoard("Todo", "🔥 Urgent"), settings).priority).toBe(1);
    expect(read(onBoard("Todo", "Someday"), settings).priority).toBeNull();
    expect(read({ ...onBoard("Todo"), ...labelled("P0") }, settings).priority).toBeNull();
  });

  it("is an option of the issue's own field", () => {
    const issueFieldValues = { nodes: [{}, { name: "Low", field: { name: "Effort" } }, { name: "High", field: { name: "Priority" } }] };
    expect(read({ issueFieldValues }, { priorityFrom: "issue-field", priorityField: "priority" }).priority).toBe(2);
  });
});

describe("the state", () => {
  it("is open or closed", () => {
    expect([read({}).state, read({ closed: true }).state]).toEqual(["open", "closed"]);
  });

  it("is the board's status while the issue is open", () => {
    expect(read(onBoard("In Progress"), BOARD).state).toBe("In Progress");
    expect(read({ ...onBoard("In Progress"), closed: true }, BOARD).state).toBe("closed");
  });

  it("is open where the board says nothing, or another board does", () => {
    expect(read(onBoard(null), BOARD).state).toBe("open");
    expect(read(onBoard("Todo"), { project: { owner: "acme", number: 4 } }).state).toBe("open");
    expect(read(onBoard("Todo"), { project: { owner: "other", number: 3 } }).state).toBe("open");
  });
});

describe("an issue is ours to work on", () => {
  const assigned = (...logins: readonly string[]) => ({ assignees: { nodes: logins.map((login) => ({ login })) } });

  it.each([
    ["with the label", labelled("Run", "bug"), { label: "run" }, true],
    ["not without the label", labelled("bug"), { label: "run" }, false],
    ["in the milestone", { milestone: { title: "V1" } }, { milestone: "v1" }, true],
    ["not in another milestone", { milestone: { title: "v2" } }, { milestone: "v1" }, false],
    ["not in no milestone", {}, { milestone: "v1" }, false],
    ["assigned to anybody, as long as nobody is named", assigned("bob"), {}, true],
    ["assigned to us", assigned("bob", "Ada"), { assignee: "ada" }, true],
    ["assigned to nobody", assigned(), { assignee: "ada" }, true],
    ["not assigned to somebody else", assigned("bob"), { assignee: "ada" }, false],
    ["not assigned to nobody, when only ours are", assigned(), { assignee: "ada", assignedOnly: true }, false],
  ])("%s", (_, node, settings, expected) => {
    expect(read(node, settings).dispatchable).toBe(expected);
  });

  it("and shows who of several it is assigned to", () => {
    expect(read(assigned("bob", "ada"), { assignee: "Ada" }).assigneeId).toBe("ada");
  });
});

describe("an issue waits for", () => {
  const other = (number: number, closed: boolean, nameWithOwner = "acme/site") => ({
    id: `I_${number}`,
    number,
    closed,
    repository: { nameWithOwner },
  });

  it("issues that block it, whatever their state, also in other repositories", () => {
    const blockedBy = { nodes: [other(1, false), other(2, true), other(3, false, "acme/api"), null] };
    expect(read({ blockedBy }).blockedBy).toEqual([
      { id: "I_1", identifier: "#1", state: "open" },
      { id: "I_2", identifier: "#2", state: "closed" },
      { id: "I_3", identifier: "acme/api#3", state: "open" },
      { id: null, identifier: null, state: null },
    ]);
  });

  it("its sub-issues that are open", () => {
    expect(read({ subIssues: { nodes: [other(1, true), other(2, false)] } }).blockedBy).toEqual([
      { id: "I_2", identifier: "#2", state: "open" },
    ]);
  });

  it("open tasks of its text, known or not, and not for itself", () => {
    const body = "- [ ] #7\n- [ ] #8\n- [ ] acme/api#9\n- [ ] #12\n- [ ] Acme/Site#7";
    expect(read({ body }, {}, new Map([[7, { id: "I_7", state: "closed" }]])).blockedBy).toEqual([
      { id: "I_7", identifier: "#7", state: "closed" },
      { id: null, identifier: "#8", state: null },
      { id: null, identifier: "acme/api#9", state: null },
    ]);
  });

  it("each of them once", () => {
    const nodes = [other(7, false)];
    expect(read({ blockedBy: { nodes }, subIssues: { nodes }, body: "- [ ] #7" }).blockedBy).toEqual([
      { id: "I_7", identifier: "#7", state: "open" },
    ]);
  });

  it("nothing that was not asked for", () => {
    expect(read({ body: "- [ ] #7" }, { blockers: ["dependencies"] }).blockedBy).toEqual([]);
  });

  it("what the board says of an issue in its own repository", () => {
    const known = new Map([[1, { id: "I_1", state: "Done" }]]);
    expect(read({ blockedBy: { nodes: [other(1, false)] } }, BOARD, known).blockedBy).toEqual([
      { id: "I_1", identifier: "#1", state: "Done" },
    ]);
  });
});

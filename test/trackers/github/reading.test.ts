// The tracker against the pretend GitHub: what it asks, what that costs, and what it does when GitHub says no.
import { describe, expect, it } from "vitest";
import { toIssueId } from "../../../src/core/ids.ts";
import { addProjectItem } from "../../support/github/graphql/mutations.ts";
import { givenTracker } from "./given-tracker.ts";

const MINUTE = 60_000;

describe("the list of a repository's issues", () => {
  it("is those with the label, in their order, without pull requests", async () => {
    const { github, site, tracker } = await givenTracker({ label: "run" });
    const ada = github.as("ada");
    ada.opensIssue(site, { title: "First", labels: ["run", "P1"] });
    ada.opensIssue(site, { title: "Second" });
    ada.labels(ada.opensIssue(site, { title: "Third" }), "run");
    ada.closes(ada.opensIssue(site, { title: "Fourth", labels: ["run"] }));
    ada.pushes(site, "topic", { "a.txt": "a\n" });
    ada.labels(ada.opensPull(site, { from: "topic", title: "A change" }), "run");
    const { issues } = await tracker.fetchIssuesByStates(["open"]);
    expect(issues.map(({ identifier, title }) => `${identifier} ${title}`)).toEqual(["#1 First", "#3 Third"]);
    const closed = await tracker.fetchIssuesByStates(["closed"]);
    expect(closed.issues.map(({ identifier, state }) => `${identifier} ${state}`)).toEqual(["#4 closed"]);
  });

  it("goes over pages", async () => {
    const { github, site, tracker } = await givenTracker();
    for (let number = 1; number <= 51; number += 1) github.as("bob").opensIssue(site, { title: `Issue ${number}` });
    expect((await tracker.fetchIssuesByStates(["open"])).issues).toHaveLength(51);
    expect(github.requests.all.filter(({ path }) => path === "/graphql")).toHaveLength(2);
  });

  it("keeps what strangers write as text", async () => {
    const { github, site, tracker } = await givenTracker({ label: '") { id } }' });
    github.account("mallory");
    const title = '"){viewer{login}} {{ issue }} $(reboot)';
    const issue = github.as("mallory").opensIssue(site, { title, body: "-->\u0000<!-- `" });
    github.as("ada").labels(issue, '") { id } }');
    const [listed] = (await tracker.fetchIssuesByStates(["open"])).issues;
    expect(listed).toMatchObject({ title, dispatchable: true, branchName: "yardmaster/1-viewer-login-issue-reboot" });
  });

  it("shows no issue as ours any more that lost its label", async () => {
    const { github, site, tracker } = await givenTracker({ label: "run" });
    const issue = github.as("ada").opensIssue(site, { title: "First", labels: ["run"] });
    const ids = [toIssueId(issue.nodeId)];
    expect(await tracker.fetchIssuesByIds(ids)).toMatchObject([{ dispatchable: true }]);
    github.as("ada").unlabels(issue, "run");
    expect(await tracker.fetchIssuesByIds(ids)).toMatchObject([{ dispatchable: false, state: "open" }]);
  });

  it("forgets an issue that was moved away, and what is no issue", async () => {
    const { github, site, tracker } = await givenTracker();
    const api = github.repository("acme/api");
    const moved = github.as("acme").transfers(github.as("ada").opensIssue(site, { title: "First" }), api);
    github.as("ada").pushes(site, "topic", { "a.txt": "a\n" });
    const pull = github.as("ada").opensPull(site, { from: "topic", title: "A change" });
    expect(await tracker.fetchIssuesByIds([toIssueId(moved.nodeId), toIssueId(pull.nodeId), toIssueId(site.nodeId)])).toEqual([]);
  });

  it("follows a repository that was renamed", async () => {
    const { github, site, tracker } = await givenTracker();
    github.as("ada").opensIssue(site, { title: "First" });
    github.as("acme").renames(site, "website");
    expect((await tracker.fetchIssuesByStates(["open"])).issues).toMatchObject([{ nativeRef: { repository: "acme/website" } }]);
  });

  it("knows how those stand that an issue waits for", async () => {
    const { github, site, tracker } = await givenTracker({ label: "run" });
    const ada = github.as("ada");
    const [dependency, child, task, done] = ["Dependency", "Child", "Task", "Done"].map((title) => ada.opensIssue(site, { title }));
    if (!dependency || !child || !task || !done) throw new Error("they were opened");
    const body = `- [ ] #${task.number}\n- [ ] #${done.number}\n- [x] #${child.number}\n- [ ] #99`;
    const issue = ada.opensIssue(site, { title: "All", body, labels: ["run"] });
    ada.blocks(issue, dependency);
    ada.puts(child, issue);
    ada.closes(done);
    const [listed] = (await tracker.fetchIssuesByStates(["open"])).issues;
    expect(listed?.blockedBy).toEqual([
      { id: dependency.nodeId, identifier: "#1", state: "open" },
      { id: child.nodeId, identifier: "#2", state: "open" },
      { id: task.nodeId, identifier: "#3", state: "open" },
      { id: done.nodeId, identifier: "#4", state: "closed" },
      { id: null, identifier: "#99", state: null },
    ]);
  });

  it("takes states and priorities from a board, and priorities from fields", async () => {
    const { github, site, open } = await givenTracker();
    const issue = github.as("ada").opensIssue(site, { title: "First" });
    const board = github.project("acme", "Board", { Status: ["Todo", "Done"], Urgency: ["High", "Low"] });
    const item = addProjectItem(github.world, board, issue);
    item.values.set("Status", "Todo").set("Urgency", "High");
    issue.fields.set("Effort", "Low").set("Priority", "Urgent");
    const project = { owner: "acme", number: board.number };
    const byBoard = open({ project, priorityFrom: "project", priorityField: "Urgency" });
    expect((await byBoard.fetchIssuesByStates(["todo"])).issues).toMatchObject([{ state: "Todo", priority: 2 }]);
    item.values.set("Status", "Done");
    expect((await byBoard.fetchIssuesByStates(["todo"])).issues).toEqual([]);
    const byField = open({ priorityFrom: "issue-field", priorityField: "Priority" });
    expect((await byField.fetchIssuesByStates(["open"])).issues).toMatchObject([{ state: "open", priority: 1 }]);
  });
});

describe("a board", () => {
  it("on which nothing is may be the wrong one, or have another field", async () => {
    const { github, site, open } = await givenTracker();
    const issue = github.as("ada").opensIssue(site, { title: "First" });
    const board = github.project("acme", "Board", { Status: ["Todo"] });
    const item = addProjectItem(github.world, board, issue);
    item.values.set("Status", "Todo");
    const problemsOf = async (settings: object) => (await open(settings).fetchIssuesByStates(["todo"])).problems;
    const hint = "check the board's number and the field's name, and that the token may read projects";
    expect(await problemsOf({ project: { owner: "acme", number: 7 } })).toMatchObject([
      { message: "no open issue has a Status on the board acme/7", hint, severity: "warning" },
    ]);
    expect(await problemsOf({ project: { owner: "acme", number: 1 }, statusField: "Stage" })).toHaveLength(1);
    expect(await problemsOf({ project: { owner: "acme", number: 1 } })).toEqual([]);
  });
});

describe("what a look costs", () => {
  it("is 2 points for fifty issues with all they wait for, and 1 to look at those in work", async () => {
    const { github, site, tracker, spent } = await givenTracker();
    const issues = Array.from({ length: 50 }, (_, index) => github.as("bob").opensIssue(site, { title: `Issue ${index}` }));
    await tracker.fetchIssuesByStates(["open"]);
    expect(spent()).toEqual({ points: 2, requests: 1 });
    await tracker.fetchIssuesByIds(issues.slice(0, 10).map(({ nodeId }) => toIssueId(nodeId)));
    expect(spent().points).toBe(3);
  });

  it("is 3 points with a board", async () => {
    const { tracker, spent } = await givenTracker({ project: { owner: "acme", number: 1 } });
    await tracker.fetchIssuesByStates(["todo"]);
    expect(spent()).toEqual({ points: 3, requests: 0 });
  });

  it("is nothing while nothing happens: an hour of polls is twelve reads", async () => {
    const { github, site, tracker, spent, pass } = await givenTracker();
    const id = toIssueId(github.as("ada").opensIssue(site, { title: "First" }).nodeId);
    for (let poll = 0; poll < 120; poll += 1) {
      if (poll > 0) pass(MINUTE / 2);
      await Promise.all([tracker.fetchIssuesByStates(["open"]), tracker.fetchIssuesByIds([id])]);
    }
    expect(spent()).toEqual({ points: 12 * (2 + 1), requests: 1 });
  });

  it("is paid again when a list of another state or of other issues is wanted", async () => {
    const { github, site, tracker } = await givenTracker();
    const [one, two] = [1, 2].map((number) => toIssueId(github.as("ada").opensIssue(site, { title: `Issue ${number}` }).nodeId));
    if (!one || !two) throw new Error("they were opened");
    expect(await tracker.fetchIssuesByIds([one])).toHaveLength(1);
    expect(await tracker.fetchIssuesByIds([one, two])).toHaveLength(2);
    expect((await tracker.fetchIssuesByStates(["open"])).issues).toHaveLength(2);
    expect((await tracker.fetchIssuesByStates(["closed"])).issues).toEqual([]);
  });

  it("is nothing for states that no issue can have", async () => {
    const { github, tracker } = await givenTracker();
    expect(await tracker.fetchIssuesByStates(["backlog"])).toEqual({ issues: [], problems: [] });
    expect(github.requests.all).toEqual([]);
  });
});

describe("when little is left of the hour", () => {
  it("polls go apart, so that what is left lasts", async () => {
    const { github, site, tracker, pass } = await givenTracker();
    github.limits.spend("ada", "graphql", 3900);
    const poll = () => tracker.fetchIssuesByStates(["open"]).then(({ issues }) => issues.length);
    expect(await poll()).toBe(0);
    github.as("ada").opensIssue(site, { title: "First" });
    // 98 points above the reserve, 2 for each poll.
    await expect(poll()).rejects.toMatchObject({ code: "tracker.unavailable", retryAfterMs: Math.ceil((60 * MINUTE * 2) / 98) });
    pass(74_000);
    expect(await poll()).toBe(1);
  });

  it("polls wait and people are answered", async () => {
    const { github, site, tracker, pass } = await givenTracker();
    github.limits.set(1000);
    await tracker.fetchIssuesByStates(["open"]);
    github.limits.spend("ada", "graphql", 498);
    github.as("ada").opensIssue(site, { title: "First" });
    await tracker.fetchIssuesByStates(["open"], "person");
    const refused = await tracker.fetchIssuesByStates(["open"]).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "tracker.unavailable", retryAfterMs: 60 * MINUTE });
    expect((refused as Error).message).toBe(
      "looking at acme/site: it waits for 3600 s: 498 of 1000 are left, of which a part is kept for what people ask",
    );
    expect((await tracker.fetchIssuesByStates(["open"], "person")).issues).toHaveLength(1);
    pass(60 * MINUTE);
    expect((await tracker.fetchIssuesByStates(["open"])).issues).toHaveLength(1);
  });
});

describe("when GitHub says no", () => {
  it("waits as long as a secondary limit asks, without another request", async () => {
    const { github, tracker, pass } = await givenTracker();
    github.fails("GET /repos/*/*/issues", { with: "secondary limit", retryAfter: 90 });
    await expect(tracker.fetchIssuesByStates(["open"])).rejects.toMatchObject({ code: "tracker.unavailable", retryAfterMs: 90_000 });
    const { length } = github.requests.all;
    await expect(tracker.fetchIssuesByStates(["open"], "person")).rejects.toMatchObject({ retryAfterMs: 90_000 });
    expect(github.requests.all).toHaveLength(length);
    pass(90_000);
    expect((await tracker.fetchIssuesByStates(["open"])).issues).toEqual([]);
  });

  it.each([
    [{ with: "secondary limit", retryAfter: 30, status: 429 }, 30_000],
    [{ with: "status", status: 502 }, null],
    [{ with: "cut" }, null],
  ] as const)("says so when the list is answered with %o, and reads it the next time", async (fault, retryAfterMs) => {
    const { github, site, tracker, pass } = await givenTracker();
    github.as("ada").opensIssue(site, { title: "First" });
    github.fails("POST /graphql", fault);
    await expect(tracker.fetchIssuesByStates(["open"])).rejects.toMatchObject({ code: "tracker.unavailable", retryAfterMs });
    pass(MINUTE);
    expect((await tracker.fetchIssuesByStates(["open"])).issues).toHaveLength(1);
  });

  it("waits for the next hour when all is used up", async () => {
    const { github, tracker } = await givenTracker();
    github.limits.exhaust();
    const answer = await tracker.fetchIssuesByStates(["open"], "person").catch((error: unknown) => error);
    expect(answer).toMatchObject({ code: "tracker.unavailable", retryAfterMs: 60 * MINUTE });
  });

  it("knows no repository that the token may not see", async () => {
    const { github, open } = await givenTracker();
    github.repository("acme/secret", { private: true });
    const tracker = open({ repository: "acme/secret" });
    await expect(tracker.fetchIssuesByStates(["open"])).rejects.toMatchObject({ code: "tracker.not-found" });
    await expect(tracker.fetchIssuesByStates(["open"], "person")).rejects.toMatchObject({ code: "tracker.not-found" });
  });
});

// What webhooks come to: every recorded payload, each kind of knock, hostile shapes, ourselves and other bots.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toKnockKey } from "../../../src/bot/knock/knock.ts";
import { type KnockSettings, readKnock } from "../../../src/bot/knock/read-knock.ts";
import { exampleOf, loadExampleDeliveries, type Payload } from "../../support/example-deliveries.ts";

const SETTINGS: KnockSettings = { appId: 4242, login: "yardmaster[bot]", allowedBots: ["renovate[bot]"] };
const AT = Date.parse("2026-05-04T12:00:00Z");

function read(event: string, payload: unknown, settings: KnockSettings = SETTINGS) {
  return readKnock({ guid: "g-1", event, receivedAt: AT, payload }, settings);
}

function readExample(event: string, action: string | null = null, changes: Payload = {}) {
  return read(event, exampleOf(event, action, changes));
}

const part = (event: string, action: string, name: string): Payload => exampleOf(event, action)[name] as Payload;
const BOT = { login: "dependabot[bot]", id: 1, type: "Bot" };

describe("the recorded payloads", () => {
  const examples = loadExampleDeliveries();

  it("are all read, to a knock or to a reason", () => {
    const told = examples.map(({ event, payload }) => read(event, payload));
    expect(told).toHaveLength(329);
    expect(told.every((each) => "type" in each || each.ignored.length > 0)).toBe(true);
  });

  it("lack nothing that an App's deliveries need", () => {
    const told = examples.map(({ event, payload }) => read(event, { installation: { id: 7 }, ...payload }));
    const broken = told.filter((each) => "ignored" in each && each.ignored.startsWith("the payload cannot be understood"));
    expect(broken).toEqual([]);
    const types = new Map<string, number>();
    for (const each of told) if ("type" in each) types.set(each.type, (types.get(each.type) ?? 0) + 1);
    expect(Object.fromEntries([...types].sort())).toMatchInlineSnapshot(`
      {
        "check.failed": 1,
        "comment.created": 5,
        "comment.deleted": 2,
        "comment.edited": 2,
        "installation.created": 2,
        "installation.deleted": 2,
        "installation.repositories-changed": 3,
        "installation.suspended": 1,
        "installation.unsuspended": 1,
        "issue.assigned": 3,
        "issue.deleted": 1,
        "issue.labelled": 2,
        "issue.opened": 4,
        "issue.reopened": 1,
        "issue.transferred": 1,
        "issue.unassigned": 2,
        "issue.unlabelled": 2,
        "ping": 4,
        "pull-request.assigned": 2,
        "pull-request.closed": 2,
        "pull-request.labelled": 2,
        "pull-request.opened": 4,
        "pull-request.reopened": 2,
        "pull-request.synchronized": 1,
        "pull-request.unassigned": 2,
        "pull-request.unlabelled": 2,
        "push": 2,
        "repository.default-branch-switched": 1,
        "repository.privatized": 2,
        "repository.publicized": 3,
        "repository.renamed": 1,
        "repository.transferred": 3,
        "review-comment.created": 3,
        "review-comment.deleted": 1,
        "review-comment.edited": 1,
        "review.submitted": 3,
      }
    `);
  });
});

describe("a knock", () => {
  it("has who, where, when and what of a label", () => {
    expect(readExample("issues", "labeled")).toMatchInlineSnapshot(`
      {
        "at": 1557933618000,
        "guid": "g-1",
        "installation": 7,
        "issue": {
          "author": "Codertocat",
          "body": "It looks like you accidently spelled 'commit' with two 't's.",
          "isLocked": false,
          "isOpen": true,
          "isPullRequest": false,
          "labels": [
            "bug",
          ],
          "title": "Spelling error in the README file",
          "url": "https://github.com/Codertocat/Hello-World/issues/1",
        },
        "label": "bug",
        "repository": {
          "defaultBranch": "master",
          "id": 186853002,
          "name": "Hello-World",
          "owner": "Codertocat",
        },
        "sender": {
          "isBot": false,
          "login": "Codertocat",
          "type": "User",
        },
        "thread": 1,
        "type": "issue.labelled",
      }
    `);
  });

  it("has the text before an edit, and who wrote it first", () => {
    expect(readExample("issue_comment", "edited")).toMatchObject({
      type: "comment.edited",
      before: "You are totally right! I'll get this fixed right away.",
      comment: { author: "Codertocat", isByBot: false },
      thread: 1,
    });
    expect(readExample("issue_comment", "edited", { changes: {} })).toEqual({ ignored: "its text did not change" });
  });

  it.each([
    ["issues", "edited", "issue.edited"],
    ["pull_request", "opened", "pull-request.edited"],
    ["pull_request_review", "submitted", "review.edited"],
    ["pull_request_review_comment", "edited", "review-comment.edited"],
  ])("has the text before an edit and when it was first written, of %s too", (event, example, type) => {
    const changes = { body: { from: "/run fix" } };
    const knock = readExample(event, example, { action: "edited", changes });
    expect(knock).toMatchObject({ type, before: "/run fix" });
    expect((knock as { readonly writtenAt: unknown }).writtenAt).toBeTypeOf("number");
    expect(readExample(event, example, { action: "edited", changes: { title: { from: "Bug" } } })).toEqual({
      ignored: "its text did not change",
    });
  });

  it("tells a merge from a close", () => {
    const closed = part("pull_request", "closed", "pull_request");
    expect(readExample("pull_request", "closed", { pull_request: { ...closed, merged: true } })).toMatchObject({
      type: "pull-request.merged",
    });
    expect(readExample("pull_request", "closed", { pull_request: { ...closed, merged: false } })).toMatchObject({
      type: "pull-request.closed",
    });
  });

  it("knows a head in a fork, and one whose fork is gone", () => {
    const opened = part("pull_request", "opened", "pull_request");
    const head = opened["head"] as Payload;
    const isFromFork = (repo: unknown) => readExample("pull_request", "opened", { pull_request: { ...opened, head: { ...head, repo } } });
    expect(readExample("pull_request", "opened")).toMatchObject({ pullRequest: { isFromFork: false } });
    expect(isFromFork({ id: 99 })).toMatchObject({ pullRequest: { isFromFork: true } });
    expect(isFromFork(null)).toMatchObject({ pullRequest: { isFromFork: true } });
  });

  it("has the branch of a push, and is none for a tag", () => {
    const sha = "a".repeat(40);
    const push = { ref: "refs/heads/feature/x", before: sha, after: sha, created: false, deleted: false, forced: true };
    expect(readExample("push", null, push)).toMatchObject({ type: "push", push: { branch: "feature/x", isForced: true } });
    expect(readExample("push", null, { ref: "refs/tags/v1" })).toEqual({ ignored: "what was pushed is no branch" });
  });

  it("says where a transferred issue went", () => {
    expect(readExample("issues", "transferred")).toMatchObject({ type: "issue.transferred", to: { number: 1, name: "Hello-World" } });
    expect(readExample("issues", "transferred", { changes: null })).toMatchObject({ to: null });
  });

  it("says where a repository came from", () => {
    expect(readExample("repository", "renamed")).toMatchObject({ type: "repository.renamed", from: "Hello-World" });
    expect(readExample("repository", "transferred")).toMatchObject({ type: "repository.transferred", from: "octocat" });
  });

  it("tells a default branch that was switched from other settings of a repository", () => {
    const switched = { default_branch: { from: "master" } };
    expect(readExample("repository", "edited", { changes: switched })).toMatchObject({ type: "repository.default-branch-switched" });
    expect(readExample("repository", "edited", { changes: { description: { from: "" } } })).toEqual({
      ignored: "its default branch did not change",
    });
  });

  it("lists the repositories of an installation", () => {
    expect(readExample("installation", "created")).toMatchObject({
      type: "installation.created",
      installation: 957387,
      account: { login: "Codertocat" },
      repositories: [{ id: 186853002, owner: "Codertocat", name: "Hello-World" }],
    });
    expect(readExample("installation_repositories", "removed")).toMatchObject({
      added: [],
      removed: [{ id: 1296269, owner: "octocat", name: "Hello-World" }],
    });
  });

  it("never happened after it came", () => {
    const issue = { ...part("issues", "opened", "issue"), updated_at: "2099-01-01T00:00:00Z" };
    expect(readExample("issues", "opened", { issue })).toMatchObject({ at: AT });
  });

  it("keeps the forge's time where its clock goes before ours, so that what came late stays before what came at once", () => {
    const comment = { ...part("issue_comment", "created", "comment"), created_at: new Date(AT + 20_000).toISOString() };
    expect(readExample("issue_comment", "created", { comment })).toMatchObject({ at: AT + 20_000 });
    const check_run = { ...part("check_run", "completed", "check_run"), completed_at: comment.created_at, conclusion: "failure" };
    expect(readExample("check_run", "completed", { check_run })).toMatchObject({ at: AT });
  });

  it("is nobody's when the account is gone", () => {
    const comment = { ...part("issue_comment", "created", "comment"), user: null };
    expect(readExample("issue_comment", "created", { comment })).toMatchObject({ comment: { author: "ghost" } });
    expect(readExample("issues", "opened", { sender: null })).toMatchObject({ sender: { login: "ghost", type: "Unknown", isBot: false } });
  });
});

describe("a check", () => {
  const run = (action: string, changes: Payload) => ({ check_run: { ...part("check_run", action, "check_run"), ...changes } });
  const OURS = { app: { id: 4242, slug: "yardmaster" }, external_id: "run_1" };

  it("that is asked for again is a knock when it is ours", () => {
    expect(readExample("check_run", "rerequested", run("rerequested", OURS))).toMatchObject({
      type: "check.rerequested",
      check: { externalId: "run_1", app: "yardmaster" },
    });
    expect(readExample("check_run", "rerequested")).toEqual({ ignored: "the check is another App's" });
    expect(read("check_run", exampleOf("check_run", "rerequested", run("rerequested", OURS)), { ...SETTINGS, appId: null })).toEqual({
      ignored: "the check is another App's",
    });
  });

  it("whose button was pressed says which", () => {
    const pressed = { ...run("requested_action", OURS), requested_action: { identifier: "cancel" } };
    expect(readExample("check_run", "requested_action", pressed)).toMatchObject({ type: "check.action-requested", action: "cancel" });
  });

  it("of another App is a knock when it failed, whoever sent it", () => {
    const failed = { ...run("completed", { conclusion: "failure" }), sender: BOT };
    expect(readExample("check_run", "completed", failed)).toMatchObject({ type: "check.failed" });
    expect(readExample("check_run", "completed", run("completed", { conclusion: "success" }))).toEqual({
      ignored: "the check did not fail",
    });
    expect(readExample("check_run", "completed", run("completed", { ...OURS, conclusion: "failure" }))).toEqual({
      ignored: "the check is our own",
    });
  });

  it("of a whole suite is a knock when it is ours", () => {
    const suite = { ...part("check_suite", "rerequested", "check_suite"), app: { id: 4242 } };
    expect(readExample("check_suite", "rerequested", { check_suite: suite, sender: { login: "ada" } })).toMatchObject({
      type: "check-suite.rerequested",
    });
    expect(readExample("check_suite", "rerequested")).toEqual({ ignored: "the check suite is another App's" });
  });
});

describe("who sent it", () => {
  it("is no matter when it was ourselves, however the login is written", () => {
    const sender = { login: "Yardmaster[bot]", id: 1, type: "Bot" };
    for (const [event, action] of [
      ["issues", "labeled"],
      ["issue_comment", "created"],
      ["pull_request", "synchronize"],
    ] as const) {
      expect(readExample(event, action, { sender })).toEqual({ ignored: "we did it ourselves" });
    }
  });

  it("starts nothing when it is a bot, unless it is on the list", () => {
    expect(readExample("issues", "labeled", { sender: BOT })).toEqual({
      ignored: "dependabot[bot] is a bot, and not among those that are allowed",
    });
    expect(readExample("issues", "labeled", { sender: { ...BOT, type: "User" } })).toHaveProperty("ignored");
    expect(readExample("issues", "labeled", { sender: { ...BOT, login: "Renovate[bot]" } })).toMatchObject({
      type: "issue.labelled",
      sender: { isBot: true },
    });
  });

  it("may be any bot for what has to be known", () => {
    for (const [event, action] of [
      ["issues", "deleted"],
      ["pull_request", "synchronize"],
      ["pull_request", "closed"],
      ["repository", "renamed"],
    ] as const) {
      expect(readExample(event, action, { sender: BOT })).toHaveProperty("type");
    }
  });
});

describe("what a delivery is kept in order by", () => {
  it("is its thread, else its repository, else its installation", () => {
    const key = (event: string, action: string | null) => {
      const knock = readExample(event, action, event === "push" ? { ref: "refs/heads/x" } : {});
      return "type" in knock ? toKnockKey(knock) : knock;
    };
    expect([
      key("issues", "labeled"),
      key("issue_comment", "created"),
      key("push", null),
      key("installation", "created"),
      key("ping", null),
    ]).toEqual(["repository/186853002#1", "repository/186853002#1", "repository/186853002", "installation/957387", "app"]);
  });
});

describe("a hostile payload", () => {
  it("is bounded in what is kept of it", () => {
    const long = "x".repeat(1_000_000);
    const issue = {
      ...part("issues", "opened", "issue"),
      title: long,
      body: long,
      labels: Array.from({ length: 10_000 }, () => ({ name: long })),
    };
    expect(JSON.stringify(readExample("issues", "opened", { issue })).length).toBeLessThan(100_000);
  });

  it("comes to a reason when a needed part is missing or of another kind", () => {
    expect(read("issues", null)).toEqual({ ignored: "the payload cannot be understood at its top" });
    expect(readExample("issues", "opened", { issue: { number: "1" } })).toHaveProperty("ignored");
    expect(readExample("issues", "labeled", { label: null })).toEqual({ ignored: "the payload cannot be understood at label" });
    expect(readExample("issues", "opened", { repository: { id: 1.5, name: "x", owner: null } })).toHaveProperty("ignored");
    expect(readExample("star", "created")).toEqual({ ignored: "nothing follows from the event star" });
    expect(readExample("issues", "pinned")).toEqual({ ignored: "nothing follows from an issue being pinned" });
  });

  it("never makes the reader throw", () => {
    const examples = loadExampleDeliveries();
    const mutated = fc
      .tuple(fc.constantFrom(...examples), fc.array(fc.tuple(fc.nat(), fc.jsonValue()), { minLength: 1, maxLength: 4 }))
      .map(([{ event, payload }, changes]) => ({ event, payload: mutate({ installation: { id: 7 }, ...payload }, changes) }));
    fc.assert(
      fc.property(mutated, ({ event, payload }) => {
        const told = read(event, payload);
        expect("type" in told || told.ignored.length > 0).toBe(true);
      }),
      { numRuns: 3_000 },
    );
    fc.assert(fc.property(fc.string(), fc.jsonValue(), (event, payload) => void read(event, payload)));
  });
});

/** Puts values in the place of others, one or two levels down. */
function mutate(payload: Payload, changes: readonly (readonly [number, unknown])[]): Payload {
  const copy = structuredClone(payload) as Record<string, unknown>;
  for (const [pick, value] of changes) {
    const keys = Object.keys(copy);
    const key = keys[pick % keys.length] ?? "action";
    const inner = copy[key];
    if (pick % 3 === 0 || typeof inner !== "object" || inner === null) copy[key] = value;
    else {
      const names = Object.keys(inner);
      (inner as Record<string, unknown>)[names[(pick >> 2) % names.length] ?? "id"] = value;
    }
  }
  return copy;
}

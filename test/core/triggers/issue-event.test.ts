// Which triggers listen to what a tracker tells, and what their tasks learn.
import { describe, expect, it } from "vitest";
import type { CommentLine } from "../../../src/core/commands/comment-line.ts";
import type { TriggerDeclaration } from "../../../src/core/triggers/declaration.ts";
import { findCommand } from "../../../src/core/triggers/find-command.ts";
import { type IssueEvent, toIssuePayload } from "../../../src/core/triggers/issue-event.ts";

const ABOUT = {
  project: "default",
  id: "1",
  issue: { identifier: "#7", title: "It breaks", body: "Always.", url: "https://example.com/7" },
  author: "ann",
  origin: null,
};
const open = (body: string): readonly CommentLine[] => body.split("\n").map((text) => ({ text, place: "open" }));
const ANY = {
  workflow: null,
  label: null,
  command: null,
  assignee: null,
  permission: "write" as const,
  state: null,
  check: null,
  condition: null,
};

function payloadFor(source: TriggerDeclaration["source"], event: IssueEvent, filter: Partial<TriggerDeclaration["filter"]> = {}) {
  return toIssuePayload({ source, filter: { ...ANY, ...filter } }, event);
}

describe("a trigger on issues", () => {
  it("hears only what its source is", () => {
    expect(payloadFor("issue_assigned", { ...ABOUT, type: "issue_labelled", label: "bug" })).toBeNull();
    expect(payloadFor("webhook", { ...ABOUT, type: "issue_labelled", label: "bug" })).toBeNull();
  });

  it("learns what was said to us, as the arguments of a command", () => {
    const comment = { body: "@bot mend this", url: "https://example.com/7#1" };
    const event = { ...ABOUT, type: "issue_mentioned", words: "mend this", comment, permission: "triage" } as const;
    expect(payloadFor("issue_mentioned", event)).toBeNull();
    expect(payloadFor("issue_mentioned", event, { permission: "triage" })).toMatchObject({
      event: "issue_mentioned",
      comment: "@bot mend this",
      comment_url: "https://example.com/7#1",
      arguments: "mend this",
    });
    expect(payloadFor("issue_commented", event, { permission: "triage" })).toBeNull();
  });

  it("hears only those who may do enough, by default those who may write", () => {
    const event = { ...ABOUT, type: "issue_labelled", label: "bug" } as const;
    expect(payloadFor("issue_labelled", { ...event, permission: "triage" })).toBeNull();
    expect(payloadFor("issue_labelled", { ...event, permission: "triage" }, { permission: "triage" })).not.toBeNull();
    expect(payloadFor("issue_labelled", { ...event, permission: "write" })).not.toBeNull();
    expect(payloadFor("issue_labelled", { ...event, permission: "write" }, { permission: "admin" })).toBeNull();
  });

  it("hears its label, whatever the case", () => {
    const event: IssueEvent = { ...ABOUT, type: "issue_labelled", label: "Agent: Fix" };
    expect(payloadFor("issue_labelled", event)).toMatchObject({ label: "Agent: Fix" });
    expect(payloadFor("issue_labelled", event, { label: "agent: fix" })).toEqual({
      event: "issue_labelled",
      issue: "#7",
      title: "It breaks",
      body: "Always.",
      url: "https://example.com/7",
      author: "ann",
      label: "Agent: Fix",
    });
    expect(payloadFor("issue_labelled", event, { label: "agent" })).toBeNull();
  });

  it("hears its assignee", () => {
    const event: IssueEvent = { ...ABOUT, type: "issue_assigned", assignee: "yardmaster" };
    expect(payloadFor("issue_assigned", event, { assignee: "Yardmaster" })).toMatchObject({ assignee: "yardmaster" });
    expect(payloadFor("issue_assigned", event, { assignee: "ann" })).toBeNull();
  });

  it("hears its command, with what follows it", () => {
    const body = "Please.\n\n/run fix the login\n";
    const comment = { body, url: "https://example.com/7#c1", lines: open(body) };
    const event: IssueEvent = { ...ABOUT, type: "issue_commented", comment };
    expect(payloadFor("issue_commented", event, { command: "/run fix" })).toMatchObject({ command: "/run fix", arguments: "the login" });
    expect(payloadFor("issue_commented", event, { command: "/run test" })).toBeNull();
    expect(payloadFor("issue_commented", event)).toMatchObject({ comment: comment.body, comment_url: comment.url });
  });

  it("hears that a check is asked for, and only the one that it names", () => {
    const event: IssueEvent = { ...ABOUT, type: "check_requested", check: "yardmaster / fix", commit: "abc" };
    expect(payloadFor("check_requested", event)).toMatchObject({ check: "yardmaster / fix", commit: "abc" });
    expect(payloadFor("check_requested", event, { check: "yardmaster / fix" })).toMatchObject({ commit: "abc" });
    expect(payloadFor("check_requested", event, { check: "yardmaster / review" })).toBeNull();
  });
});

describe("a trigger on what comes back on a pull request", () => {
  const review = { state: "changes_requested", body: "Not yet.", url: "https://example.com/7#r1" };

  it("hears a review, and only one that ends as it wants", () => {
    const event: IssueEvent = { ...ABOUT, type: "review_submitted", review, commit: "abc" };
    const heard = { state: "changes_requested", review: "Not yet.", review_url: "https://example.com/7#r1", commit: "abc" };
    expect(payloadFor("review_submitted", event)).toMatchObject(heard);
    expect(payloadFor("review_submitted", event, { state: "Changes_Requested" })).toMatchObject(heard);
    expect(payloadFor("review_submitted", event, { state: "approved" })).toBeNull();
  });

  it("hears a comment with its place", () => {
    const comment = { body: "Why?", url: "https://example.com/7#c1", path: "src/a.ts", line: 12 };
    const event = { ...ABOUT, type: "review_commented", commit: "abc", comment } as const;
    expect(payloadFor("review_commented", event)).toMatchObject({ comment: "Why?", path: "src/a.ts", line: "12", commit: "abc" });
    expect(payloadFor("review_commented", { ...event, comment: { ...comment, line: null } })).toMatchObject({ line: "" });
  });

  it("hears a check that failed, and only the one that it names", () => {
    const check = { name: "test", conclusion: "failure", url: "https://example.com/checks/1" };
    const event: IssueEvent = { ...ABOUT, type: "check_failed", check, commit: "abc" };
    const heard = { check: "test", conclusion: "failure", check_url: "https://example.com/checks/1", commit: "abc" };
    expect(payloadFor("check_failed", event, { check: "test" })).toMatchObject(heard);
    expect(payloadFor("check_failed", event, { check: "lint" })).toBeNull();
    expect(payloadFor("check_requested", event)).toBeNull();
  });
});

describe("a trigger's command in a comment", () => {
  it.each([
    ["/run fix", ""],
    ["  /run   fix  ", ""],
    ["/Run Fix now please", "now please"],
    ["hello\n/run fix", ""],
    ["/run\u00a0fix", ""],
  ])("is found in %j", (comment, rest) => {
    expect(findCommand(open(comment), "/run fix")).toBe(rest);
  });

  it.each(["please /run fix", "/run fixes", "/runfix", "/run", ""])("is not found in %j", (comment) => {
    expect(findCommand(open(comment), "/run fix")).toBeNull();
  });

  it("is not found where no command may stand", () => {
    expect(findCommand([{ text: "/run fix", place: "closed" }], "/run fix")).toBeNull();
  });
});

// Which triggers listen to what a tracker tells, and what their tasks learn.
import { describe, expect, it } from "vitest";
import type { TriggerDeclaration } from "../../../src/core/triggers/declaration.ts";
import { findCommand } from "../../../src/core/triggers/find-command.ts";
import { type IssueEvent, toIssuePayload } from "../../../src/core/triggers/issue-event.ts";

const ABOUT = {
  project: "default",
  id: "1",
  issue: { identifier: "#7", title: "It breaks", body: "Always.", url: "https://example.com/7" },
  author: "ann",
};
const ANY = { workflow: null, label: null, command: null, assignee: null, condition: null };

function payloadFor(source: TriggerDeclaration["source"], event: IssueEvent, filter: Partial<TriggerDeclaration["filter"]> = {}) {
  return toIssuePayload({ source, filter: { ...ANY, ...filter } }, event);
}

describe("a trigger on issues", () => {
  it("hears only what its source is", () => {
    expect(payloadFor("issue_assigned", { ...ABOUT, type: "issue_labelled", label: "bug" })).toBeNull();
    expect(payloadFor("webhook", { ...ABOUT, type: "issue_labelled", label: "bug" })).toBeNull();
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
    const comment = { body: "Please.\n\n/run fix the login\n", url: "https://example.com/7#c1" };
    const event: IssueEvent = { ...ABOUT, type: "issue_commented", comment };
    expect(payloadFor("issue_commented", event, { command: "/run fix" })).toMatchObject({ command: "/run fix", arguments: "the login" });
    expect(payloadFor("issue_commented", event, { command: "/run test" })).toBeNull();
    expect(payloadFor("issue_commented", event)).toMatchObject({ comment: comment.body, comment_url: comment.url });
  });

  it("hears that a check is asked for", () => {
    expect(payloadFor("check_requested", { ...ABOUT, type: "check_requested", check: "fix", commit: "abc" })).toMatchObject({
      check: "fix",
      commit: "abc",
    });
  });
});

describe("a command in a comment", () => {
  it.each([
    ["/run fix", ""],
    ["  /run   fix  ", ""],
    ["/Run Fix now please", "now please"],
    ["hello\r\n/run fix", ""],
    ["```\n/run x\n```\n/run fix", ""],
  ])("is found in %j", (comment, rest) => {
    expect(findCommand(comment, "/run fix")).toBe(rest);
  });

  it.each([
    "please /run fix",
    "/run fixes",
    "/runfix",
    "/run",
    "> /run fix",
    "    /run fix",
    "`/run fix`",
    "```sh\n/run fix\n```",
    "~~~\n```\n/run fix\n~~~",
    "```\n/run fix",
    `${"x\n".repeat(40_000)}/run fix`,
  ])("is not found in %j", (comment) => {
    expect(findCommand(comment, "/run fix")).toBeNull();
  });
});

// What is known of a task that somebody asked for in an issue.
import { describe, expect, it } from "vitest";
import { toIssueRequest } from "../../../src/core/run/issue-request.ts";
import { toPayloadVariables } from "../../../src/core/triggers/payload.ts";

const NOTHING = { issue: null, title: null, body: null, url: null, author: null, instructions: null };

describe("what was asked for in an issue", () => {
  it("is what a trigger brought, whole where single variables are cut", () => {
    const body = "x".repeat(10_000);
    const variables = toPayloadVariables({
      event: "issue_commented",
      issue: "#12",
      title: "Typo",
      body,
      author: "octavia",
      arguments: "be brief",
    });
    expect(variables["payload_body"]?.length).toBe(4096);
    expect(toIssueRequest({ variables })).toEqual({
      ...NOTHING,
      issue: "#12",
      title: "Typo",
      body,
      author: "octavia",
      instructions: "be brief",
    });
  });

  it("is cut where even the whole is too long", () => {
    const variables = toPayloadVariables({ title: "Typo", body: "x".repeat(100_000) });
    expect(toIssueRequest({ variables }).body?.length).toBe(4096);
  });

  it("is nothing for a task that was asked for elsewhere, and for what is no text", () => {
    expect(toIssueRequest(null)).toEqual(NOTHING);
    expect(toIssueRequest({ variables: { goal: "Mend it", payload_json: "[1]", payload_title: "  " } })).toEqual(NOTHING);
    expect(toIssueRequest({ variables: { payload_json: '{"title": 7, "body": null}' } })).toEqual(NOTHING);
  });

  it("is what a command in a thread gives its task", () => {
    const variables = {
      goal: "Typo",
      issue: "#12",
      title: "Typo",
      body: "It says teh",
      url: "u",
      author: "octavia",
      arguments: "be brief",
    };
    const { goal: _, arguments: instructions, ...rest } = variables;
    expect(toIssueRequest({ variables })).toEqual({ ...rest, instructions });
  });
});

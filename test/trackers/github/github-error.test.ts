// What GitHub's refusals become: how long to wait, and what of an answer counts though not everything could be said.
import { describe, expect, it } from "vitest";
import { YardmasterError } from "../../../src/core/errors.ts";
import { toPartialData, toTrackerError } from "../../../src/trackers/github/github-error.ts";

const NOW = 1_000_000_000_000;

function failing(fields: object): Error {
  return Object.assign(new Error("it broke"), fields);
}

function toWait(fields: object): number | null {
  return toTrackerError("reading", failing(fields), NOW).retryAfterMs;
}

describe("how long GitHub wants us to wait", () => {
  const spent = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(NOW / 1000 + 600) };

  it.each([
    ["what it says", { status: 403, response: { headers: { "retry-after": "90" } } }, 90_000],
    ["until the hour is over", { status: 403, response: { headers: spent } }, 600_000],
    ["a minute where it does not say", { status: 429, response: { headers: {} } }, 60_000],
    [
      "a minute where only words say it",
      { status: 403, message: "You have exceeded a secondary rate limit", response: { headers: {} } },
      60_000,
    ],
    ["by GraphQL too", { errors: [{ type: "RATE_LIMITED" }], headers: spent }, 600_000],
    ["no more than an hour", { status: 403, response: { headers: { "retry-after": "999999999" } } }, 3_600_000],
    ["a minute where what it says is no time", { status: 429, response: { headers: { "retry-after": "soon" } } }, 60_000],
    ["not at all when it only fails", { status: 502, response: { headers: {} } }, null],
    ["not at all when the token may not", { status: 403, response: { headers: {} } }, null],
  ])("is %s", (_, fields, expected) => {
    expect(toWait(fields)).toBe(expected);
  });
});

describe("a refusal", () => {
  it("is told in GitHub's words, on one line and not too long", () => {
    const { message, code } = toTrackerError("reading", failing({ message: `no\n  ${"x".repeat(1000)}`, status: 502, response: {} }), NOW);
    expect(message).toBe(`reading: GitHub says 502: no ${"x".repeat(297)}…`);
    expect(code).toBe("tracker.unavailable");
  });

  it("tells every error of GraphQL once", () => {
    const errors = [{ message: "one" }, { message: "one" }, { message: "two" }];
    expect(toTrackerError("reading", failing({ errors }), NOW).message).toBe("reading: GitHub: one, two");
  });

  it("that is ours stays what it is", () => {
    const ours = new YardmasterError("tracker.not-found", "it is gone");
    expect(toTrackerError("reading", ours, NOW)).toBe(ours);
  });
});

describe("an answer with errors", () => {
  const data = { nodes: [null] };

  it.each([
    ["something that is gone", [{ type: "NOT_FOUND", path: ["nodes", 0] }], data],
    ["a blocker that we may not see", [{ type: "FORBIDDEN", path: ["repository", "issues", "nodes", 0, "blockedBy", "nodes", 0] }], data],
    ["a board that we may not see", [{ type: "FORBIDDEN", path: ["repository", "issues", "nodes", 0, "projectItems"] }], undefined],
    ["GitHub's own trouble", [{ type: "NOT_FOUND" }, { path: ["nodes", 0] }], undefined],
    ["a limit", [{ type: "RATE_LIMITED" }], undefined],
    ["no errors at all", [], undefined],
  ])("about %s", (_, errors, expected) => {
    expect(toPartialData({ errors, data })).toEqual(expected);
  });

  it("and without data is none", () => {
    expect(toPartialData({ errors: [{ type: "NOT_FOUND" }], data: null })).toBeUndefined();
    expect(toPartialData(new Error("cut"))).toBeUndefined();
  });
});

// What GitHub's refusals mean for us.
import { describe, expect, it } from "vitest";
import { YardmasterError } from "../../../src/core/errors.ts";
import { isMissing, toForgeError } from "../../../src/forge/github/github-error.ts";

const NOW = 1_800_000_000_000;

interface Given {
  readonly status: number;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly errors?: readonly unknown[];
  readonly url?: string;
}

function toFailure({
  status,
  message = "No",
  headers = {},
  errors,
  url = "https://api.github.com/repos/acme/site/issues/1",
}: Given): Error {
  const data = { message, ...(errors === undefined ? {} : { errors }) };
  const request = { method: "GET", url, headers: {} } as const;
  return Object.assign(new Error(`${message} - https://docs.github.com`), { status, request, response: { status, url, headers, data } });
}

const TOKENS = "https://api.github.com/app/installations/7/access_tokens";

describe("a refusal of GitHub", () => {
  it.each<[string, Given, string, number | null]>([
    ["a server error", { status: 502 }, "forge.unavailable", null],
    ["a server error that says when", { status: 503, headers: { "retry-after": "7" } }, "forge.unavailable", 7000],
    ["a token that does not hold", { status: 401 }, "forge.unavailable", null],
    ["a secondary limit", { status: 403, headers: { "retry-after": "60" } }, "forge.unavailable", 60_000],
    [
      "a secondary limit that says nothing but so",
      { status: 403, message: "You have exceeded a secondary rate limit." },
      "forge.unavailable",
      60_000,
    ],
    ["too many requests", { status: 429 }, "forge.unavailable", 60_000],
    [
      "an hour's limit that is used up",
      { status: 403, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(NOW / 1000 + 90) } },
      "forge.unavailable",
      90_000,
    ],
    [
      "a limit that ended while the answer was on its way",
      { status: 429, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(NOW / 1000 - 5) } },
      "forge.unavailable",
      60_000,
    ],
    ["a wait without measure", { status: 429, headers: { "retry-after": "999999999" } }, "forge.unavailable", 3_600_000],
    ["a wait that is no number", { status: 429, headers: { "retry-after": "Fri, 20 Nov 2026 12:00:00 GMT" } }, "forge.unavailable", 60_000],
    ["a missing permission", { status: 403, message: "Resource not accessible by integration" }, "forge.refused", null],
    ["a text that does not hold", { status: 422 }, "forge.refused", null],
    ["a repository that the law took", { status: 451 }, "forge.refused", null],
    ["an installation that was suspended meanwhile", { status: 403, message: "This installation has been suspended" }, "forge.gone", null],
    ["an installation that was removed", { status: 404, url: TOKENS }, "forge.gone", null],
    ["an installation that was suspended", { status: 403, url: TOKENS }, "forge.gone", null],
  ])("for %s", (_what, given, code, retryAfterMs) => {
    expect(toForgeError("reading #1 in acme/site", toFailure(given), NOW)).toMatchObject({ code, retryAfterMs });
  });

  it("is told with what was being done, the status and GitHub's own words, each once and not without end", () => {
    const errors = [
      { message: "body is too long" },
      { resource: "Issue", field: "title", code: "invalid" },
      { message: "body is too long" },
      "odd",
      null,
    ];
    const { message } = toForgeError(
      "writing a comment of #12 in acme/site",
      toFailure({ status: 422, message: "Validation Failed", errors }),
      NOW,
    );
    expect(message).toBe(
      "writing a comment of #12 in acme/site: GitHub says 422: Validation Failed, body is too long, title is invalid, odd",
    );
    expect(toForgeError("reading", toFailure({ status: 400, message: "x\n".repeat(9000) }), NOW).message.length).toBeLessThan(400);
  });

  it("for no answer at all says what the network said", () => {
    // As Octokit makes it: 500, and no response.
    const cause = Object.assign(new Error("getaddrinfo ENOTFOUND api.github.com"), { status: 500, response: undefined });
    const error = toForgeError("reading #1", cause, NOW);
    expect([error.code, error.message]).toEqual(["forge.unavailable", "reading #1: GitHub: getaddrinfo ENOTFOUND api.github.com"]);
  });

  it.each([
    [[{ type: "RATE_LIMITED", message: "API rate limit exceeded" }], "forge.unavailable"],
    [[{ type: "FORBIDDEN", message: "Resource not accessible by integration" }], "forge.refused"],
    [[{ message: "Something went wrong while executing your query." }], "forge.unavailable"],
  ])("that GraphQL gives with a status of 200: %j", (errors, code) => {
    const cause = Object.assign(new Error("Request failed due to following response errors"), { errors, headers: {} });
    expect(toForgeError("folding comment 1", cause, NOW).code).toBe(code);
    expect(isMissing(cause)).toBe(false);
    expect(isMissing({ ...cause, errors: [{ type: "NOT_FOUND" }] })).toBe(true);
  });

  it("that is ours already stays as it is", () => {
    const error = new YardmasterError("forge.gone", "gone");
    expect(toForgeError("reading", error, NOW)).toBe(error);
  });
});

describe("what is missing", () => {
  it("is not found or gone, but not a token", () => {
    expect([404, 410, 403].map((status) => isMissing(toFailure({ status })))).toEqual([true, true, false]);
    expect(isMissing(toFailure({ status: 404, url: TOKENS }))).toBe(false);
  });
});

// GitHub on a bad day, its limits, and what is written down about every request.
import { describe, expect, it } from "vitest";
import { until } from "../until.ts";
import { givenGitHub } from "./given-github.ts";

const SITE = "/repos/acme/site";
const COMMENTS = "POST /repos/*/*/issues/*/comments";

describe("a request", () => {
  it("meets a secondary limit, 429, 502, or a cut connection where a test says so", async () => {
    const { github, site, bot } = await givenGitHub();
    github.as("ada").opensIssue(site, { title: "Broken" });
    const comment = () => bot(`POST ${SITE}/issues/1/comments`, { body: "hello" });
    github.fails(COMMENTS, { with: "secondary limit", retryAfter: 7 });
    const slow = await comment();
    expect([slow.status, slow.headers.get("retry-after")]).toEqual([403, "7"]);
    expect(String(slow.data["message"])).toMatch(/secondary rate limit/);
    github.fails(COMMENTS, { with: "secondary limit", status: 429 });
    expect((await comment()).status).toBe(429);
    github.fails(COMMENTS, { with: "status", status: 502 }, 2);
    expect([(await comment()).status, (await comment()).status]).toEqual([502, 502]);
    github.fails(COMMENTS, { with: "cut" });
    await expect(comment()).rejects.toThrow();
    expect(site.comments.size).toBe(0);
    expect((await comment()).status).toBe(201);
  });

  it("can be done and never answered", async () => {
    const { github, site, bot } = await givenGitHub();
    github.as("ada").opensIssue(site, { title: "Broken" });
    github.fails(COMMENTS, { with: "lost answer" });
    await expect(bot(`POST ${SITE}/issues/1/comments`, { body: "one" })).rejects.toThrow();
    github.fails(COMMENTS, { with: "lost answer 502" });
    expect((await bot(`POST ${SITE}/issues/1/comments`, { body: "two" })).status).toBe(502);
    expect([...site.comments.values()].map(({ body }) => body)).toEqual(["one", "two"]);
  });

  it("can wait in vain", async () => {
    const { github, bot } = await givenGitHub();
    github.fails("GET /repos/**", { with: "silence" });
    const asked = bot(`GET ${SITE}`);
    asked.catch(() => {});
    await until(() => github.requests.all.at(-1)?.path === SITE);
    expect(github.requests.all.at(-1)?.status).toBe(0);
    expect((await bot(`GET ${SITE}`)).status).toBe(200);
  });

  it("is answered 304 for what has not changed, which costs nothing", async () => {
    const { github, site, bot } = await givenGitHub();
    const first = await bot(`GET ${SITE}/issues`);
    const tag = { "if-none-match": first.headers.get("etag") ?? "" };
    const second = await bot(`GET ${SITE}/issues`, undefined, tag);
    expect([second.status, second.data]).toEqual([304, null]);
    github.as("ada").opensIssue(site, { title: "New" });
    const third = await bot(`GET ${SITE}/issues`, undefined, tag);
    expect([third.status, third.headers.get("x-ratelimit-used")]).toEqual([200, "2"]);
  });

  it("is refused when the hour's requests are used up, until the hour is over", async () => {
    const { github, bot } = await givenGitHub();
    github.limits.set(2);
    const statuses = [];
    for (let time = 0; time < 3; time += 1) statuses.push((await bot(`GET ${SITE}`)).status);
    expect(statuses).toEqual([200, 200, 403]);
    const { headers, data } = await bot(`GET ${SITE}`);
    expect([headers.get("x-ratelimit-remaining"), data["message"]]).toEqual([
      "0",
      `API rate limit exceeded for installation ${github.installation("acme").id}.`,
    ]);
    expect((await bot("GET /rate_limit")).data["resources"]?.["core"]?.["remaining"]).toBe(0);
    github.limits.set(5000);
    github.limits.exhaust();
    expect((await bot(`GET ${SITE}`)).status).toBe(403);
    expect(Number(headers.get("x-ratelimit-reset")) * 1000).toBe(github.clock.now() + 3_600_000);
  });
});

describe("the log of requests", () => {
  it("says who asked what, and how much was written within a minute", async () => {
    const { github, site, bot } = await givenGitHub();
    github.as("ada").opensIssue(site, { title: "Broken" });
    for (let time = 0; time < 3; time += 1) {
      await bot(`POST ${SITE}/issues/1/comments`, { body: "hello" });
      github.clock.advance(25_000);
    }
    github.clock.advance(60_000);
    await bot(`POST ${SITE}/issues/1/comments`, { body: "hello" });
    await bot(`POST ${SITE}/issues/1/labels`, { labels: ["bug"] });
    expect(github.requests.mostCreatedInAMinute()).toBe(3);
    expect(github.requests.of("POST /repos/{owner}/{repo}/issues/{issue_number}/labels")).toMatchObject([
      { by: `installation ${github.installation("acme").id}`, body: { labels: ["bug"] }, status: 200 },
    ]);
  });
});

describe("a violation", () => {
  it("is what GitHub's description does not have", async () => {
    const { github, bot } = await givenGitHub();
    expect((await bot(`POST ${SITE}/issues`, { title: 7, nope: 1 })).status).toBe(201);
    expect((await bot(`POST ${SITE}/issues`, { body: "no title" })).status).toBe(422);
    await bot(`GET ${SITE}/issues?state=shut&who=ada`);
    await bot("GET /repos/acme/site/no-such-thing");
    await bot("POST /graphql", { query: "{ viewer { shoeSize } }" });
    expect(github.violations).toEqual([
      "POST /repos/acme/site/issues: /nope is not a field of issues/create",
      "POST /repos/acme/site/issues: / must have required property 'title'",
      "GET /repos/acme/site/issues: ?who is not a parameter of issues/list-for-repo",
      "GET /repos/acme/site/issues: ?state=shut /value must be equal to one of the allowed values",
      "GET /repos/acme/site/no-such-thing is not answered by the pretend GitHub",
      'POST /graphql: Cannot query field "shoeSize" on type "User".',
    ]);
    expect(() => github.assertNoViolations()).toThrow("GitHub would not have understood");
  });
});

// The way to GitHub: names that change, tokens that end, limits, and what costs nothing.
import { describe, expect, it } from "vitest";
import { createContentLimiter, createGithubForge } from "../../../src/forge/github/index.ts";
import { createHandClock } from "../../../src/testing/hand-clock.ts";
import { suspend, uninstall } from "../../support/github/acts/installations.ts";
import { gitAs } from "../../support/github/git-client.ts";
import { givenGithubForge, LOGIN, signIn } from "../../support/github-forge.ts";
import { createScriptedOctokit } from "../../support/scripted-octokit.ts";

const COMMENT = { marker: "yardmaster:run/run_1", body: "Queued.", known: null };

describe("the way to GitHub", () => {
  it("does not write into a repository that took the name of ours", async () => {
    const { createForge, github, site, openIssue, rename, comments } = await givenGithubForge();
    const clock = createHandClock(Date.now());
    const forge = createForge({ clock });
    const thread = await openIssue("Login breaks", null);
    await forge.putComment({ thread, ...COMMENT });
    await rename("pages");
    const impostor = github.repository("acme/site");
    github.as("ana").opensIssue(impostor, { title: "Not ours" });
    clock.advance(60_000);
    await forge.putComment({ thread, ...COMMENT, marker: "yardmaster:run/run_2" });
    expect([impostor.comments.size, (await comments(thread)).length, site.name]).toEqual([0, 2, "pages"]);
  });

  it("does not follow an issue into another repository", async () => {
    const { forge, github, issue, openIssue } = await givenGithubForge();
    const elsewhere = github.repository("acme/elsewhere");
    const thread = await openIssue("Login breaks", null);
    github.as("ana").transfers(issue(thread), elsewhere);
    expect(await forge.fetchThread(thread)).toBeNull();
    await expect(forge.putComment({ thread, ...COMMENT })).rejects.toMatchObject({ code: "forge.refused" });
    expect(elsewhere.comments.size).toBe(0);
  });

  it("reads for nothing what has not changed", async () => {
    const { forge, github, openIssue, edit } = await givenGithubForge();
    const thread = await openIssue("Login breaks", null);
    const first = await forge.fetchThread(thread);
    expect(await forge.fetchThread(thread)).toEqual(first);
    await edit(thread, { title: "Login still breaks" });
    expect((await forge.fetchThread(thread))?.title).toBe("Login still breaks");
    const statuses = github.requests.all.filter(({ path }) => path.endsWith("/issues/1")).map(({ status }) => status);
    expect(statuses).toEqual([200, 304, 200]);
  });

  it("writes nothing for as long as GitHub's secondary limit says, and says how long", async () => {
    const { createForge, github, openIssue } = await givenGithubForge();
    const clock = createHandClock(Date.now());
    const limiter = createContentLimiter({ clock });
    const forge = createForge({ clock, limiter });
    const thread = await openIssue("Login breaks", null);
    github.fails("POST /repos/**", { with: "secondary limit", retryAfter: 30 });
    await expect(forge.putComment({ thread, ...COMMENT })).rejects.toMatchObject({ code: "forge.unavailable", retryAfterMs: 30_000 });
    clock.advance(10_000);
    github.requests.clear();
    await expect(createForge({ clock, limiter }).react({ thread, comment: null }, "eyes")).rejects.toMatchObject({ retryAfterMs: 20_000 });
    expect(github.requests.all.filter(({ method }) => method === "POST")).toEqual([]);
    clock.advance(20_000);
    await forge.putComment({ thread, ...COMMENT });
  });

  it("says when the hour's limit is over", async () => {
    const { forge, github, openIssue } = await givenGithubForge();
    const thread = await openIssue("Login breaks", null);
    github.limits.exhaust();
    const error: unknown = await forge.fetchThread(thread).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: "forge.unavailable",
      message: expect.stringMatching(/^reading #1 in .*: GitHub says 403: API rate limit exceeded/),
    });
    expect((error as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(3_500_000);
  });

  it.each(["cut", "lost answer 502"] as const)("says that GitHub cannot be reached: %s", async (fault) => {
    const { forge, github, openIssue, comments } = await givenGithubForge();
    const thread = await openIssue("Login breaks", null);
    github.fails("POST /repos/**", { with: fault });
    await expect(forge.putComment({ thread, ...COMMENT })).rejects.toMatchObject({ code: "forge.unavailable", retryAfterMs: null });
    await forge.putComment({ thread, ...COMMENT });
    expect(await comments(thread)).toHaveLength(1);
  });

  it("fetches a new token once when the old one no longer holds", async () => {
    const { octokit, requests } = createScriptedOctokit(({ token }) =>
      token === "token-2" ? null : { status: 401, body: { message: "Bad credentials" } },
    );
    const forge = createGithubForge({ octokit, repositoryId: 7, limiter: createContentLimiter(), login: LOGIN });
    expect((await forge.fetchRepository()).name).toBe("site");
    expect(requests).toEqual(["GET /repositories/7", "GET /repositories/7"]);
  });

  it("gives up when the new token does not hold either", async () => {
    const { octokit, requests } = createScriptedOctokit(() => ({ status: 401, body: { message: "Bad credentials" } }));
    const forge = createGithubForge({ octokit, repositoryId: 7, limiter: createContentLimiter(), login: LOGIN });
    await expect(forge.fetchRepository()).rejects.toMatchObject({ code: "forge.unavailable" });
    expect(requests).toHaveLength(2);
  });

  it.each([
    ["removed", uninstall],
    ["suspended", suspend],
  ])("says that the repository is gone when the App was %s", async (_what, act) => {
    const { createForge, github } = await givenGithubForge();
    const octokit = await signIn(github);
    const installation = github.installation("acme");
    act(github.world, installation, github.account("ana"));
    await expect(createForge({ octokit }).fetchThread(1)).rejects.toMatchObject({ code: "forge.gone" });
  });

  it("goes to the host of GitHub Enterprise, with REST, GraphQL and for tokens", async () => {
    const { createForge, github, push } = await givenGithubForge();
    await push("topic", { "a.txt": "a" });
    const forge = createForge({ octokit: await signIn(github, `${github.url}/api/v3`) });
    const request = { head: "topic", base: "main", title: "Fix", body: "Closes #1.", isDraft: true };
    await forge.putPullRequest(request);
    expect((await forge.putPullRequest({ ...request, isDraft: false })).isDraft).toBe(false);
    expect((await forge.openRemote()).url).toBe(`${github.url}/acme/site.git`);
  });
});

describe("the remote", () => {
  it("is where git can go with a token that holds for this repository alone", async () => {
    const { forge, github, site, push } = await givenGithubForge();
    const secret = github.repository("acme/secret", { private: true });
    const commit = await push("topic", { "a.txt": "a" });
    const { url, authorization } = await forge.openRemote();
    const token = Buffer.from((authorization ?? "").replace(/^basic /, ""), "base64")
      .toString()
      .replace("x-access-token:", "");
    expect((await gitAs(token, ".", "ls-remote", url, "topic")).stdout).toBe(`${commit}\trefs/heads/topic`);
    expect(url).not.toContain(token);
    expect((await gitAs(token, ".", "ls-remote", url.replace(site.name, secret.name))).ok).toBe(false);
  });
});

// Pull requests on GitHub, where GitHub has no drafts or does not let us change them.
import { describe, expect, it } from "vitest";
import { createContentLimiter, createGithubForge } from "../../../src/forge/github/index.ts";
import { toFirstWords } from "../../../src/forge/github/pull-request-words.ts";
import { givenGithubForge } from "../../support/github-forge.ts";
import { createScriptedOctokit, type ScriptedAnswer, type ScriptedRequest } from "../../support/scripted-octokit.ts";

const PULL = { head: "topic", base: "main", title: "Fix the login", body: "Closes #1.", isDraft: true };

function toPull(given: object): object {
  const repo = { id: 7 };
  const head = { ref: "topic", sha: "a".repeat(40), repo };
  const words = { title: "Fix the login", body: "", html_url: "https://github.com/acme/site/pull/2", node_id: "PR_2" };
  return { ...words, number: 2, state: "open", draft: false, merged_at: null, head, base: { ref: "main", repo }, ...given };
}

function given(script: (request: ScriptedRequest) => ScriptedAnswer | null) {
  const { octokit, requests } = createScriptedOctokit(script);
  return { requests, forge: createGithubForge({ octokit, repositoryId: 7, limiter: createContentLimiter(), login: "yardmaster[bot]" }) };
}

describe("a pull request", () => {
  it("is opened as ready where GitHub knows no drafts", async () => {
    const { forge } = given(({ method, path, body }) => {
      if (!path.startsWith("/repos/acme/site/pulls")) return null;
      if (method === "GET") return { body: [] };
      const refusal = { message: "Draft pull requests are not supported in this repository." };
      return body["draft"] === true ? { status: 422, body: refusal } : { status: 201, body: toPull({}) };
    });
    expect(await forge.putPullRequest(PULL)).toMatchObject({ number: 2, isDraft: false });
  });

  it("is not tried again as ready when it is refused for another reason", async () => {
    const { forge, requests } = given(({ method, path }) => {
      if (!path.startsWith("/repos/acme/site/pulls")) return null;
      return method === "GET" ? { body: [] } : { status: 422, body: { message: "Validation Failed", errors: [{ message: "No commits" }] } };
    });
    await expect(forge.putPullRequest(PULL)).rejects.toMatchObject({
      code: "forge.refused",
      message: expect.stringMatching(/Validation Failed, No commits/),
    });
    expect(requests.filter((request) => request.startsWith("POST"))).toHaveLength(1);
  });

  it("stays as it is when GitHub does not let us make a draft of it, and is brought up to date otherwise", async () => {
    const { forge, requests } = given(({ method, path }) => {
      if (path === "/graphql") return { body: { errors: [{ type: "FORBIDDEN", message: "Resource not accessible by integration" }] } };
      if (!path.startsWith("/repos/acme/site/pulls")) return null;
      return { body: method === "GET" ? [toPull(toFirstWords({ title: "Before", body: "Soon." }))] : toPull({ body: "Closes #1." }) };
    });
    expect(await forge.putPullRequest(PULL)).toMatchObject({ isDraft: false });
    expect(requests.slice(-2)).toEqual(["PATCH /repos/acme/site/pulls/2", "POST /graphql"]);
  });

  it("whose fork is gone is a fork's, and what nobody wrote is a ghost's", async () => {
    const { forge } = given(({ path }) => {
      const issue = { title: "Odd", state: "closed", locked: false, labels: ["bug", { name: "wontfix" }], assignees: null, user: null };
      const pull = toPull({ state: "closed", head: { ref: "topic", sha: "a".repeat(40), repo: null } });
      if (path === "/repos/acme/site/issues/2")
        return { body: { ...issue, html_url: "https://github.com/acme/site/pull/2", pull_request: {} } };
      return path === "/repos/acme/site/pulls/2" ? { body: pull } : null;
    });
    expect(await forge.fetchThread(2)).toMatchObject({
      author: "ghost",
      labels: ["bug", "wontfix"],
      assignees: [],
      pullRequest: { isFromFork: true, state: "closed" },
    });
  });

  it("is left alone when there is nothing new", async () => {
    const { forge, reopen, github, push } = await givenGithubForge();
    await push("topic", { "a.txt": "a" });
    await forge.putPullRequest(PULL);
    github.requests.clear();
    await reopen().putPullRequest(PULL);
    expect(github.requests.all.filter(({ method }) => method !== "GET")).toEqual([]);
  });
});

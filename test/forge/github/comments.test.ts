// Comments on GitHub: how few requests they take, and whose they are.
import { describe, expect, it } from "vitest";
import type { PullIssue } from "../../support/github/render/pull.ts";
import { givenGithubForge } from "../../support/github-forge.ts";

const RUN = { marker: "yardmaster:run/run_1", body: "Queued.", known: null };

/** What was asked since the last look, without the repository's own address. */
function look({ github }: Awaited<ReturnType<typeof givenGithubForge>>): readonly string[] {
  const seen = github.requests.all
    .filter(({ path }) => path.includes("/issues") || path === "/graphql")
    .map(({ method, path, query }) => `${method} ${path.replace("/repos/acme/site", "")}${query}`);
  github.requests.clear();
  return seen;
}

describe("a comment", () => {
  it("is looked for once, written once, and edited only when it says something new", async () => {
    const fixture = await givenGithubForge();
    const { forge, openIssue } = fixture;
    const thread = await openIssue("Login breaks", null);
    const { id } = await forge.putComment({ thread, ...RUN });
    expect(look(fixture)).toEqual([`GET /issues/1/comments?per_page=100&page=1`, "POST /issues/1/comments"]);
    await forge.putComment({ thread, ...RUN, known: id });
    expect(look(fixture)).toEqual([]);
    await forge.putComment({ thread, ...RUN, known: id, body: "Running." });
    expect(look(fixture)).toEqual([`PATCH /issues/comments/${id}`]);
  });

  it("is read, not written, by a process that knows where it is and not what it says", async () => {
    const fixture = await givenGithubForge();
    const { forge, reopen, openIssue } = fixture;
    const thread = await openIssue("Login breaks", null);
    const { id } = await forge.putComment({ thread, ...RUN });
    look(fixture);
    await reopen().putComment({ thread, ...RUN, known: id });
    expect(look(fixture)).toEqual([`GET /issues/comments/${id}`]);
  });

  it("is found on the third page", async () => {
    const fixture = await givenGithubForge();
    const { forge, reopen, openIssue, comment } = fixture;
    const thread = await openIssue("Long", null);
    for (let n = 0; n < 230; n += 1) await comment(thread, `me too ${n}`);
    const { id } = await forge.putComment({ thread, ...RUN });
    look(fixture);
    expect((await reopen().putComment({ thread, ...RUN })).id).toBe(id);
    expect(look(fixture)).toEqual([1, 2, 3].map((page) => `GET /issues/1/comments?per_page=100&page=${page}`));
  });

  it("of another person is never edited, also when it is taken for ours", async () => {
    const { forge, openIssue, comment, comments } = await givenGithubForge();
    const thread = await openIssue("Login breaks", null);
    const known = await comment(thread, "Mine.");
    await forge.putComment({ thread, ...RUN, known });
    expect((await comments(thread)).map(({ body }) => body.split("\n")[0])).toEqual(["Mine.", "Queued."]);
  });

  it("that is deleted between two looks is written anew, even when the forge remembers it", async () => {
    const { forge, openIssue, comments, deleteComment } = await givenGithubForge();
    const thread = await openIssue("Login breaks", null);
    const { id } = await forge.putComment({ thread, ...RUN });
    await forge.putComment({ thread, ...RUN, marker: "yardmaster:reply/9", body: "> <!-- yardmaster:run/run_1 -->" });
    await deleteComment(id);
    await forge.putComment({ thread, ...RUN, known: id, body: "Done." });
    expect((await comments(thread)).map(({ body }) => body.split("\n")[0])).toEqual(["> <!-- yardmaster:run/run_1 -->", "Done."]);
  });

  it("on a line and in a review is read where it stands: each has numbers of its own", async () => {
    const { github, site, forge, push, openPull, issue } = await givenGithubForge();
    await push("topic", { "a.txt": "a\n" });
    const thread = await openPull("One", "topic");
    const comments = [{ path: "a.txt", line: 1, body: "/run fix" }];
    const review = github.as("ana").reviews(issue(thread) as PullIssue, { body: "/run plan", comments });
    const [onLine = 0] = site.reviewComments.keys();
    expect(await forge.fetchComment({ thread, id: onLine, on: "line" })).toMatchObject({ id: onLine, author: "ana", body: "/run fix" });
    expect(await forge.fetchComment({ thread, id: review.id, on: "review" })).toMatchObject({ author: "ana", body: "/run plan" });
    expect(await forge.fetchComment({ thread, id: onLine, on: "thread" })).toBeNull();
  });
});

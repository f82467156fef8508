// Issues and comments: the limits and refusals that an app meets on GitHub.
import { describe, expect, it } from "vitest";
import { givenGitHub, givenReceiver } from "./given-github.ts";

const SITE = "/repos/acme/site";

describe("a comment", () => {
  it("has at most 65,536 characters", async () => {
    const { bot, github, site } = await givenGitHub();
    github.as("ada").opensIssue(site, { title: "Broken" });
    expect((await bot(`POST ${SITE}/issues/1/comments`, { body: "x".repeat(65_536) })).status).toBe(201);
    const { status, data } = await bot(`POST ${SITE}/issues/1/comments`, { body: "x".repeat(65_537) });
    expect([status, data["errors"]?.["0"]?.["message"]]).toEqual([422, "Body is too long (maximum is 65536 characters)"]);
  });

  it("is refused to outsiders and to apps on a locked issue", async () => {
    const { ada, bot, stranger, github, site } = await givenGitHub();
    github.as("ada").locks(github.as("ada").opensIssue(site, { title: "Heated" }));
    expect((await stranger(`POST ${SITE}/issues/1/comments`, { body: "but" })).status).toBe(403);
    expect((await ada(`POST ${SITE}/issues/1/comments`, { body: "enough" })).status).toBe(201);
    expect((await bot(`POST ${SITE}/issues/1/comments`, { body: "noted" })).status).toBe(403);
  });

  it("can be changed by its author and by whoever may write, not by others", async () => {
    const { ada, stranger, github, site } = await givenGitHub();
    const { id } = github.as("bob").comments(github.as("bob").opensIssue(site, { title: "Broken" }), "mine");
    expect((await stranger(`PATCH ${SITE}/issues/comments/${id}`, { body: "yours" })).status).toBe(403);
    expect((await ada(`PATCH ${SITE}/issues/comments/${id}`, { body: "tidied" })).status).toBe(200);
  });
});

describe("an issue", () => {
  it("takes labels only from those who may triage", async () => {
    const { stranger, bot, site } = await givenGitHub();
    const { data } = await stranger(`POST ${SITE}/issues`, { title: "Mine", labels: ["run"] });
    expect(data["labels"]).toEqual([]);
    expect((await stranger(`POST ${SITE}/issues/1/labels`, { labels: ["run"] })).status).toBe(403);
    expect((await bot(`POST ${SITE}/issues/1/labels`, { labels: ["RUN", "unheard of"] })).status).toBe(200);
    expect(site.issues.get(1)?.labels.map(({ name }) => name)).toEqual(["run", "unheard of"]);
    expect((await bot(`DELETE ${SITE}/issues/1/labels/bug`)).status).toBe(404);
  });

  it("that was transferred is found at its new place", async () => {
    const { github, site, bot } = await givenGitHub();
    const app = await givenReceiver(github);
    const docs = github.repository("acme/docs");
    const issue = github.as("ada").opensIssue(site, { title: "Typo" });
    github.as("ada").comments(issue, "here");
    const moved = github.as("ada").transfers(issue, docs);
    const { status, headers } = await bot(`GET ${SITE}/issues/1`);
    expect([status, headers.get("location")]).toEqual([301, `${github.url}/repos/acme/docs/issues/${moved.number}`]);
    const comments = await bot("GET /repos/acme/docs/issues/1/comments");
    expect(comments.data["0"]?.["body"]).toBe("here");
    await github.settled();
    expect(app.what().slice(-2)).toEqual(["issues.transferred", "issues.opened"]);
  });

  it("is under one other and behind many", async () => {
    const { github, site, bot } = await givenGitHub();
    const ada = github.as("ada");
    const [whole, part, first] = ["Whole", "Part", "First"].map((title) => ada.opensIssue(site, { title })) as [
      ReturnType<typeof ada.opensIssue>,
      ReturnType<typeof ada.opensIssue>,
      ReturnType<typeof ada.opensIssue>,
    ];
    ada.puts(part, whole);
    ada.blocks(part, first);
    const { data } = await bot(`GET ${SITE}/issues/${part.number}`);
    expect(data["issue_dependencies_summary"]).toEqual({ blocked_by: 1, total_blocked_by: 1, blocking: 0, total_blocking: 0 });
    expect(data["parent_issue_url"]).toBe(`${github.url}${SITE}/issues/${whole.number}`);
    expect((await bot(`POST ${SITE}/issues/${first.number}/sub_issues`, { sub_issue_id: part.id })).status).toBe(422);
    expect((await bot(`POST ${SITE}/issues/${part.number}/sub_issues`, { sub_issue_id: whole.id })).status).toBe(422);
    expect((await bot(`POST ${SITE}/issues/${part.number}/dependencies/blocked_by`, { issue_id: part.id })).status).toBe(422);
  });

  it("is listed in pages that lead on", async () => {
    const { github, site, bot } = await givenGitHub();
    for (let index = 1; index <= 5; index += 1) github.as("ada").opensIssue(site, { title: `Number ${index}` });
    const { headers, data } = await bot(`GET ${SITE}/issues?per_page=2&page=2`);
    expect((data as unknown as readonly { number: number }[]).map(({ number }) => number)).toEqual([3, 2]);
    const relations = [...(headers.get("link") ?? "").matchAll(/page=(\d)>; rel="(\w+)"/g)].map(([, page, relation]) => [relation, page]);
    expect(relations).toEqual([
      ["prev", "1"],
      ["next", "3"],
      ["last", "3"],
      ["first", "1"],
    ]);
  });
});

describe("a reaction", () => {
  it("counts once for each person", async () => {
    const { github, site, bot } = await givenGitHub();
    github.as("ada").opensIssue(site, { title: "Broken" });
    const statuses = [];
    for (let time = 0; time < 2; time += 1) statuses.push((await bot(`POST ${SITE}/issues/1/reactions`, { content: "eyes" })).status);
    expect(statuses).toEqual([201, 200]);
    github.as("ada").reacts(site.issues.get(1) as Parameters<ReturnType<typeof github.as>["reacts"]>[0], "eyes");
    expect((await bot(`GET ${SITE}/issues/1`)).data["reactions"]?.["eyes"]).toBe(2);
  });
});

describe("a repository", () => {
  it("that was renamed or transferred leads to where it is", async () => {
    const { github, site, bot } = await givenGitHub();
    github.as("ada").renames(site, "page");
    const { status, headers } = await bot(`GET ${SITE}/issues`);
    expect([status, headers.get("location")]).toEqual([301, `${github.url}/repositories/${site.id}/issues`]);
    expect((await bot(`POST ${SITE}/issues`, { title: "x" })).status).toBe(307);
    expect((await bot(`GET /repositories/${site.id}/issues`)).status).toBe(200);
    github.as("ada").handsOver(site, github.organization("beta", {}));
    expect((await bot("GET /repos/beta/page")).data["full_name"]).toBe("beta/page");
    expect((await bot("POST /repos/beta/page/issues", { title: "x" })).status).toBe(403);
  });

  it("that was archived is only read, and one that was deleted is gone", async () => {
    const { github, site, bot } = await givenGitHub();
    github.as("ada").archives(site);
    expect((await bot(`POST ${SITE}/issues`, { title: "x" })).status).toBe(403);
    expect((await bot(`GET ${SITE}`)).data["archived"]).toBe(true);
    github.as("ada").deletesRepository(site);
    expect((await bot(`GET ${SITE}`)).status).toBe(404);
  });
});

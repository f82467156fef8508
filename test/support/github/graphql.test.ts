// What only GraphQL has: dependencies in one question, hidden comments, drafts, projects.
import { describe, expect, it } from "vitest";
import { createClient } from "./client.ts";
import { givenGitHub, givenReceiver } from "./given-github.ts";
import { addProjectItem } from "./graphql/mutations.ts";

const LISTED = `query ($owner: String!, $name: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    issues(first: 2, after: $after, labels: ["run"], states: [OPEN], orderBy: { field: CREATED_AT, direction: ASC }) {
      nodes {
        number title state author { login } milestone { title }
        labels(first: 10) { nodes { name } }
        assignees(first: 10) { nodes { login } }
        blockedBy(first: 10) { nodes { number state repository { nameWithOwner } } }
        parent { number }
        subIssuesSummary { total completed }
        projectItems(first: 5) { nodes { project { title } fieldValueByName(name: "Status") { ... on ProjectV2ItemFieldSingleSelectValue { name } } } }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
  rateLimit { cost remaining }
}`;

describe("GraphQL", () => {
  it("lists issues by label with all that decides about them, page by page", async () => {
    const { github, site, bot } = await givenGitHub();
    const ada = github.as("ada");
    const first = ada.opensIssue(site, { title: "First", labels: ["run"], assignees: ["ada"] });
    const second = ada.opensIssue(site, { title: "Second", labels: ["run", "bug"] });
    ada.opensIssue(site, { title: "Other", labels: ["bug"] });
    ada.opensIssue(site, { title: "Third", labels: ["run"] });
    ada.blocks(second, first);
    ada.puts(first, second);
    const project = github.project("acme", "Board", { Status: ["Todo", "Doing"], Note: null });
    addProjectItem(github.world, project, first).values.set("Status", "Doing");
    const ask = async (after: string | null) =>
      (await bot("POST /graphql", { query: LISTED, variables: { owner: "acme", name: "site", after } })).data;
    const page = await ask(null);
    expect(page["errors"]).toBeUndefined();
    const issues = page["data"]?.["repository"]?.["issues"];
    expect(issues?.["nodes"]).toMatchObject([
      {
        number: 1,
        author: { login: "ada" },
        assignees: { nodes: [{ login: "ada" }] },
        parent: { number: 2 },
        projectItems: { nodes: [{ project: { title: "Board" }, fieldValueByName: { name: "Doing" } }] },
      },
      {
        number: 2,
        labels: { nodes: [{ name: "run" }, { name: "bug" }] },
        blockedBy: { nodes: [{ number: 1, state: "OPEN" }] },
        subIssuesSummary: { total: 1, completed: 0 },
      },
    ]);
    const next = await ask(String(issues?.["pageInfo"]?.["endCursor"]));
    expect(next["data"]?.["repository"]?.["issues"]).toMatchObject({ nodes: [{ number: 4 }], pageInfo: { hasNextPage: false } });
  });

  it("costs a point for each hundred lists that it would have to follow", async () => {
    const { github, bot } = await givenGitHub();
    const price = async (query: string, variables = {}) => (await bot("POST /graphql", { query, variables })).data["data"]?.["rateLimit"];
    const listed = (lists: string) =>
      `query ($n: Int!) { repository(owner: "acme", name: "site") { issues(first: $n) { nodes { ${lists} } } } rateLimit { cost remaining nodeCount } }`;
    const labels = "labels(first: 10) { nodes { name } }";
    expect(await price(listed("title"), { n: 100 })).toEqual({ cost: 1, remaining: 4999, nodeCount: 100 });
    expect(await price(listed(labels), { n: 100 })).toEqual({ cost: 1, remaining: 4998, nodeCount: 1100 });
    const nested = `comments(first: 20) { nodes { reactions(first: 5) { totalCount } } } ${labels}`;
    expect(await price(listed(nested), { n: 50 })).toEqual({ cost: 11, remaining: 4987, nodeCount: 6550 });
    github.limits.set(15);
    expect((await bot("POST /graphql", { query: listed(nested), variables: { n: 50 } })).data["errors"]?.["0"]).toMatchObject({
      type: "RATE_LIMITED",
    });
  });

  it("answers null for each node that is not there, beside those that are", async () => {
    const { site, bot } = await givenGitHub();
    const { data } = await bot("POST /graphql", {
      query: "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }",
      variables: { ids: ["gone", site.nodeId] },
    });
    expect(data["data"]).toEqual({ nodes: [null, { id: site.nodeId }] });
    expect(data["errors"]).toMatchObject([{ type: "NOT_FOUND", path: ["nodes", 0] }]);
  });

  it("hides a comment", async () => {
    const { github, site, bot, stranger } = await givenGitHub();
    const comment = github.as("bob").comments(github.as("bob").opensIssue(site, { title: "Broken" }), "old news");
    const query = `mutation ($id: ID!) { minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) { minimizedComment { isMinimized minimizedReason } } }`;
    const refused = await stranger("POST /graphql", { query, variables: { id: comment.nodeId } });
    expect(refused.data["errors"]?.["0"]).toMatchObject({ type: "FORBIDDEN", path: ["minimizeComment"] });
    const { data } = await bot("POST /graphql", { query, variables: { id: comment.nodeId } });
    expect(data["data"]).toEqual({ minimizeComment: { minimizedComment: { isMinimized: true, minimizedReason: "outdated" } } });
    expect(comment.minimizedReason).toBe("outdated");
  });

  it("makes a draft of a pull request and takes that back", async () => {
    const { github, site, bot } = await givenGitHub();
    const app = await givenReceiver(github);
    github.as("ada").pushes(site, "topic", { "a.txt": "a\n" });
    const pull = github.as("ada").opensPull(site, { from: "topic", title: "A" });
    for (const mutation of ["convertPullRequestToDraft", "markPullRequestReadyForReview"]) {
      const query = `mutation ($id: ID!) { ${mutation}(input: { pullRequestId: $id }) { pullRequest { number isDraft mergeable } } }`;
      const { data } = await bot("POST /graphql", { query, variables: { id: pull.nodeId } });
      expect(data["data"]?.[mutation]).toEqual({
        pullRequest: { number: 1, isDraft: mutation === "convertPullRequestToDraft", mergeable: "MERGEABLE" },
      });
    }
    await github.settled();
    expect(app.what().slice(-2)).toEqual(["pull_request.converted_to_draft", "pull_request.ready_for_review"]);
  });

  it("moves an issue on a project's board", async () => {
    const { github, site, bot } = await givenGitHub();
    const issue = github.as("ada").opensIssue(site, { title: "Broken" });
    const board = github.project("acme", "Board", { Status: ["Todo", "Doing"] });
    const added = await bot("POST /graphql", {
      query: "mutation ($p: ID!, $i: ID!) { addProjectV2ItemById(input: { projectId: $p, contentId: $i }) { item { id } } }",
      variables: { p: board.nodeId, i: issue.nodeId },
    });
    const item = added.data["data"]?.["addProjectV2ItemById"]?.["item"]?.["id"];
    const query = `mutation ($p: ID!, $i: ID!, $f: ID!, $o: String!) {
      updateProjectV2ItemFieldValue(input: { projectId: $p, itemId: $i, fieldId: $f, value: { singleSelectOptionId: $o } }) { projectV2Item { id } }
    }`;
    const field = board.fields[0];
    await bot("POST /graphql", { query, variables: { p: board.nodeId, i: item, f: field?.nodeId, o: field?.options?.[1]?.id } });
    expect(board.items[0]?.values.get("Status")).toBe("Doing");
  });

  it("refuses what the schema does not have, what nobody may see, and everybody without a token", async () => {
    const { github, bot, anonymous, stranger } = await givenGitHub();
    github.repository("acme/secret", { private: true });
    const unknown = await bot("POST /graphql", { query: '{ repository(owner: "acme", name: "site") { colour } }' });
    expect(unknown.data["errors"]?.["0"]?.["message"]).toBe('Cannot query field "colour" on type "Repository".');
    const unpaged = await bot("POST /graphql", { query: '{ repository(owner: "acme", name: "site") { issues { totalCount } } }' });
    expect(String(unpaged.data["errors"]?.["0"]?.["message"])).toMatch(/must provide a `first` or `last`/);
    const hidden = await stranger("POST /graphql", { query: '{ repository(owner: "acme", name: "secret") { id } }' });
    expect(hidden.data["errors"]?.["0"]).toMatchObject({ type: "NOT_FOUND" });
    expect((await anonymous("POST /graphql", { query: "{ viewer { login } }" })).status).toBe(401);
    const enterprise = createClient(`${github.url}/api`, `token ${github.tokenOf("ada")}`);
    expect((await enterprise("POST /graphql", { query: "{ viewer { login } }" })).data["data"]).toEqual({ viewer: { login: "ada" } });
  });
});

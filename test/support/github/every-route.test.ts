// A walk over every operation: each is asked once the right way, and GitHub's own description judges question and answer.
import { describe, expect, it } from "vitest";
import type { Client, Json } from "./client.ts";
import { createClient } from "./client.ts";
import { givenGitHub, givenReceiver } from "./given-github.ts";
import { openOpenApi } from "./http/open-api.ts";

const SITE = "/repos/acme/site";

/** @returns the answer's body; a status of 400 or more is a fault of the walk */
function walker(client: Client) {
  return async (request: string, body?: unknown): Promise<Json> => {
    const { status, data } = await client(request, body);
    expect(status, `${request}: ${JSON.stringify(data)}`).toBeLessThan(400);
    return data;
  };
}

async function walkReactions(ask: ReturnType<typeof walker>, path: string): Promise<void> {
  const reaction = await ask(`POST ${path}/reactions`, { content: "eyes" });
  await ask(`GET ${path}/reactions?content=eyes`);
  await ask(`DELETE ${path}/reactions/${reaction["id"]}`);
}

describe("every route", () => {
  it("asks and answers as GitHub's OpenAPI description says", async () => {
    const { github, site, ...clients } = await givenGitHub({ judgeReplies: true });
    await givenReceiver(github);
    const [bot, app, ada] = [clients.bot, clients.app, clients.ada].map(walker) as [
      ReturnType<typeof walker>,
      ReturnType<typeof walker>,
      ReturnType<typeof walker>,
    ];
    const person = github.as("ada");
    github.organization("acme", { ada: "member" });
    github.team("acme", "makers", ["ada"], { site: "maintain" });

    // The app about itself.
    const installation = github.installation("acme").id;
    await app("GET /app");
    await app("GET /app/installations?per_page=1");
    await app(`GET /app/installations/${installation}`);
    await app(`GET ${SITE}/installation`);
    await app("GET /orgs/acme/installation");
    await app("GET /app/hook/config");
    await app("PATCH /app/hook/config", { secret: "another secret" });
    await app(`POST /app/installations/${installation}/access_tokens`, { repositories: ["site"], permissions: { issues: "write" } });
    await bot("GET /installation/repositories");
    await bot("GET /rate_limit");
    const code = github.confirmManifest({ name: "Second yard", hook_attributes: { url: "http://127.0.0.1:1/" }, default_events: ["push"] });
    await walker(clients.anonymous)(`POST /app-manifests/${code}/conversions`);

    // People.
    await ada("GET /user");
    await bot("GET /users/ada");
    for (const path of ["", "/ada", "/ada/permission"]) await bot(`GET ${SITE}/collaborators${path}`);
    await bot(`GET ${SITE}/assignees`);
    await bot("GET /orgs/acme/members/ada");
    await bot("GET /orgs/acme/teams/makers/memberships/ada");

    // Commits and files.
    const first = String(site.git.refs().get("refs/heads/main"));
    await bot(`GET ${SITE}`);
    await bot(`GET ${SITE}/branches`);
    await bot(`GET ${SITE}/branches/main`);
    await bot(`GET ${SITE}/contents/`);
    const readme = await bot(`GET ${SITE}/contents/README.md?ref=main`);
    const written = await bot(`PUT ${SITE}/contents/README.md`, {
      message: "Longer",
      content: Buffer.from("# more\n").toString("base64"),
      sha: readme["sha"],
      branch: "main",
    });
    const second = String(written["commit"]?.["sha"]);
    await bot(`PUT ${SITE}/contents/notes/new.md`, { message: "New", content: "" });
    const made = await bot(`GET ${SITE}/contents/notes/new.md`);
    await bot(`DELETE ${SITE}/contents/notes/new.md`, { message: "Gone", sha: made["sha"] });
    await bot(`GET ${SITE}/commits?sha=main&path=README.md`);
    await bot(`GET ${SITE}/commits/${second}`);
    await bot(`GET ${SITE}/compare/${first}...${second}`);
    const blob = await bot(`POST ${SITE}/git/blobs`, { content: "hello", encoding: "utf-8" });
    await bot(`GET ${SITE}/git/blobs/${blob["sha"]}`);
    const parent = await bot(`GET ${SITE}/git/commits/${second}`);
    const tree = await bot(`POST ${SITE}/git/trees`, {
      base_tree: parent["tree"]?.["sha"],
      tree: [{ path: "bin/run", mode: "100755", type: "blob", sha: blob["sha"] }],
    });
    await bot(`GET ${SITE}/git/trees/${tree["sha"]}?recursive=1`);
    const commit = await bot(`POST ${SITE}/git/commits`, { message: "By hand", tree: tree["sha"], parents: [second] });
    await bot(`POST ${SITE}/git/refs`, { ref: "refs/heads/topic", sha: second });
    await bot(`PATCH ${SITE}/git/refs/heads/topic`, { sha: commit["sha"] });
    await bot(`GET ${SITE}/git/ref/heads/topic`);
    await bot(`GET ${SITE}/git/matching-refs/heads/to`);

    // Issues.
    await bot(`POST ${SITE}/labels`, { name: "easy", color: "00ff00", description: "a start" });
    await bot(`GET ${SITE}/labels`);
    await bot(`GET ${SITE}/labels/easy`);
    await bot(`PATCH ${SITE}/labels/easy`, { new_name: "easier" });
    await bot(`POST ${SITE}/milestones`, { title: "v1", due_on: "2026-06-01T00:00:00Z" });
    await bot(`GET ${SITE}/milestones?state=all`);
    await bot(`GET ${SITE}/milestones/1`);
    const one = await bot(`POST ${SITE}/issues`, { title: "One", body: "text", labels: ["bug"], assignees: ["ada"], milestone: 1 });
    const two = await bot(`POST ${SITE}/issues`, { title: "Two" });
    await bot(`GET ${SITE}/issues?state=all&labels=bug&assignee=ada&sort=updated&direction=asc&since=2026-01-01T00:00:00Z`);
    await bot(`GET ${SITE}/issues/1`);
    await bot(`PATCH ${SITE}/issues/1`, { title: "One!", state: "closed", state_reason: "not_planned" });
    await bot(`PATCH ${SITE}/issues/1`, { state: "open", labels: ["bug", "easier"], assignees: [], milestone: null });
    await bot(`POST ${SITE}/issues/1/assignees`, { assignees: ["ada"] });
    await bot(`DELETE ${SITE}/issues/1/assignees`, { assignees: ["ada"] });
    await bot(`GET ${SITE}/issues/1/labels`);
    await bot(`POST ${SITE}/issues/1/labels`, { labels: ["run"] });
    await bot(`PUT ${SITE}/issues/1/labels`, { labels: ["run", "bug"] });
    await bot(`DELETE ${SITE}/issues/1/labels/run`);
    await bot(`DELETE ${SITE}/issues/1/labels`);
    await bot(`DELETE ${SITE}/labels/easier`);
    await bot(`PUT ${SITE}/issues/2/lock`, { lock_reason: "resolved" });
    await bot(`DELETE ${SITE}/issues/2/lock`);
    await bot(`GET ${SITE}/issues/events?per_page=50`);
    const comment = await bot(`POST ${SITE}/issues/1/comments`, { body: "hello" });
    const commentPath = `${SITE}/issues/comments/${comment["id"]}`;
    await bot(`GET ${SITE}/issues/1/comments?since=2026-01-01T00:00:00Z`);
    await bot(`GET ${SITE}/issues/comments?sort=updated&direction=desc`);
    await bot(`GET ${commentPath}`);
    await bot(`PATCH ${commentPath}`, { body: "hello again" });
    await walkReactions(bot, commentPath);
    await walkReactions(bot, `${SITE}/issues/1`);
    await bot(`DELETE ${commentPath}`);
    await bot(`POST ${SITE}/issues/1/sub_issues`, { sub_issue_id: two["id"] });
    await bot(`GET ${SITE}/issues/1/sub_issues`);
    await bot(`GET ${SITE}/issues/2/parent`);
    await bot(`GET ${SITE}/issues/2`);
    await bot(`DELETE ${SITE}/issues/1/sub_issue`, { sub_issue_id: two["id"] });
    await bot(`POST ${SITE}/issues/2/dependencies/blocked_by`, { issue_id: one["id"] });
    await bot(`GET ${SITE}/issues/2/dependencies/blocked_by`);
    await bot(`GET ${SITE}/issues/1/dependencies/blocking`);
    await bot(`DELETE ${SITE}/issues/2/dependencies/blocked_by/${one["id"]}`);

    // Pull requests.
    const pull = await bot(`POST ${SITE}/pulls`, { title: "By hand", head: "topic", base: "main", body: "Closes #1", draft: true });
    const path = `${SITE}/pulls/${pull["number"]}`;
    await bot(`GET ${SITE}/issues/${pull["number"]}`);
    await bot(`GET ${SITE}/pulls?state=all&head=acme:topic&base=main&sort=updated&direction=desc`);
    await bot(`GET ${path}`);
    await bot(`PATCH ${path}`, { title: "By hands", base: "main" });
    await bot(`GET ${path}/files`);
    await bot(`GET ${path}/commits`);
    await bot(`GET ${SITE}/commits/${commit["sha"]}/pulls`);
    await bot(`POST ${path}/requested_reviewers`, { reviewers: ["ada"] });
    await bot(`GET ${path}/requested_reviewers`);
    await bot(`DELETE ${path}/requested_reviewers`, { reviewers: ["ada"] });
    const review = await ada(`POST ${path}/reviews`, {
      event: "APPROVE",
      body: "Good",
      comments: [{ path: "bin/run", body: "why?", line: 1 }],
    });
    await bot(`GET ${path}/reviews`);
    await bot(`GET ${path}/reviews/${review["id"]}`);
    await bot(`PUT ${path}/reviews/${review["id"]}/dismissals`, { message: "stale" });
    const remark = await bot(`POST ${path}/comments`, { path: "bin/run", body: "here", line: 1, side: "RIGHT", commit_id: commit["sha"] });
    await bot(`GET ${path}/comments`);
    await bot(`POST ${path}/comments/${remark["id"]}/replies`, { body: "there" });
    await bot(`GET ${SITE}/pulls/comments/${remark["id"]}`);
    await bot(`PATCH ${SITE}/pulls/comments/${remark["id"]}`, { body: "here!" });
    await walkReactions(bot, `${SITE}/pulls/comments/${remark["id"]}`);
    await bot(`DELETE ${SITE}/pulls/comments/${remark["id"]}`);
    await bot(`PUT ${SITE}/pulls/${pull["number"]}/update-branch`, {});

    // Checks and statuses.
    const annotation = { path: "bin/run", start_line: 1, end_line: 1, annotation_level: "notice", message: "look" };
    const actions = [{ label: "Retry", description: "Run it again", identifier: "retry" }];
    const run = await bot(`POST ${SITE}/check-runs`, {
      name: "yard",
      head_sha: commit["sha"],
      status: "in_progress",
      output: { title: "t", summary: "s", annotations: [annotation] },
      actions,
    });
    const runPath = `${SITE}/check-runs/${run["id"]}`;
    await bot(`PATCH ${runPath}`, { conclusion: "success", output: { title: "t", summary: "s", annotations: [annotation] } });
    await bot(`GET ${runPath}`);
    await bot(`GET ${runPath}/annotations`);
    await bot(`POST ${runPath}/rerequest`);
    const suites = await bot(`GET ${SITE}/commits/${commit["sha"]}/check-suites`);
    const suite = `${SITE}/check-suites/${suites["check_suites"]?.["0"]?.["id"]}`;
    await bot(`POST ${SITE}/check-suites`, { head_sha: first });
    await bot(`GET ${suite}`);
    await bot(`GET ${suite}/check-runs?filter=all`);
    await bot(`POST ${suite}/rerequest`);
    await bot(`GET ${SITE}/commits/${commit["sha"]}/check-runs?check_name=yard`);
    await bot(`POST ${SITE}/statuses/${commit["sha"]}`, { state: "success", context: "ci", target_url: "https://ci.example" });
    await bot(`GET ${SITE}/commits/topic/status`);
    await bot(`GET ${SITE}/commits/topic/statuses`);

    // The end of it.
    person.marksReady(site.issues.get(Number(pull["number"])) as Parameters<typeof person.marksReady>[0]);
    await bot(`PUT ${path}/merge`, { merge_method: "squash", sha: site.git.refs().get("refs/heads/topic") });
    await bot(`GET ${path}/merge`);
    await bot(`DELETE ${SITE}/git/refs/heads/topic`);
    await github.settled();
    const deliveries = await app("GET /app/hook/deliveries?per_page=2&status=success");
    const delivery = deliveries["0"]?.["id"];
    await app(`GET /app/hook/deliveries/${delivery}`);
    await app(`POST /app/hook/deliveries/${delivery}/attempts`);
    await walker(createClient(github.url, `token ${await clients.mint()}`))("DELETE /installation/token");
    github.repository("ada/own");
    await app("GET /users/ada/installation");
    await app(`PUT /app/installations/${installation}/suspended`);
    await app(`GET /app/installations/${installation}`);
    await app(`DELETE /app/installations/${installation}/suspended`);
    await app(`DELETE /app/installations/${installation}`);

    await github.settled();
    expect(github.violations).toEqual([]);
    const asked = new Set(github.requests.all.map(({ operation }) => operation));
    expect(openOpenApi().operations.filter((operation) => !asked.has(operation))).toEqual([]);
  });
});

// Pull requests over real git: pushed with git itself, following their branch, merged or refused by what git says.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryDirectory } from "../git-repository.ts";
import { gitAs } from "./git-client.ts";
import { givenGitHub, givenReceiver } from "./given-github.ts";

const SITE = "/repos/acme/site";

async function givenClone(url: string, token: string) {
  const { path, dispose } = temporaryDirectory();
  onTestFinished(dispose);
  const cloned = await gitAs(token, path, "clone", "--quiet", url, "work");
  expect(cloned).toMatchObject({ ok: true });
  const work = join(path, "work");
  return {
    git: (...args: readonly string[]) => gitAs(token, work, ...args),
    async commit(file: string, text: string) {
      writeFileSync(join(work, file), text);
      await gitAs(token, work, "add", "--all");
      await gitAs(token, work, "commit", "--quiet", "--message", `Change ${file}`);
    },
  };
}

describe("git itself", () => {
  it("clones, pushes and fetches with an installation's token, and the app hears of it", async () => {
    const { github, site, mint } = await givenGitHub();
    const app = await givenReceiver(github);
    const { git, commit } = await givenClone(`${github.url}/acme/site.git`, await mint());
    await commit("new.txt", "new\n");
    expect(await git("push", "--quiet", "origin", "HEAD:refs/heads/topic")).toMatchObject({ ok: true });
    const sha = (await git("rev-parse", "HEAD")).stdout;
    expect(site.git.refs().get("refs/heads/topic")).toBe(sha);
    await github.settled();
    expect(app.what()).toEqual(["push", "create", "check_suite.requested"]);
    const [push, create] = app.received.map(({ payload }) => payload);
    expect(push).toMatchObject({
      ref: "refs/heads/topic",
      after: sha,
      created: true,
      forced: false,
      commits: [{ id: sha, added: ["new.txt"] }],
    });
    expect(create).toMatchObject({ ref: "topic", ref_type: "branch", master_branch: "main" });
    github.as("ada").pushes(site, "main", { "other.txt": "other\n" });
    expect(await git("pull", "--quiet", "--rebase", "origin", "main")).toMatchObject({ ok: true });
    expect(await git("push", "--quiet", "origin", "HEAD:refs/heads/topic")).toMatchObject({ ok: false });
    expect(await git("push", "--quiet", "--force-with-lease", "origin", "HEAD:refs/heads/topic")).toMatchObject({ ok: true });
    expect(await git("push", "--quiet", "origin", ":refs/heads/topic")).toMatchObject({ ok: true });
    await github.settled();
    expect(app.received.filter(({ what }) => what === "push").map(({ payload }) => [payload["forced"], payload["deleted"]])).toEqual([
      [false, false],
      [false, false],
      [true, false],
      [false, true],
    ]);
    expect(app.what().at(-1)).toBe("delete");
  });

  it("fails where a test says so, and a push may be done without an answer", async () => {
    const { github, site, mint } = await givenGitHub();
    const { git, commit } = await givenClone(`${github.url}/acme/site.git`, await mint());
    await commit("new.txt", "new\n");
    github.fails("POST /acme/site.git/git-receive-pack", { with: "status", status: 503 });
    expect((await git("push", "--quiet", "origin", "HEAD:topic")).stderr).toMatch(/503/);
    expect(site.git.refs().has("refs/heads/topic")).toBe(false);
    github.fails("POST /acme/site.git/git-receive-pack", { with: "lost answer" });
    expect(await git("push", "--quiet", "origin", "HEAD:refs/heads/topic")).toMatchObject({ ok: false });
    expect(site.git.refs().get("refs/heads/topic")).toBe((await git("rev-parse", "HEAD")).stdout);
    // Git's HTTP library tries once more by itself when a used connection breaks.
    const pushes = github.requests.all.filter(({ path }) => path.endsWith("git-receive-pack"));
    expect(pushes.slice(0, 2).map(({ status }) => status)).toEqual([503, 0]);
  });

  it("is turned away without a right", async () => {
    const { github, mint } = await givenGitHub();
    github.repository("acme/secret", { private: true });
    const { path, dispose } = temporaryDirectory();
    onTestFinished(dispose);
    const secret = `${github.url}/acme/secret.git`;
    expect((await gitAs(null, path, "ls-remote", secret)).stderr).toMatch(/could not read Username/);
    expect((await gitAs(github.tokenOf("mallory"), path, "ls-remote", secret)).stderr).toMatch(/not found/);
    expect((await gitAs("ghs_wrong", path, "ls-remote", secret)).stderr).toMatch(/Authentication failed|could not read Username/);
    expect(await gitAs(await mint(), path, "ls-remote", secret)).toMatchObject({ ok: true });
    expect(await gitAs(null, path, "ls-remote", `${github.url}/acme/site.git`)).toMatchObject({ ok: true });
    const reader = await mint({ permissions: { contents: "read" } });
    const { git, commit } = await givenClone(`${github.url}/acme/site.git`, reader);
    await commit("new.txt", "new\n");
    expect((await git("push", "--quiet", "origin", "HEAD:topic")).stderr).toMatch(/403/);
  });
});

describe("a pull request", () => {
  it("follows its branch, and closes when that is deleted", async () => {
    const { github, site, bot } = await givenGitHub();
    const app = await givenReceiver(github);
    const ada = github.as("ada");
    ada.pushes(site, "topic", { "a.txt": "a\n" });
    const pull = ada.opensPull(site, { from: "topic", title: "A" });
    const before = pull.pull.headSha;
    const after = ada.pushes(site, "topic", { "b.txt": "b\n" });
    const { data } = await bot(`GET ${SITE}/pulls/1`);
    expect([data["head"]?.["sha"], data["commits"], data["changed_files"], data["mergeable"]]).toEqual([after, 2, 2, true]);
    expect(site.git.refs("refs/pull").get("refs/pull/1/head")).toBe(after);
    ada.deletesBranch(site, "topic");
    await github.settled();
    const synchronized = app.received.find(({ what }) => what === "pull_request.synchronize")?.payload;
    expect(synchronized).toMatchObject({ before, after, number: 1 });
    expect(app.what().filter((what) => what.startsWith("pull_request"))).toEqual([
      "pull_request.opened",
      "pull_request.synchronize",
      "pull_request.closed",
    ]);
    expect(site.git.resolve("refs/pull/1/head")).toBe(after);
  });

  it("comes from a fork", async () => {
    const { github, site, bot } = await givenGitHub();
    const fork = github.fork(site, "mallory");
    const mallory = github.as("mallory");
    mallory.pushes(fork, "patch", { "patch.txt": "p\n" });
    const pull = mallory.opensPull(site, { from: "patch", title: "Patch", fork });
    const { data } = await bot(`GET ${SITE}/pulls/${pull.number}`);
    expect([data["head"]?.["label"], data["head"]?.["repo"]?.["full_name"], data["author_association"]]).toEqual([
      "mallory:patch",
      "mallory/site",
      "NONE",
    ]);
    const next = mallory.pushes(fork, "patch", { "patch.txt": "q\n" });
    expect(site.git.typeOf(next)).toBe("commit");
    expect((await bot(`PUT ${SITE}/pulls/${pull.number}/merge`, {})).status).toBe(200);
    expect(site.git.git("show", "main:patch.txt")).toBe("q");
  });

  it("is refused twice for one branch, without a branch, and without commits", async () => {
    const { github, site, bot } = await givenGitHub();
    github.as("ada").pushes(site, "topic", { "a.txt": "a\n" });
    const open = (head: string) => bot(`POST ${SITE}/pulls`, { title: "A", head, base: "main" });
    expect((await open("topic")).status).toBe(201);
    const again = await open("topic");
    expect([again.status, again.data["errors"]?.["0"]?.["message"]]).toEqual([422, "A pull request already exists for acme:topic."]);
    expect((await open("missing")).data["errors"]?.["0"]).toMatchObject({ field: "head", code: "invalid" });
    await bot(`POST ${SITE}/git/refs`, { ref: "refs/heads/same", sha: site.git.refs().get("refs/heads/main") });
    expect((await open("same")).data["errors"]?.["0"]?.["message"]).toBe("No commits between main and same");
  });

  it("is merged for real, and not over a conflict, a draft or another head", async () => {
    const { github, site, bot } = await givenGitHub();
    const app = await givenReceiver(github);
    const ada = github.as("ada");
    ada.pushes(site, "one", { "README.md": "# one\n" });
    ada.pushes(site, "two", { "README.md": "# two\n" });
    const [one, two] = [
      ada.opensPull(site, { from: "one", title: "One", draft: true }),
      ada.opensPull(site, { from: "two", title: "Two" }),
    ];
    expect((await bot(`PUT ${SITE}/pulls/1/merge`, {})).status).toBe(405);
    ada.marksReady(one);
    expect((await bot(`PUT ${SITE}/pulls/1/merge`, { sha: two.pull.headSha })).status).toBe(409);
    const merged = await bot(`PUT ${SITE}/pulls/1/merge`, { merge_method: "merge" });
    const tip = site.git.commit(String(merged.data["sha"]));
    expect([tip.parents[1], site.git.refs().get("refs/heads/main")]).toEqual([one.pull.headSha, tip.sha]);
    const { data } = await bot(`GET ${SITE}/pulls/2`);
    expect([data["mergeable"], data["mergeable_state"]]).toEqual([false, "dirty"]);
    expect((await bot(`PUT ${SITE}/pulls/2/merge`, {})).status).toBe(405);
    await github.settled();
    const closed = app.received.find(({ what }) => what === "pull_request.closed")?.payload["pull_request"];
    expect(closed).toMatchObject({ merged: true, merged_by: { login: "yardmaster[bot]" } });
    expect(app.what().filter((what) => what === "pull_request.ready_for_review")).toHaveLength(1);
  });

  it("counts as merged when its commits reach the base by another way", async () => {
    const { github, site } = await givenGitHub();
    const ada = github.as("ada");
    const sha = ada.pushes(site, "topic", { "a.txt": "a\n" });
    const pull = ada.opensPull(site, { from: "topic", title: "A" });
    site.git.setRef("refs/heads/scratch", sha);
    ada.pushes(site, "scratch", { "b.txt": "b\n" });
    ada.merges(ada.opensPull(site, { from: "scratch", title: "Both" }));
    expect(pull.pull.mergedAt).not.toBeNull();
  });

  it("closes the issues that it names when it reaches the default branch", async () => {
    const { github, site } = await givenGitHub();
    const ada = github.as("ada");
    const [meant, mentioned] = [ada.opensIssue(site, { title: "One" }), ada.opensIssue(site, { title: "Other" })];
    ada.pushes(site, "topic", { "a.txt": "a\n" });
    const body = `Closes #${meant.number}, as #${mentioned.number} says.`;
    ada.merges(ada.opensPull(site, { from: "topic", title: "A", body }));
    expect([meant.state, mentioned.state]).toEqual(["closed", "open"]);
  });

  it("is shown as a diff, and brought up to its base", async () => {
    const { github, site, bot } = await givenGitHub();
    const ada = github.as("ada");
    ada.pushes(site, "topic", { "a.txt": "a\n" });
    ada.opensPull(site, { from: "topic", title: "A" });
    ada.pushes(site, "main", { "b.txt": "b\n" });
    const response = await fetch(`${github.url}${SITE}/pulls/1`, { headers: { accept: "application/vnd.github.diff" } });
    expect(await response.text()).toMatch(/^diff --git a\/a\.txt b\/a\.txt\n[\s\S]*\n\+a\n$/);
    expect((await bot(`PUT ${SITE}/pulls/1/update-branch`, {})).status).toBe(202);
    expect(site.git.git("ls-tree", "--name-only", "topic").split("\n")).toEqual(["README.md", "a.txt", "b.txt", "src"]);
    expect((await bot(`PUT ${SITE}/pulls/1/update-branch`, {})).status).toBe(422);
  });

  it("is not approved by its author, and may be by another", async () => {
    const { github, site, ada, bot } = await givenGitHub();
    github.as("ada").pushes(site, "topic", { "a.txt": "a\n" });
    const pull = github.as("ada").opensPull(site, { from: "topic", title: "A" });
    expect((await ada(`POST ${SITE}/pulls/1/reviews`, { event: "APPROVE" })).status).toBe(422);
    github.as("bob").approves(pull);
    expect((await bot(`GET ${SITE}/pulls/1/reviews`)).data["0"]).toMatchObject({ state: "APPROVED", user: { login: "bob" } });
  });
});

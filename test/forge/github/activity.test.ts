// What happened in a repository, as webhooks would have told it; and what asking costs.
import { describe, expect, it, onTestFinished } from "vitest";
import { createGithubActivity, type GithubHappening } from "../../../src/forge/github/activity.ts";
import { createHandClock } from "../../../src/testing/hand-clock.ts";
import { createPretendGitHub } from "../../support/github/pretend-github.ts";
import { LOGIN, signIn } from "../../support/github-forge.ts";

const MINUTE = 60_000;

async function given() {
  const github = await createPretendGitHub();
  onTestFinished(async () => {
    await github.stop();
    github.assertNoViolations();
  });
  const site = github.repository("acme/site", { collaborators: { ann: "write", ben: "write" }, labels: ["agent", "later"] });
  const octokit = await signIn(github);
  const clock = createHandClock(Date.now());
  const patience = {
    waitMs: 0,
    isAskedToWait: () => patience.waitMs > 0,
    pause(_: number, ms: number) {
      patience.waitMs = ms;
    },
  };
  const activity = createGithubActivity({ openOctokit: async () => octokit, patience, login: LOGIN, clock });
  const began = github.clock.now() - MINUTE;
  const place = { installation: github.installation("acme").id, repository: site.id };
  const read = async (since = began) => await activity.read(place, since);
  return { github, site, octokit, clock, began, place, read, patience };
}

async function describeAll(happened: readonly GithubHappening[] | null): Promise<readonly unknown[]> {
  return await Promise.all(
    (happened ?? []).map(async ({ event, load }) => {
      const told = await load();
      if (told === null) return [event, null];
      const { action, issue, label, assignee, comment, sender } = told.payload as unknown as Payload;
      return [event, action, issue.number, label?.name ?? assignee?.login ?? comment?.body ?? null, sender?.login ?? null];
    }),
  );
}

interface Payload {
  readonly action: string;
  readonly issue: { readonly number: number };
  readonly label?: { readonly name: string };
  readonly assignee?: { readonly login: string };
  readonly comment?: { readonly body: string };
  readonly sender: { readonly login: string } | null;
}

describe("what happened in a repository", () => {
  it("is told as webhooks would have told it, oldest first", async () => {
    const { github, site, read, began, place } = await given();
    const ann = github.as("ann");
    const issue = ann.opensIssue(site, { title: "Broken" });
    ann.labels(issue, "agent");
    github.clock.advance(2_000);
    ann.comments(issue, "Please.");
    github.clock.advance(2_000);
    ann.assigns(issue, "ben");
    github.as("ben").closes(ann.opensIssue(site, { title: "Other" }));
    const happened = await read();
    expect(await describeAll(happened)).toEqual([
      ["issues", "labeled", 1, "agent", "ann"],
      ["issue_comment", "created", 1, "Please.", "ann"],
      ["issues", "assigned", 1, "ben", "ann"],
      ["issues", "closed", 2, null, "ben"],
    ]);
    expect(happened?.every(({ at }) => at > began)).toBe(true);
    const told = await happened?.at(-1)?.load();
    expect(told?.payload).toMatchObject({ installation: { id: place.installation }, repository: { id: site.id, name: "site" } });
  });

  it("is the last word where somebody took something back, and nothing that was over since", async () => {
    const { github, site, read } = await given();
    const ann = github.as("ann");
    const issue = ann.opensIssue(site, { title: "Broken" });
    ann.labels(issue, "agent");
    ann.unlabels(issue, "agent");
    ann.labels(issue, "agent", "later");
    ann.unlabels(issue, "later");
    const closed = ann.opensIssue(site, { title: "Over" });
    ann.labels(closed, "agent");
    github.clock.advance(2_000);
    ann.closes(closed);
    expect(await describeAll(await read())).toEqual([
      ["issues", "labeled", 1, "agent", "ann"],
      ["issues", "unlabeled", 1, "later", "ann"],
      ["issues", "closed", 2, null, "ann"],
    ]);
  });

  it("is not what we did ourselves, nor what happened before, nor how a pull request ended", async () => {
    const { github, site, octokit, read } = await given();
    const ann = github.as("ann");
    const issue = ann.opensIssue(site, { title: "Broken" });
    const where = { owner: "acme", repo: "site", issue_number: issue.number };
    await octokit.rest.issues.createComment({ ...where, body: "On it." });
    await octokit.rest.issues.addLabels({ ...where, labels: ["later"] });
    ann.comments(issue, "Before.");
    ann.pushes(site, "topic", { "new.txt": "new\n" });
    const pull = ann.opensPull(site, { from: "topic", title: "New" });
    github.clock.advance(5_000);
    const since = github.clock.now();
    github.clock.advance(5_000);
    ann.labels(pull, "agent");
    ann.closes(pull);
    expect(await describeAll(await read(since))).toEqual([]);
    ann.reopens(pull);
    ann.labels(pull, "later");
    expect(await describeAll(await read(since))).toEqual([
      ["issues", "labeled", 2, "agent", "ann"],
      ["issues", "labeled", 2, "later", "ann"],
    ]);
  });

  it("leaves out a comment that was deleted with its issue", async () => {
    const { github, site, read } = await given();
    const issue = github.as("ann").opensIssue(site, { title: "Broken" });
    github.as("ann").comments(issue, "Please.");
    const happened = await read();
    github.as("ann").deletes(issue);
    expect(await describeAll(happened)).toEqual([["issue_comment", null]]);
  });

  it("is read to the end over several pages, and no further than four", async () => {
    const { github, site, read } = await given();
    const ann = github.as("ann");
    const issue = ann.opensIssue(site, { title: "Broken" });
    for (let number = 1; number <= 230; number += 1) ann.comments(issue, `Comment ${number}`);
    const happened = await read();
    expect(happened).toHaveLength(200);
    expect(github.requests.of("GET /repos/{owner}/{repo}/issues/comments")).toHaveLength(4);
  });
});

describe("words that are shown as they are now", () => {
  /** Of each that happened: what, and who else changed the words that it shows. */
  async function describeEdits(happened: readonly GithubHappening[] | null): Promise<readonly unknown[]> {
    return await Promise.all(
      (happened ?? []).map(async ({ load }) => {
        const told = await load();
        return told && [told.payload["action"], told.editedBy];
      }),
    );
  }

  it("come with those who changed an issue's text or title after a label, and not with whoever put it on", async () => {
    const { github, site, octokit, read } = await given();
    const [ann, ben, eve] = [github.as("ann"), github.as("ben"), github.as("eve")];
    const issue = eve.opensIssue(site, { title: "Broken", body: "Before." });
    github.clock.advance(2_000);
    eve.edits(issue, { body: "Still before." });
    github.clock.advance(2_000);
    ann.labels(issue, "agent");
    expect(await describeEdits(await read())).toEqual([["labeled", []]]);
    github.clock.advance(2_000);
    ann.edits(issue, { body: "Clearer." });
    expect(await describeEdits(await read())).toEqual([["labeled", []]]);
    github.as("tia").edits(issue, { title: "Evil" });
    ben.edits(issue, { body: "Other." });
    eve.edits(issue, { body: "Evil." });
    await octokit.rest.issues.update({ owner: "acme", repo: "site", issue_number: issue.number, body: "Ours." });
    expect(await describeEdits(await read())).toEqual([["labeled", ["eve", "ben", "tia"]]]);
  });

  it("come with those who changed a comment of somebody else's, or what it is a comment on", async () => {
    const { github, site, read } = await given();
    const issue = github.as("eve").opensIssue(site, { title: "Broken" });
    const said = github.as("ann").comments(issue, "Good morning");
    const other = github.as("ann").opensIssue(site, { title: "Other" });
    github.as("ben").edits(github.as("ben").comments(other, "Hello"), "Hello!");
    // In the same second: GitHub gives it the same times.
    github.as("ben").edits(said, "/run fix");
    expect(await describeEdits(await read())).toEqual([
      ["created", ["ben"]],
      ["created", []],
    ]);
    github.as("eve").edits(issue, { body: "Evil." });
    expect(await describeEdits(await read())).toEqual([
      ["created", ["eve", "ben"]],
      ["created", []],
    ]);
  });

  it("are asked about once for a thread, and not for what starts nothing", async () => {
    const { github, site, read } = await given();
    const ann = github.as("ann");
    const issue = ann.opensIssue(site, { title: "Broken" });
    for (const body of ["One", "Two", "Three"]) github.as("ben").edits(ann.comments(issue, body), `${body}.`);
    ann.labels(issue, "agent");
    ann.closes(ann.opensIssue(site, { title: "Other" }));
    await describeEdits(await read());
    expect(github.requests.all.filter(({ path }) => path === "/graphql")).toHaveLength(1);
  });

  it("of a comment are gone when that is, and wait while GitHub does not say who wrote them", async () => {
    const { github, site, read } = await given();
    const issue = github.as("ann").opensIssue(site, { title: "Broken" });
    const said = github.as("ann").comments(issue, "/run fix");
    github.clock.advance(2_000);
    github.as("ann").edits(said, "/run plan");
    const happened = await read();
    github.fails("POST /graphql", { with: "status", status: 502 });
    await expect(describeEdits(happened)).rejects.toMatchObject({ code: "forge.unavailable", retryable: true });
    github.as("ann").deletes(said);
    expect(await describeEdits(happened)).toEqual([null]);
  });

  it("are of an issue that was open then, though it was closed since", async () => {
    const { github, site, read } = await given();
    const issue = github.as("ann").opensIssue(site, { title: "Broken" });
    github.as("ann").comments(issue, "/run fix");
    github.clock.advance(2_000);
    github.as("ann").closes(issue);
    const told = await (await read())?.[0]?.load();
    expect(told?.payload["issue"]).toMatchObject({ state: "open" });
  });
});

describe("asking what happened", () => {
  it("costs nothing while nothing does", async () => {
    const { github, site, read } = await given();
    github.as("ann").opensIssue(site, { title: "Broken" });
    await read();
    const before = github.limits.look(`installation ${github.installation("acme").id}`, "core").used;
    const now = github.clock.now();
    expect(await read(now)).toEqual([]);
    expect(await read(now)).toEqual([]);
    expect(github.requests.all.slice(-3).map(({ status }) => status)).toEqual([304, 304, 304]);
    expect(github.limits.look(`installation ${github.installation("acme").id}`, "core").used).toBe(before);
  });

  it("finds what is listed already, however often it was asked before", async () => {
    const { github, site, began, read } = await given();
    const issue = github.as("ann").opensIssue(site, { title: "Broken" });
    github.as("ann").labels(issue, "agent");
    for (let round = 0; round < 3; round += 1) expect(await read(began)).toHaveLength(1);
  });

  it("is left when little of the rate limit is left, until the hour is over", async () => {
    const { github, clock, read } = await given();
    github.limits.set(3);
    expect(await read()).not.toBeNull();
    expect(await read()).toBeNull();
    clock.advance(61 * MINUTE);
    github.clock.advance(61 * MINUTE);
    github.limits.set(5000);
    expect(await read()).not.toBeNull();
  });

  it("is left while GitHub asked us to wait, whoever it asked, and says so to the others", async () => {
    const { github, patience, read } = await given();
    github.fails("GET /**", { with: "secondary limit", retryAfter: 90 });
    await expect(read()).rejects.toMatchObject({ retryAfterMs: 90_000 });
    expect(patience.waitMs).toBe(90_000);
    const asked = github.requests.all.length;
    expect(await read()).toBeNull();
    expect(github.requests.all).toHaveLength(asked);
    patience.waitMs = 0;
    expect(await read()).not.toBeNull();
  });

  it("goes on with a new token when the old one ended early", async () => {
    const { github, read } = await given();
    await read();
    github.expireTokens();
    expect(await read()).toEqual([]);
  });

  it("of a repository that is gone, or renamed, is answered so", async () => {
    const { github, site, read } = await given();
    github.as("ann").renames(site, "homepage");
    const issue = github.as("ann").opensIssue(site, { title: "Broken" });
    github.as("ann").labels(issue, "agent");
    expect(await read()).toHaveLength(1);
    github.fails("GET /repos/acme/homepage", { with: "status", status: 404 });
    await expect(read()).rejects.toMatchObject({ code: "forge.gone", retryable: false });
    github.fails("GET /repos/acme/homepage", { with: "status", status: 502 });
    await expect(read()).rejects.toMatchObject({ code: "forge.unavailable", retryable: true });
  });
});

// What a run was asked for goes away while it is at work: the run ends with it, or goes on where it is now.
import { describe, expect, it } from "vitest";
import { type AppWorld, openAppWorld } from "../support/app-world.ts";
import type { Issue } from "../support/github/state/repository.ts";
import { isOver, openRun, playEnd } from "../support/running-label.ts";

describe("a run ends", { timeout: 60_000 }, () => {
  it.for([
    ["the label that started it is taken off", (world: AppWorld, issue: Issue) => world.github.as("ben").unlabels(issue, "slowly")],
    ["its issue is closed", (world: AppWorld, issue: Issue) => world.github.as("ben").closes(issue)],
  ] as const)("when %s, and its comment says why", async ([, act], { expect: expectIn }) => {
    const world = await openAppWorld();
    const issue = await openRun(world);
    act(world, issue);
    await isOver(world);
    await world.eventually("its comment says so", () => world.cards(issue)[0]?.includes("Cancelled") ?? false);
    const why = world.cards(issue)[0]?.split("\n")[1];
    expectIn(why).toBe(issue.state === "closed" ? "`ben` closed the issue." : "`ben` removed the label `slowly`.");
    expectIn(world.branches()).toEqual([]);
    world.github.assertNoViolations();
  });

  it("when somebody deletes the branch of a pull request that it works on, and does not bring the branch back", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    github.as("ann").pushes(repository, "feature", { "a.txt": "a\n" });
    const pull = github.as("ann").opensPull(repository, { from: "feature", title: "Feature" });
    await world.tells("ann", pull, "/run wait");
    await world.eventually("a step is at work", () => world.has("begun"));
    github.as("ben").deletesBranch(repository, "feature");
    await isOver(world);
    await world.eventually("its comment says so", () => world.cards(pull)[0]?.includes("`ben` closed the pull request.") ?? false);
    expect([...repository.git.refs("refs/heads").keys()]).toEqual(["refs/heads/main"]);
    github.assertNoViolations();
  });

  it("when somebody deletes its own branch, and the next run in the issue opens a new pull request", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    await world.tells("ann", issue, "/run mend");
    await world.eventually("the first run is done", () => world.cards(issue)[0]?.includes("Done") ?? false);
    await world.tells("ann", issue, "/run wait");
    await world.eventually("a step is at work", () => world.has("begun"));
    github.as("ben").deletesBranch(repository, "yardmaster/1-login-times-out");
    await isOver(world);
    await world.eventually("its comment says so", () => world.cards(issue)[1]?.includes("`ben` closed the pull request.") ?? false);
    expect(world.branches()).toEqual([]);
    await world.tells("ann", issue, "/run mend");
    await world.eventually("the third run is done", () => world.cards(issue)[2]?.includes("Done") ?? false);
    expect(world.tally()).toContain("2 pull requests: Login times out (closed), Login times out (open)");
    github.assertNoViolations();
  });

  it.for([
    ["its issue is deleted", ({ github }: AppWorld, issue: Issue) => github.as("ada").deletes(issue)],
    ["its repository is deleted", ({ github, repository }: AppWorld) => github.as("ada").deletesRepository(repository)],
  ] as const)("when %s, and the App goes on elsewhere", ([, act]) => playEnd(act));
});

describe("a repository that the App is taken out of and put back into", { timeout: 60_000 }, () => {
  it("shows that its run has ended, and is at work again, also when the taking out is told once more", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const other = github.repository("acme/other");
    const installation = github.installation("acme");
    github.as("ann").pushes(repository, "feature", { "a.txt": "a\n" });
    const pull = github.as("ann").opensPull(repository, { from: "feature", title: "Feature" });
    await world.tells("ann", pull, "/run wait");
    await world.eventually("a step is at work", () => world.has("begun"));
    await world.eventually("it is shown", () => world.cards(pull).length === 1);
    github.as("ada").chooses(installation, [other]);
    await isOver(world);
    expect(world.cards(pull)[0]).not.toContain("Cancelled");
    github.as("ada").chooses(installation, [other, repository]);
    await world.eventually("its comment says so", () => world.cards(pull)[0]?.includes("taken out of the repository") ?? false);
    await world.eventually("its check has ended", () => [...repository.checks.values()].every(({ status }) => status === "completed"));
    await world.tells("ann", pull, "/run wait");
    await world.eventually("a step is at work again", () => world.stepProcesses().length > 0);
    const removed = github.webhooks.deliveries.find(({ event, action }) => event === "installation_repositories" && action === "removed");
    if (removed !== undefined) github.webhooks.redeliver(removed);
    await github.settled();
    world.put("go");
    await world.eventually("the run is done", () => world.cards(pull)[1]?.includes("Done") ?? false);
    github.assertNoViolations();
  });
});

describe("what GitHub tells before its own API knows of it", { timeout: 60_000 }, () => {
  it("is found a moment later: a run ends with the suspension, and is shown so when that is lifted", async () => {
    const world = await openAppWorld();
    const { github } = world;
    const installation = github.installation("acme");
    const issue = await openRun(world);
    await world.eventually("it is shown", () => world.cards(issue).length === 1);
    let looks = 0;
    const isLookedAt = () => {
      const before = looks;
      looks = github.requests.of("GET /app/installations/{installation_id}").length;
      return looks > before;
    };
    github.as("ada").suspends(installation);
    const suspended = { suspendedAt: installation.suspendedAt, suspendedBy: installation.suspendedBy };
    Object.assign(installation, { suspendedAt: null, suspendedBy: null });
    await world.eventually("GitHub is asked in vain", isLookedAt);
    await world.heard(issue);
    expect(world.stepProcesses()).not.toEqual([]);
    Object.assign(installation, suspended);
    world.passes(5_000);
    await isOver(world);
    looks = github.requests.of("GET /app/installations/{installation_id}").length;
    github.as("ada").unsuspends(installation);
    Object.assign(installation, suspended);
    await world.eventually("GitHub is asked in vain again", isLookedAt);
    Object.assign(installation, { suspendedAt: null, suspendedBy: null });
    world.passes(5_000);
    await world.eventually("its comment says so", () => world.cards(issue)[0]?.includes("The App was suspended.") ?? false);
    github.assertNoViolations();
  });
});

describe("an answer that could not be written before the App was suspended", { timeout: 60_000 }, () => {
  it("is written once the App is back, in the order in which it was asked for", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const ann = github.as("ann");
    const issue = ann.opensIssue(repository, { title: "Login times out" });
    await world.heard(issue);
    const before = world.answers(issue).length;
    const write = "POST /repos/*/*/issues/*/comments";
    github.fails(write, { with: "status", status: 403 });
    await world.says("ann", issue, "/run queue");
    await world.eventually("GitHub refuses it", () => github.requests.all.some(({ status }) => status === 403));
    github.fails(write, { with: "status", status: 502 }, 100);
    await world.says("ann", issue, "/run status");
    await world.eventually("GitHub does not take it", () => github.requests.all.some(({ status }) => status === 502));
    github.as("ada").suspends(github.installation("acme"));
    const isAsked = () => github.requests.of("GET /app/installations/{installation_id}").length > 0;
    await world.eventually("the App looks how it stands", isAsked);
    github.recovers();
    expect(world.answers(issue)).toHaveLength(before);
    github.as("ada").unsuspends(github.installation("acme"));
    await world.eventually("both are written", () => world.answers(issue).length === before + 2);
    expect(world.answers(issue).slice(before)).toEqual([
      expect.stringContaining("Nothing is running"),
      expect.stringContaining("Nothing has run"),
    ]);
    github.assertNoViolations();
  });
});

describe("a run goes on", { timeout: 60_000 }, () => {
  it.for([["renamed", ({ github, repository }: AppWorld) => github.as("ada").renames(repository, "website")]] as const)(
    "when its repository is %s",
    async ([, act]) => {
      const world = await openAppWorld();
      const issue = await openRun(world);
      act(world);
      await world.github.settled();
      world.put("go");
      await world.eventually("the run is done", () => world.cards(issue)[0]?.includes("Done") ?? false);
      await world.eventually("its check is written", () => world.repository.checks.size === 1);
      expect(world.tally()).toMatchInlineSnapshot(`
      "1 comment: Done
      1 check: success
      1 pull request: Login times out (open)
      1 branch: yardmaster/1-login-times-out with 1 commit"
    `);
      world.github.assertNoViolations();
    },
  );
});

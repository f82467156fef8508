// More that goes away while a run is at work; the rest of it is in test/plays.
import { describe, expect, it } from "vitest";
import { type AppWorld, openAppWorld } from "../../support/app-world.ts";
import type { Issue } from "../../support/github/state/repository.ts";
import { openRun, playEnd } from "../../support/running-label.ts";

describe("a run ends", { timeout: 60_000 }, () => {
  it.for([
    [
      "its issue is moved to another repository",
      ({ github }: AppWorld, issue: Issue) => void github.as("ada").transfers(issue, github.repository("acme/other")),
    ],
    ["the App is taken out of the repository", ({ github }: AppWorld) => github.as("ada").chooses(github.installation("acme"), [])],
    ["the App is suspended", ({ github }: AppWorld) => github.as("ada").suspends(github.installation("acme"))],
    ["the App is uninstalled", ({ github }: AppWorld) => github.as("ada").uninstalls(github.installation("acme"))],
    ["its repository is archived", ({ github, repository }: AppWorld) => github.as("ada").archives(repository)],
  ] as const)("when %s, and the App goes on elsewhere", ([, act]) => playEnd(act));
});

describe("a run goes on", { timeout: 60_000 }, () => {
  it.for([
    [
      "handed over to another owner",
      ({ github, repository }: AppWorld) => {
        github.repository("gamma/first");
        const installation = github.installation("gamma");
        if (installation.repositories !== "all") installation.repositories.add(repository.id);
        github.as("ada").handsOver(repository, github.account("gamma"));
      },
    ],
  ] as const)("when its repository is %s", async ([, act]) => {
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
  });

  it("on a new branch when its branch was deleted", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    await world.tells("ann", issue, "/run mend");
    await world.eventually("the first run is done", () => world.cards(issue)[0]?.includes("Done") ?? false);
    github.as("ann").deletesBranch(repository, "yardmaster/1-login-times-out");
    await world.tells("ann", issue, "/run mend");
    await world.eventually("the second run is done", () => world.cards(issue)[1]?.includes("Done") ?? false);
    await world.eventually("its check is written", () => repository.checks.size === 2);
    expect(world.tally()).toMatchInlineSnapshot(`
      "2 comments: Done, Done
      2 checks: success, success
      2 pull requests: Login times out (closed), Login times out (open)
      1 branch: yardmaster/1-login-times-out with 2 commits"
    `);
    github.assertNoViolations();
  });
});

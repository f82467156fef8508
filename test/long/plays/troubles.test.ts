// GitHub has a bad day: errors, lost answers, tokens that end early, limits. Each run ends all the same, and everything of it is there once.
import { describe, expect, it } from "vitest";
import { type AppWorld, openAppWorld } from "../../support/app-world.ts";
import type { Fault } from "../../support/github/http/faults.ts";
import type { Issue } from "../../support/github/state/repository.ts";

const ONCE = `1 comment: Done
1 check: success
1 pull request: Login times out (open)
1 branch: yardmaster/1-login-times-out with 1 commit`;

const WRITES = [
  "POST /repos/*/*/issues/comments/*/reactions",
  "POST /repos/*/*/issues/1/comments",
  "POST /repos/*/*/pulls",
  "POST /repos/*/*/check-runs",
];
const GIT = ["POST /acme/site.git/git-upload-pack", "POST /acme/site.git/git-receive-pack"];

const openIssue = ({ github, repository }: AppWorld): Issue => github.as("ann").opensIssue(repository, { title: "Login times out" });

async function endsOnce(world: AppWorld, issue: Issue): Promise<void> {
  await world.eventually("all is there", () => world.tally() === ONCE);
  await world.heard(issue);
  expect(world.tally()).toBe(ONCE);
  world.github.assertNoViolations();
}

describe("on a bad day of GitHub's a run ends", () => {
  it.for([
    ["each write is refused for a while", WRITES, { with: "secondary limit", retryAfter: 2 }],
    ["each write is done and not answered", WRITES, { with: "lost answer" }],
    ["each write is done and answered with 502", WRITES, { with: "lost answer 502" }],
    ["each write breaks off", WRITES, { with: "cut" }],
    ["each command of git is answered with 502", GIT, { with: "status", status: 502 }],
    ["each command of git breaks off", GIT, { with: "cut" }],
    ["each command of git is done and not answered", GIT, { with: "lost answer" }],
  ] as readonly (readonly [string, readonly string[], Fault])[])("when %s", async ([, patterns, fault]) => {
    const world = await openAppWorld();
    const issue = openIssue(world);
    for (const pattern of patterns) world.github.fails(pattern, fault);
    await world.says("ann", issue, "/run mend");
    await endsOnce(world, issue);
  });

  it("when everything is answered with 502 for a while", async () => {
    const world = await openAppWorld();
    const { github } = world;
    const issue = openIssue(world);
    await world.tells("ann", issue, "/run wait");
    await world.eventually("a step is at work", () => world.has("begun"));
    github.fails("* /**", { with: "status", status: 502 }, 1_000);
    world.put("go");
    await world.says("ann", issue, "/run status");
    await world.eventually("it has been tried again", () => github.requests.all.filter(({ status }) => status === 502).length > 3);
    github.recovers();
    await endsOnce(world, issue);
    expect(world.answers(issue).join("\n")).toContain("asked for by `ann`");
  });

  it("when its token ends early", async () => {
    const world = await openAppWorld();
    const issue = openIssue(world);
    await world.tells("ann", issue, "/run wait");
    await world.eventually("a step is at work", () => world.has("begun"));
    world.github.expireTokens();
    world.put("go");
    await endsOnce(world, issue);
  });

  it("when the hour's requests are used up, in the next hour", async () => {
    const world = await openAppWorld();
    const { github } = world;
    const issue = openIssue(world);
    await world.tells("ann", issue, "/run wait");
    await world.eventually("a step is at work", () => world.has("begun"));
    github.limits.set(1);
    world.put("go");
    await world.eventually("it was refused", () => github.requests.all.some(({ status }) => status === 403));
    github.limits.set(5_000);
    await world.restart();
    await endsOnce(world, issue);
    expect(github.requests.all.filter(({ status }) => status === 403).length).toBeLessThan(10);
  });
});

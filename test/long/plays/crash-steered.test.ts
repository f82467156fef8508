// The App is killed with -9 just when people steer a run, or clear away after it: what they want is done all the same, and once.
import { describe, expect, it } from "vitest";
import { type AppWorld, openAppWorld } from "../../support/app-world.ts";
import { openFollowedPull } from "../../support/followed-pull.ts";
import type { PullIssue } from "../../support/github/render/pull.ts";
import type { Issue } from "../../support/github/state/repository.ts";

const open = () => openAppWorld({ runs: "as a process" });
const findPull = ({ repository }: AppWorld) => [...repository.issues.values()].find((each): each is PullIssue => each.pull !== null);
const isDone = (world: AppWorld, issue: Issue, run: number) => world.cards(issue)[run]?.includes("Done") ?? false;

/** GitHub is asked for this, and neither does it nor answers. */
async function crashAt(world: AppWorld, pattern: RegExp): Promise<void> {
  const isAsked = () => world.github.requests.all.some(({ method, path, status }) => status === 0 && pattern.test(`${method} ${path}`));
  await world.eventually(`it is asked for ${pattern}`, isAsked);
  await world.crash();
  world.github.recovers();
  await world.start();
}

async function openDone(world: AppWorld): Promise<Issue> {
  const issue = world.github.as("ann").opensIssue(world.repository, { title: "Login times out" });
  await world.tells("ann", issue, "/run mend");
  await world.eventually("the first run is done", () => isDone(world, issue, 0));
  await world.eventually("its check is there", () => [...world.repository.checks.values()].some(({ status }) => status === "completed"));
  return issue;
}

describe("kill -9 of the App", () => {
  it("right after somebody cancelled: the run ends", async () => {
    const world = await open();
    const issue = world.github.as("ann").opensIssue(world.repository, { title: "Login times out" });
    await world.says("ann", issue, "/run wait");
    await world.eventually("a step is at work", () => world.has("begun"));
    await world.says("ben", issue, "/run cancel");
    await world.crash();
    await world.start();
    await world.eventually("it is cancelled", () => world.cards(issue)[0]?.includes("**Cancelled** by `ben`") ?? false);
    await world.eventually("its processes are gone", () => world.stepProcesses().length === 0);
    expect(world.tally()).toMatchInlineSnapshot(`
      "1 comment: Cancelled
      no check
      no pull request
      no branch"
    `);
    world.github.assertNoViolations();
  });

  it("right after somebody wanted it again: there is one more run, and no two", async () => {
    const world = await open();
    const issue = await openDone(world);
    await world.says("ann", issue, "/run retry");
    await world.crash();
    await world.start();
    await world.eventually("it is done again", () => isDone(world, issue, 1));
    await world.heard(issue);
    expect(world.cards(issue)).toHaveLength(2);
    expect(world.tally()).toContain("1 branch: yardmaster/1-login-times-out with 2 commits");
    world.github.assertNoViolations();
  });

  it("right after somebody commented on a line: one run follows", async () => {
    const world = await openFollowedPull({ runs: "as a process" });
    const { github, pull } = world;
    github.as("max").reviews(pull, { body: "", comments: [{ path: "mended.txt", line: 1, body: "Once more." }] });
    await github.settled();
    await world.crash();
    await world.start();
    await world.calm(1);
    await world.heard(pull);
    await world.calm(1);
    github.assertNoViolations();
  });

  it("while the comment of an earlier run is folded: it is folded, and the later one stands", async () => {
    const world = await open();
    const issue = await openDone(world);
    world.github.fails("POST /graphql", { with: "silence" });
    await world.says("ann", issue, "/run mend");
    await crashAt(world, /^POST \/graphql$/);
    await world.eventually("the second run is done", () => isDone(world, issue, 1));
    const folded = () =>
      [...world.repository.comments.values()]
        .filter(({ body }) => body.includes("yardmaster:run/"))
        .map(({ minimizedReason }) => minimizedReason !== null);
    await world.eventually("one is folded", () => folded().join() === "true,false");
    world.github.assertNoViolations();
  });

  it("while a merged branch is deleted: it goes", async () => {
    const world = await open();
    await openDone(world);
    const pull = findPull(world);
    if (pull === undefined) throw new Error("there is no pull request");
    world.github.fails("DELETE /repos/*/*/git/refs/**", { with: "silence" });
    world.github.as("max").merges(pull);
    await crashAt(world, /^DELETE /);
    await world.eventually("it is gone", () => world.branches().length === 0);
    world.github.assertNoViolations();
  });
});

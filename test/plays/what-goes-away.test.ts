// What a run was asked for goes away while it is at work: the run ends with it, or goes on where it is now.
import { describe, expect, it } from "vitest";
import { type AppWorld, openAppWorld } from "../support/app-world.ts";
import type { Issue } from "../support/github/state/repository.ts";

/** A run that a label has started, with a step at work. */
async function openRun(world: AppWorld): Promise<Issue> {
  const ann = world.github.as("ann");
  const issue = ann.opensIssue(world.repository, { title: "Login times out" });
  ann.labels(issue, "slowly");
  await world.eventually("a step is at work", () => world.has("begun"));
  return issue;
}

const isOver = (world: AppWorld) => world.eventually("its processes are gone", () => world.stepProcesses().length === 0);

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
    expectIn(why).toBe(issue.state === "closed" ? "`ben closed the issue`" : "`took the label slowly off`");
    expectIn(world.branches()).toEqual([]);
    world.github.assertNoViolations();
  });

  it.for([
    ["its issue is deleted", ({ github }: AppWorld, issue: Issue) => github.as("ada").deletes(issue)],
    ["its repository is deleted", ({ github, repository }: AppWorld) => github.as("ada").deletesRepository(repository)],
  ] as const)("when %s, and the App goes on elsewhere", async ([, act]) => {
    const world = await openAppWorld();
    const { github } = world;
    const issue = await openRun(world);
    act(world, issue);
    await isOver(world);
    const elsewhere = github.repository("beta/site", { collaborators: { ann: "write" } });
    const other = github.as("ann").opensIssue(elsewhere, { title: "Somewhere else" });
    expect(await world.asks("ann", other, "/run status")).toContain("Nothing has run here yet.");
    expect(world.branches()).toEqual([]);
    await world.restart();
    expect(await world.asks("ann", other, "/run queue")).toContain("Nothing runs");
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

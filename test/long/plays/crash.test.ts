// The App is killed with -9 at each stage of a run, and started again: the run ends all the same, and everything of it is there once.
import { describe, expect, it } from "vitest";
import { type AppWorld, openAppWorld } from "../../support/app-world.ts";

const ONCE = `1 comment: Done
1 check: success
1 pull request: Login times out (open)
1 branch: yardmaster/1-login-times-out with 1 commit`;

interface Stage {
  /** Before the run is asked for. */
  arrange(world: AppWorld): void;
  isReached(world: AppWorld): boolean;
}

/** Until git is asked for this. */
function atGit(word: string): Stage {
  return { arrange: (world) => world.holdGit(word), isReached: (world) => world.heldGits().length > 0 };
}

/** Until GitHub is asked for this, which it neither does nor answers. */
function atRequest(pattern: string): Stage {
  const [method, path = ""] = pattern.split(" ");
  const end = path.slice(path.lastIndexOf("/"));
  return {
    arrange: ({ github }) => github.fails(pattern, { with: "silence" }),
    isReached: ({ github }) => github.requests.all.some((each) => each.method === method && each.path.endsWith(end) && each.status === 0),
  };
}

/** Until GitHub has done this, and not answered. */
function after(pattern: string, isDone: (world: AppWorld) => boolean): Stage {
  return { arrange: ({ github }) => github.fails(pattern, { with: "lost answer" }), isReached: isDone };
}

const STAGES: readonly (readonly [string, Stage])[] = [
  ["whoever asks for it is looked up", atRequest("GET /repos/*/*/collaborators/ann/permission")],
  ["the comment is read", atRequest("POST /repos/*/*/issues/comments/*/reactions")],
  ["its comment is written", atRequest("POST /repos/*/*/issues/1/comments")],
  [
    "its comment has been written, and nobody here knows",
    after("POST /repos/*/*/issues/1/comments", ({ tally }) => tally().startsWith("1 comment")),
  ],
  ["its workspace is prepared", atGit("read-tree")],
  ["a step is at work", { arrange() {}, isReached: (world) => world.has("begun") }],
  ["its files are recorded", atGit("add")],
  ["its commit is made", atGit("commit-tree")],
  ["its branch is pushed", atGit("push")],
  [
    "its branch has been pushed, and nobody here knows",
    after("POST /acme/site.git/git-receive-pack", ({ branches }) => branches().length > 0),
  ],
  ["its pull request is opened", atRequest("POST /repos/*/*/pulls")],
  [
    "its pull request has been opened, and nobody here knows",
    after("POST /repos/*/*/pulls", ({ repository }) => repository.issues.size > 1),
  ],
  ["its check is written", atRequest("POST /repos/*/*/check-runs")],
  [
    "its check has been written, and nobody here knows",
    after("POST /repos/*/*/check-runs", ({ repository }) => repository.checks.size > 0),
  ],
];

describe("kill -9 of the App", () => {
  it.for(STAGES)("while %s: all of the run is there once", async ([, stage]) => {
    const world = await openAppWorld({ runs: "as a process" });
    const { github, repository } = world;
    stage.arrange(world);
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    await world.says("ann", issue, "/run wait");
    await world.eventually("it is there, or at work", () => stage.isReached(world) || world.has("begun"));
    if (!stage.isReached(world)) world.put("go");
    await world.eventually("it is there", () => stage.isReached(world));
    await world.crash();
    await world.start();
    world.put("go");
    world.put("go.git");
    await world.eventually("all is there", () => world.tally() === ONCE);
    await world.heard(issue);
    await world.restart();
    await world.heard(issue);
    expect(world.tally()).toBe(ONCE);
    expect(world.stepProcesses()).toEqual([]);
    github.assertNoViolations();
  });
});

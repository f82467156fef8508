// Plays: what comes back on a pull request of the App is followed up on the same branch, when a trigger asks for it.
import { describe, expect, it } from "vitest";
import { openFollowedPull } from "../support/followed-pull.ts";

describe("a pull request of the App", { timeout: 60_000 }, () => {
  it("is worked on again for a comment on a line by somebody who may write, and for a check that failed, once for a commit", async () => {
    const world = await openFollowedPull();
    const { github, repository, pull } = world;
    github.as("rob").reviews(pull, { body: "", comments: [{ path: "mended.txt", line: 1, body: "Twice?" }] });
    github.as("max").reviews(pull, { body: "", comments: [{ path: "mended.txt", line: 1, body: "Once more." }] });
    await world.calm(1);
    await world.fail("lint");
    await world.fail("test");
    await world.fail("test");
    await world.calm(2);
    expect(world.followed()).toEqual(["mended.txt:1 Once more.", "test"]);
    expect([...repository.issues.values()].filter((each) => each.pull !== null)).toHaveLength(1);
    github.assertNoViolations();
  });

  it("has its run once more when all checks of its commit are asked for again", async () => {
    const world = await openFollowedPull();
    const { github, repository, pull } = world;
    const ours = () =>
      [...repository.checks.values()].filter(({ suite, name }) => suite.app === github.app && name === "yardmaster / mend");
    await world.eventually("its check is done", () => ours()[0]?.status === "completed");
    const [check] = ours();
    if (check !== undefined) github.as("max").reruns(check.suite);
    await world.eventually("another check is done", () => ours().filter(({ status }) => status === "completed").length === 2);
    expect(pull.pull.headSha).not.toBe(check?.suite.headSha);
    github.assertNoViolations();
  });

  it("of somebody else is left alone", async () => {
    const world = await openFollowedPull();
    const { github, repository } = world;
    github.as("ann").pushes(repository, "feature", { "a.txt": "a\n" });
    const other = github.as("ann").opensPull(repository, { from: "feature", title: "Feature" });
    github.as("max").reviews(other, { body: "", comments: [{ path: "a.txt", line: 1, body: "Why?" }] });
    github.as("max").comments(other, "/run why");
    await github.settled();
    await world.eventually("the answer", () => world.answers(other).length > 0);
    expect(world.answers(other)).toEqual([expect.stringContaining("Nothing was started here.")]);
    github.assertNoViolations();
  });
});

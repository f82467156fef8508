// Somebody pushes to a branch while a run is at work on it: nobody's commits are lost, and people can go on from what they are told.
import { describe, expect, it } from "vitest";
import { type AppWorld, openAppWorld } from "../../support/app-world.ts";
import type { Issue } from "../../support/github/state/repository.ts";

const BRANCH = "yardmaster/1-login-times-out";

/** The second run of a thread has done its step, and `max` has pushed a file before it is handed over. */
async function meanwhilePushed(world: AppWorld, file: string): Promise<Issue> {
  const { github, repository } = world;
  const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
  await world.tells("ann", issue, "/run mend");
  await world.eventually("the first run is done", () => world.cards(issue)[0]?.includes("Done") ?? false);
  await world.tells("ann", issue, "/run wait");
  await world.eventually("a step is at work", () => world.has("begun"));
  github.as("max").pushes(repository, BRANCH, { [file]: "from max\n" });
  world.put("go");
  await world.eventually("the second run is over", () => /Done|Failed/.test(world.cards(issue)[1] ?? ""));
  return issue;
}

describe("what somebody pushes to a branch while a run is at work on it", { timeout: 60_000 }, () => {
  it("is merged, and the check stands on the merge", async () => {
    const world = await openAppWorld();
    const issue = await meanwhilePushed(world, "later.txt");
    const { repository } = world;
    expect(world.cards(issue)[1]).toContain("Done");
    expect(repository.git.git("log", "--format=%an %s", `main..${BRANCH}`).trim().split("\n").sort()).toEqual([
      "max Change later.txt",
      "yardmaster[bot] Login times out (implement)",
      "yardmaster[bot] Login times out (work)",
      `yardmaster[bot] Merge what was pushed to ${BRANCH} meanwhile`,
    ]);
    const head = repository.git.refs().get(`refs/heads/${BRANCH}`);
    const onHead = () => [...repository.checks.values()].find(({ suite }) => suite.headSha === head);
    await world.eventually("its check", () => onHead()?.conclusion === "success");
    world.github.assertNoViolations();
  });

  it("stays when the run contradicts it: the run's commits are beside it, and it is told so", async () => {
    const world = await openAppWorld();
    const issue = await meanwhilePushed(world, "waited.txt");
    const { repository } = world;
    const beside = world.branches().find((branch) => branch !== BRANCH) ?? "";
    expect(beside).toMatch(new RegExp(`^${BRANCH}-[0-9a-f]{7}$`));
    expect(world.cards(issue)[1]).toContain("Somebody pushed other changes to the same lines of `waited.txt`");
    expect(world.cards(issue)[1]).toContain(
      `The run's commits are on \`${beside}\`: merge that by hand, or try again to start from what was pushed.`,
    );
    expect(repository.git.git("show", `${BRANCH}:waited.txt`)).toBe("from max");
    expect(repository.git.git("show", `${beside}:waited.txt`)).not.toBe("from max");
    await world.tells("ann", issue, "/run retry");
    await world.eventually("it is done again", () => world.cards(issue)[2]?.includes("Done") ?? false);
    expect(repository.git.git("show", `${BRANCH}:waited.txt`)).not.toBe("from max");
    world.github.assertNoViolations();
  });
});

describe("what somebody pushes to the default branch while a run is at work", { timeout: 60_000 }, () => {
  it("is told in the comment and in the check when the run's work conflicts with it", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    await world.tells("ann", issue, "/run wait");
    await world.eventually("a step is at work", () => world.has("begun"));
    github.as("max").pushes(repository, "main", { "waited.txt": "from max\n" });
    world.put("go");
    await world.eventually("it is done", () => world.cards(issue)[0]?.includes("Done") ?? false);
    const told = `It conflicts with \`main\` in \`waited.txt\`. Merge \`main\` into \`${BRANCH}\` by hand.`;
    expect(world.cards(issue)[0]).toContain(told);
    await world.eventually("its check", () => [...repository.checks.values()].some(({ status }) => status === "completed"));
    const [check] = repository.checks.values();
    expect(check?.output).toMatchObject({
      title: "Done, but it conflicts with main",
      summary: expect.stringContaining(told.slice(0, 38)),
    });
    world.github.assertNoViolations();
  });
});

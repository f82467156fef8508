// Bots that the operator lets start work: their labels and commands count, and two of them that answer each other come to an end.
import { describe, expect, it } from "vitest";
import { type AppWorld, openAppWorld } from "../../support/app-world.ts";
import type { Issue } from "../../support/github/state/repository.ts";

const BOTS = ["renovate[bot]", "mender[bot]"] as const;

async function openWithBots(): Promise<AppWorld> {
  const world = await openAppWorld({ variables: { YARDMASTER_ALLOWED_BOTS: BOTS.join(",") } });
  const { github } = world;
  for (const login of [...BOTS, "stranger[bot]"]) {
    github.world.accounts.set(login, { ...github.account(login.replace("[bot]", "-owner")), login, type: "Bot" });
  }
  return world;
}

const countDone = (world: AppWorld, issue: Issue) => world.cards(issue).filter((card) => card.includes("**Done**")).length;

describe("a bot", { timeout: 60_000 }, () => {
  it("that is named to the App starts work by a label, may not pause the repository, and no other bot starts any", async () => {
    const world = await openWithBots();
    const { github, repository } = world;
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    github.as("stranger[bot]").labels(issue, "slowly");
    github.as("renovate[bot]").labels(issue, "agent");
    await world.eventually("the run is done", () => countDone(world, issue) === 1);
    expect(world.cards(issue)).toHaveLength(1);
    expect(world.cards(issue)[0]).toContain("`mend` for `renovate[bot]`");
    expect(await world.asks("renovate[bot]", issue, "/run pause all")).toContain("You have `write`.");
    github.assertNoViolations();
  });

  it("that answers another is heard three times, and again once a person has gone on", async () => {
    const world = await openWithBots();
    const { github, repository } = world;
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    for (let round = 0; round < 3; round += 1) {
      await world.tells(BOTS[round % 2] ?? "", issue, "/run mend");
      await world.eventually("the run is done", () => countDone(world, issue) === round + 1);
    }
    for (const bot of [...BOTS, ...BOTS]) await world.says(bot, issue, "/run mend");
    await world.heard(issue);
    const told = world.answers(issue).filter((answer) => answer.startsWith("Nothing was started"));
    expect(told).toEqual([
      "Nothing was started: too many runs in a row were started here without a person. A person can still start work.",
    ]);
    expect(world.cards(issue)).toHaveLength(3);
    await world.tells("ann", issue, "/run mend");
    await world.eventually("a person's is done", () => countDone(world, issue) === 4);
    await world.tells("renovate[bot]", issue, "/run mend");
    await world.eventually("a bot's is done", () => countDone(world, issue) === 5);
    github.assertNoViolations();
  });
});

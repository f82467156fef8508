// Plays: GitHub cannot reach the App, or tells it nothing at all; what people ask for is done all the same, and once.
import { describe, expect, it } from "vitest";
import { type AppWorld, openAppWorld } from "../../support/app-world.ts";

const MINUTE = 60_000;
const ONCE = `1 comment: Done
1 check: success
1 pull request: Login times out (open)
1 branch: yardmaster/1-login-times-out with 1 commit`;

/** Time passes, so slowly that what is to happen in it can, and for an hour at most. */
async function passUntil(world: AppWorld, what: string, isSo: () => boolean): Promise<void> {
  let asked = 0;
  await world.eventually(what, () => {
    if (isSo()) return true;
    asked += 1;
    if (asked <= 600 && asked % 10 === 0) world.passes(MINUTE);
    return false;
  });
}

describe("webhooks", { timeout: 120_000 }, () => {
  it("that cannot reach us are fetched, and the label still leads to a pull request", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    github.webhooks.outage();
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    github.as("ann").labels(issue, "agent");
    await passUntil(world, "all is there", () => world.tally() === ONCE);
    github.webhooks.resume();
    for (const delivery of github.webhooks.deliveries.filter(({ event }) => event === "issues")) github.webhooks.redeliver(delivery);
    await github.settled();
    await world.heard(issue);
    expect(world.tally()).toBe(ONCE);
    github.assertNoViolations();
  });

  it("that are not sent at all are made good for, and the label still leads to a pull request", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const { app } = github;
    const door = app.webhookUrl;
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    const other = github.as("ann").opensIssue(repository, { title: "Slow start" });
    await world.heard(issue);
    await github.settled();
    app.webhookUrl = null;
    world.passes(3 * MINUTE);
    github.as("rob").labels(other, "agent");
    github.as("ann").labels(issue, "agent");
    await passUntil(world, "all is there", () => world.tally() === ONCE);
    const asked = github.as("ann").comments(other, "/run status");
    await passUntil(world, "an answer", () => world.answers(other).length === 1);
    app.webhookUrl = door;
    await world.heard(issue);
    for (let minute = 0; minute < 10; minute += 1) world.passes(MINUTE);
    await world.heard(other);
    expect(world.tally()).toBe(ONCE);
    expect(asked.reactions.map(({ content }) => content)).toEqual(["eyes"]);
    github.assertNoViolations();
  });

  it("that an App has never had are made good for", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    github.app.webhookUrl = null;
    world.passes(3 * MINUTE);
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    github.as("ann").comments(issue, "/run mend");
    await passUntil(world, "all is there", () => world.tally() === ONCE);
    github.assertNoViolations();
  });

  it("that come after all start nothing a second time", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    await world.heard(issue);
    await github.settled();
    github.webhooks.hold();
    world.passes(3 * MINUTE);
    github.as("ann").labels(issue, "agent");
    await passUntil(world, "all is there", () => world.tally() === ONCE);
    github.webhooks.release();
    await github.settled();
    await world.heard(issue);
    expect(world.tally()).toBe(ONCE);
    github.assertNoViolations();
  });
});

// An issue that is opened with a label and a command which ask for the same: one run, whichever is heard first.
import { describe, expect, it } from "vitest";
import { openAppWorld } from "../support/app-world.ts";

describe("an issue that is opened with a trigger's label and the command in its text", { timeout: 60_000 }, () => {
  it.each(["in order", "reversed"] as const)("is worked on once, the deliveries %s", async (order) => {
    const world = await openAppWorld();
    const { github, repository } = world;
    github.webhooks.hold();
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out", body: "/run mend" });
    github.as("ann").labels(issue, "agent");
    github.webhooks.release(order);
    await github.settled();
    await world.eventually("the run is done", () => world.cards(issue)[0]?.includes("**Done**") ?? false);
    await world.heard(issue);
    expect(world.cards(issue)).toHaveLength(1);
    await world.tells("ann", issue, "/run mend");
    await world.eventually("what is asked for afterwards is another", () => world.cards(issue).length === 2);
    github.assertNoViolations();
  });
});

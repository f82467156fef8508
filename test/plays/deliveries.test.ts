// Webhooks as GitHub really sends them: twice, late, in another order, after an edit.
import { describe, expect, it } from "vitest";
import { openAppWorld } from "../support/app-world.ts";
import { signedHeaders } from "../support/example-deliveries.ts";

const ONCE = `1 comment: Done
1 check: success
1 pull request: Login times out (open)
1 branch: yardmaster/1-login-times-out with 1 commit`;

describe("deliveries", { timeout: 60_000 }, () => {
  it("that come twice, again and under another id start one run", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    github.webhooks.duplicate(2);
    github.as("ann").labels(issue, "agent");
    await world.eventually("all is there", () => world.tally() === ONCE);
    for (const delivery of github.webhooks.deliveries.filter(({ event }) => event === "issues")) github.webhooks.redeliver(delivery);
    await github.settled();
    await world.heard(issue);
    expect(world.tally()).toBe(ONCE);
    github.assertNoViolations();
  });

  it("that come in another order lead to the same end, and start nothing that was taken back", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    github.webhooks.hold();
    const asked = github.as("ann").comments(issue, "/run mend");
    github.as("ann").comments(issue, "Thank you.");
    github.as("ann").edits(asked, "/run mend\n\nPlease.");
    github.as("ann").labels(issue, "slowly");
    github.as("ann").unlabels(issue, "slowly");
    github.webhooks.release("reversed");
    await world.eventually("all is there", () => world.tally() === ONCE);
    await world.heard(issue);
    expect(world.tally()).toBe(ONCE);
    expect(world.has("begun")).toBe(false);
    github.assertNoViolations();
  });

  it("of a cancel before the command that it means start nothing, and whoever asked is told", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    await world.heard(issue);
    github.webhooks.hold();
    github.as("ann").comments(issue, "/run mend");
    github.as("ann").comments(issue, "/run cancel");
    github.webhooks.release("reversed");
    await github.settled();
    await world.heard(issue);
    expect(world.answers(issue).join("\n")).toContain("`ann` cancelled work here after this was asked for.");
    expect(world.tally()).toContain("no check");
    expect(world.has("begun")).toBe(false);
    github.assertNoViolations();
  });

  it("of an edit are heard for what it adds, and once", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    const comment = await world.says("ann", issue, "Let us mend it.");
    github.as("ann").edits(comment, "Let us mend it.\n\n/run mend");
    github.as("ann").edits(comment, "Let us mend it now.\n\n/run mend");
    await world.eventually("all is there", () => world.tally() === ONCE);
    github.as("ann").deletes(comment);
    await world.heard(issue);
    expect(world.tally()).toBe(ONCE);
    github.assertNoViolations();
  });

  it("of a button count once for the run that it stands for, also when they are sent again under another id", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    await world.tells("ann", issue, "/run mend");
    await world.eventually("all is there", () => world.tally() === ONCE);
    const [check] = repository.checks.values();
    if (check === undefined) throw new Error("there is no check");
    github.as("ben").reruns(check);
    await world.eventually("the second run is done", () => world.cards(issue)[1]?.includes("Done") ?? false);
    const pressed = github.webhooks.deliveries.findLast(({ event }) => event === "check_run");
    if (pressed === undefined) throw new Error("nothing was delivered");
    const headers = signedHeaders(pressed.event, pressed.body, github.app.webhookSecret);
    const answer = await fetch(github.app.webhookUrl ?? "", { method: "POST", headers, body: pressed.body });
    expect(await answer.json()).toMatchObject({ status: "ignored" });
    github.as("ann").reruns(check);
    await github.settled();
    await world.heard(issue);
    expect(world.cards(issue)).toHaveLength(2);
    github.assertNoViolations();
  });
});

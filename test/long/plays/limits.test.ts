// Limits of the App in plays that take long: GitHub's hour, and places that repositories share.
import { describe, expect, it } from "vitest";
import { openAppWorld, STAGE_MANIFESTS } from "../../support/app-world.ts";
import type { Issue } from "../../support/github/state/repository.ts";
import { FILE, isDone, openLabelled, openListed } from "../../support/listed-work.ts";

describe("work that a workflow file lists", { timeout: 90_000 }, () => {
  it("waits when little is left of GitHub's hour, and people are answered all the same", async () => {
    const world = await openListed(FILE);
    const { github } = world;
    const idle = openLabelled(world, "Just talk");
    for (const _ of Array(6)) await world.heard(idle);
    const installation = [...github.world.installations.keys()][0];
    const { used } = github.limits.look(`installation ${installation}`, "core");
    expect(used).toBeGreaterThan(20);
    // At most half is kept, so that a little more than half is used now.
    github.limits.set(2 * used - 2);
    await world.heard(idle);
    const issue = openLabelled(world, "Login times out", "run");
    await world.heard(issue);
    expect(world.cards(issue)).toEqual([]);
    github.limits.set(5000);
    await world.asks("ann", issue, "/run status");
    openLabelled(world, "Something happens");
    await isDone(world, issue);
    github.assertNoViolations();
  });
});

describe("repositories of one server", { timeout: 90_000 }, () => {
  it("share its places: of three, two work, and the third says what it waits for until one is free", async () => {
    const world = await openAppWorld({ variables: { YARDMASTER_MAX_AGENTS: "2" } });
    const { github, repository, directory } = world;
    const files = { ".yardmaster/all.yaml": STAGE_MANIFESTS.replaceAll("$STAGE", directory) };
    const others = ["acme/api", "beta/docs"].map((name) => github.repository(name, { files, collaborators: { ann: "write" } }));
    const issues = [repository, ...others].map((each) => github.as("ann").opensIssue(each, { title: "Login times out" }));
    const [first, second, third] = issues as [Issue, Issue, Issue];
    await world.tells("ann", first, "/run wait");
    await world.tells("ann", second, "/run wait");
    const isAtWork = (issue: Issue) => world.cards(issue)[0]?.includes("Running") ?? false;
    await world.eventually("two are at work", () => isAtWork(first) && isAtWork(second));
    await world.tells("ann", third, "/run wait");
    const says = "It is waiting for a free place on this server.";
    await world.eventually("the third says why it waits", () => world.cards(third)[0]?.includes(says) ?? false);
    await world.tells("ann", third, "/run cancel");
    await world.eventually("cancelling works meanwhile", () => world.cards(third)[0]?.includes("Cancelled") ?? false);
    await world.tells("ann", third, "/run wait");
    await world.eventually("it waits again", () => world.cards(third).at(-1)?.includes(says) ?? false);
    await world.restart();
    expect(world.cards(third).at(-1)).toContain("Queued");
    await world.tells("ann", first, "/run cancel");
    await world.eventually("the third is at work", () => world.cards(third).at(-1)?.includes("Running") ?? false);
    world.put("go");
    await world.eventually("all is done", () => [second, third].every((issue) => world.cards(issue).at(-1)?.includes("Done")));
    github.assertNoViolations();
  });
});

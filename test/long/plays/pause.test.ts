// Plays: work is paused, in one thread or in the whole repository, and goes on.
import { describe, expect, it } from "vitest";
import { openAppWorld } from "../../support/app-world.ts";

describe("a pause", { timeout: 60_000 }, () => {
  it("of the whole repository lets nothing more begin until it is resumed", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const issue = github.as("eve").opensIssue(repository, { title: "Login times out" });
    expect(await world.asks("ann", issue, "/run pause all")).toMatchInlineSnapshot(`
      "\`/run pause all\` needs \`maintain\` permission on this repository. You have \`write\`. Without \`all\` it is for this thread only, and \`write\` is enough.
      Someone with \`admin\` permission can give you more, in the repository's settings."
    `);
    expect(await world.asks("max", issue, "/run pause all The release is under way.")).toMatchInlineSnapshot(`
      "Paused. Nothing starts in this repository until \`/run resume all\`.

      Nothing is running or waiting in this repository."
    `);
    await world.tells("ann", issue, "/run mend");
    await world.eventually("the comment tells why it waits", () => world.cards(issue).length === 1);
    expect(await world.asks("eve", issue, "/run why\n/run queue")).toMatchInlineSnapshot(`
      "✋ **Needs you**: \`mend\` for \`ann\` is waiting: \`max\` paused all work in this repository. Resume it with \`/run resume all\`.
      \`The release is under way.\` [See the run](https://github.com/acme/site/issues/1#issuecomment-1025).

      ---

      Nothing can start in this repository now: \`max\` paused it (\`The release is under way.\`). Resume with \`/run resume all\`.

      1. #1 \`mend\` waiting"
    `);
    expect(world.cards(issue)).toMatchInlineSnapshot(`
      [
        "✋ **Needs you**: \`mend\` for \`ann\` is waiting: \`max\` paused all work in this repository. Resume it with \`/run resume all\`.
      \`The release is under way.\`

      Stop it with \`/run cancel\`. Ask why with \`/run why\`. Run \`gh-…\`.",
      ]
    `);
    expect(world.branches()).toEqual([]);
    expect(await world.asks("ann", issue, "/run resume")).toContain("Resume with `/run resume all`.");
    await world.asks("max", issue, "/run resume all");
    await world.eventually("the run is done", () => world.cards(issue)[0]?.includes("Done") ?? false);
    github.webhooks.hold();
    github.as("max").comments(issue, "/run pause all");
    world.passes(2_000);
    github.as("max").comments(issue, "/run resume all");
    github.webhooks.release("reversed");
    await github.settled();
    expect(await world.asks("ann", issue, "/run queue")).toBe("Nothing is running or waiting in this repository.");
    expect(world.answers(issue)).toContain("Somebody resumed work in this repository after this was said.");
    github.assertNoViolations();
  });

  it("of one issue holds what waits there, starts nothing by itself, survives a restart, and harms no other", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const ann = github.as("ann");
    const issue = ann.opensIssue(repository, { title: "Login times out" });
    const other = ann.opensIssue(repository, { title: "Logout times out" });
    expect(await world.asks("ann", issue, "/run pause --dry-run")).toMatchInlineSnapshot(`
      "This would pause work in #1.

      Nothing was changed."
    `);
    expect(await world.asks("ann", issue, "/run pause We talk about it first.")).toMatchInlineSnapshot(`
      "Paused. Nothing starts here until \`/run resume\`.

      Nothing is running or waiting in this repository."
    `);
    await world.tells("ben", issue, "/run mend");
    await world.tells("ben", other, "/run mend");
    await world.eventually("the other is done", () => world.cards(other)[0]?.includes("Done") ?? false);
    ann.labels(issue, "slowly");
    await github.settled();
    await world.heard(issue);
    await world.restart();
    expect(world.answers(issue)).toContain("Work here is paused: comment `/run resume`, then add the label again.");
    const told = await world.asks("eve", issue, "/run why\n/run queue");
    expect(told.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d|(?<=issuecomment-)\d+/g, "…")).toMatchInlineSnapshot(`
      "✋ **Needs you**: \`mend\` for \`ben\` is waiting: \`ann\` paused work here. Resume it with \`/run resume\`.
      \`We talk about it first.\` [See the run](https://github.com/acme/site/issues/1#issuecomment-…).

      Recently ignored:

      - … UTC: Work here is paused by \`ann\`, so nothing starts by itself.

      ---

      Nothing can start here now: \`ann\` paused it (\`We talk about it first.\`). Resume with \`/run resume\`.

      1. #1 \`mend\` paused"
    `);
    expect(world.cards(issue)).toMatchInlineSnapshot(`
      [
        "✋ **Needs you**: \`mend\` for \`ben\` is waiting: \`ann\` paused work here. Resume it with \`/run resume\`.
      \`We talk about it first.\`

      Stop it with \`/run cancel\`. Ask why with \`/run why\`. Run \`gh-…\`.",
      ]
    `);
    expect(world.branches()).toEqual(["yardmaster/2-logout-times-out"]);
    await world.asks("ann", issue, "/run resume");
    await world.eventually("the run is done", () => world.cards(issue)[0]?.includes("Done") ?? false);
    github.assertNoViolations();
  });

  it("shows in the comment of a run that waits already, and does not touch the one that has begun", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    await world.tells("ann", issue, "/run wait");
    await world.eventually("a step is at work", () => world.has("begun"));
    await world.tells("ann", issue, "/run mend");
    await world.eventually("the second one waits", () => world.cards(issue)[1]?.includes("Queued") ?? false);
    await world.asks("ben", issue, "/run pause");
    await world.eventually("its comment tells why", () => world.cards(issue)[1]?.includes("paused work here") ?? false);
    world.put("go");
    await world.eventually("the first run is done", () => world.cards(issue)[0]?.includes("Done") ?? false);
    expect(world.cards(issue)[1]).toContain("paused work here");
    await world.asks("ann", issue, "/run resume");
    await world.eventually("the second run is done", () => world.cards(issue)[1]?.includes("Done") ?? false);
    github.assertNoViolations();
  });
});

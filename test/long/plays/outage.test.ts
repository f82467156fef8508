// The App is not there for an hour while fifty deliveries fail: it fetches them from GitHub, and does what they say once.
import { describe, expect, it } from "vitest";
import { openAppWorld } from "../../support/app-world.ts";

describe("an outage", () => {
  it("of the App's loses nothing of fifty deliveries", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const ann = github.as("ann");
    const issue = ann.opensIssue(repository, { title: "Login times out" });
    await world.heard(issue);
    await world.stop();
    github.webhooks.outage();
    const before = github.webhooks.deliveries.length;
    const asked = ann.comments(issue, "/run mend");
    const others = Array.from({ length: 4 }, (_, index) => ann.opensIssue(repository, { title: `Other ${index}` }));
    const questions = others.map((other) => ann.comments(other, "/run status"));
    while (github.webhooks.deliveries.length < before + 50) ann.comments(issue, "Is anybody there?");
    await github.settled();
    github.webhooks.resume();
    await world.start();
    await world.eventually("what was asked for is there", () => world.tally().startsWith("1 comment: Done\n1 check: success"));
    await world.eventually("the comment has the reaction to the end", () => asked.reactions.length === 3);
    await world.eventually("each question is answered", () => others.every((other) => world.answers(other).length === 1));
    expect(github.webhooks.deliveries.filter(({ redelivery }) => redelivery)).toEqual([]);
    await world.restart();
    await world.heard(issue);
    expect(world.tally()).toMatchInlineSnapshot(`
      "1 comment: Done
      1 check: success
      1 pull request: Login times out (open)
      1 branch: yardmaster/1-login-times-out with 1 commit"
    `);
    expect([asked, ...questions].map(({ reactions }) => reactions.map(({ content }) => content))).toMatchInlineSnapshot(`
      [
        [
          "eyes",
          "+1",
          "hooray",
        ],
        [
          "eyes",
        ],
        [
          "eyes",
        ],
        [
          "eyes",
        ],
        [
          "eyes",
        ],
      ]
    `);
    github.assertNoViolations();
  });
});

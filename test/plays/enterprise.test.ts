// Plays: the App of an enterprise server, where the API, GraphQL and git stand in other places than on github.com.
import { expect, it } from "vitest";
import { openAppWorld } from "../support/app-world.ts";

it("on an enterprise server everything is found where it is there", { timeout: 60_000 }, async () => {
  const world = await openAppWorld({ isEnterprise: true });
  const { github, repository } = world;
  const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
  await world.tells("ann", issue, "/run mend");
  await world.eventually("the first run is done", () => world.cards(issue)[0]?.includes("Done") ?? false);
  await world.tells("ann", issue, "/run mend");
  await world.eventually("the second run is done", () => world.cards(issue)[1]?.includes("Done") ?? false);
  // By GraphQL.
  const first = [...repository.comments.values()].find(({ body }) => body.includes("yardmaster:run/"));
  await world.eventually("the first run's comment is folded", () => first?.minimizedReason != null);
  await world.eventually("all checks are done", () => [...repository.checks.values()].every(({ conclusion }) => conclusion === "success"));
  expect(world.tally()).toContain("1 pull request: Login times out (open)");
  expect(world.tally()).toContain("1 branch: yardmaster/1-login-times-out with 2 commits");
  github.assertNoViolations();
});

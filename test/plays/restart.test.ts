// The App starts again, and not all is well: what was under way goes on without anybody knocking.
import { describe, expect, it } from "vitest";
import { openAppWorld } from "../support/app-world.ts";

describe("a start while GitHub has trouble", { timeout: 60_000 }, () => {
  it("goes on with what was under way as soon as GitHub is well", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    await world.tells("ann", issue, "/run wait");
    await world.eventually("its step runs", () => world.has("begun"));
    await world.stop();
    github.fails("GET /repositories/**", { with: "status", status: 502 }, 3);
    world.put("go");
    await world.start();
    await world.eventually("it is done", () => world.cards(issue)[0]?.includes("Done") ?? false);
    expect(world.cards(issue)).toHaveLength(1);
    github.assertNoViolations();
  });
});

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

describe("a stop while GitHub never answers", { timeout: 20_000 }, () => {
  it.for([
    ["git", "GET /acme/site.git/**", ".git/"],
    ["anybody", "* /**", "/"],
  ] as const)("%s is soon over, and what was asked for is done after the next start", async ([, silent, path]) => {
    const world = await openAppWorld();
    const { github, repository } = world;
    github.fails(silent, { with: "silence" }, 1_000);
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    await world.says("ann", issue, "/run mend");
    const isAsking = () => github.requests.all.some((request) => request.status === 0 && request.path.includes(path));
    await world.eventually("something is asked in vain", isAsking);
    await world.stop();
    github.recovers();
    await world.start();
    await world.eventually("it is done", () => world.cards(issue)[0]?.includes("Done") ?? false);
    expect(world.cards(issue)).toHaveLength(1);
  });
});

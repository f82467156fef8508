// A play: a check that fails whatever is done. Runs follow by themselves three times, and then only after a person has done something.
import { describe, expect, it } from "vitest";
import { openFollowedPull } from "../support/followed-pull.ts";

describe("a check that never passes", { timeout: 120_000 }, () => {
  it("is followed up three times in a row, and again once somebody has pushed", async () => {
    const world = await openFollowedPull();
    const { github, repository, pull } = world;
    for (let round = 1; round <= 3; round += 1) {
      await world.fail("test");
      await world.calm(round);
    }
    await world.fail("test");
    await world.eventually("it says why not", () => world.answers(pull).some((text) => text.startsWith("Several runs in a row")));
    expect(world.followed()).toEqual(["test", "test", "test"]);
    github.as("max").pushes(repository, pull.pull.head.ref, { "hint.txt": "look here\n" });
    await github.settled();
    await world.fail("test");
    await world.calm(4);
    github.assertNoViolations();
  });
});

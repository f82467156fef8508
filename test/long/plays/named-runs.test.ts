// A thread with several runs: a command that names one of them means that one, or says which there are.
import { describe, expect, it } from "vitest";
import { type AppWorld, openAppWorld } from "../../support/app-world.ts";

/** As people read it in the comment of a run. */
function findId({ repository }: AppWorld, workflow: string): string {
  const card = [...repository.comments.values()].find(({ body }) => body.includes("yardmaster:run/") && body.includes(`\`${workflow}\``));
  const id = /<!-- yardmaster:run\/(\S+) -->/.exec(card?.body ?? "")?.[1];
  if (id === undefined) throw new Error(`no comment shows a run of ${workflow}`);
  return id;
}

describe("naming a run", { timeout: 60_000 }, () => {
  it("means that run, also for a second one that waits behind it", async () => {
    const world = await openAppWorld();
    const issue = world.github.as("ann").opensIssue(world.repository, { title: "Login times out" });
    await world.tells("ann", issue, "/run wait");
    await world.eventually("the first is at work", () => world.has("begun"));
    await world.tells("ben", issue, "/run mend");
    await world.eventually("both are seen", () => world.cards(issue).length === 2);
    const [first, second] = [findId(world, "wait"), findId(world, "mend")];
    expect(await world.asks("ann", issue, `/run status ${second}`)).toContain("`mend` waiting");
    expect(await world.asks("ann", issue, `/run cancel ${first} --dry-run`)).toContain("This would stop `gh-…`");
    await world.tells("ann", issue, `/run cancel ${first} It is not needed.`);
    await world.eventually("the first is stopped, and the second done", () => {
      const [one = "", other = ""] = world.cards(issue);
      return one.includes("**Cancelled** by `ann`") && other.includes("**Done**");
    });
    expect(await world.asks("ann", issue, `/run cancel ${first}`)).toContain("has ended already");
    await world.tells("ann", issue, `/run retry ${second}`);
    await world.eventually("the second ran again", () => world.cards(issue)[2]?.includes("Done") ?? false);
  });

  it("that there is not stops nothing, and is answered with those that there are", async () => {
    const world = await openAppWorld();
    const issue = world.github.as("ann").opensIssue(world.repository, { title: "Login times out" });
    await world.tells("ann", issue, "/run wait");
    await world.eventually("it is at work", () => world.has("begun"));
    for (const command of ["cancel", "status", "retry"]) {
      const answer = await world.asks("ann", issue, `/run ${command} gh-99999-00000000`);
      if (command === "retry") expect(answer).toContain("A run is under way here.");
      else expect(answer).toBe("There is no run `gh-…` here.\n\nThere is `gh-…` (wait, running).");
    }
    expect(world.stepProcesses()).not.toEqual([]);
    world.put("go");
    await world.eventually("it ends by itself", () => world.cards(issue)[0]?.includes("**Done**") ?? false);
  });
});

// Every command that changes something, given for real by each role: what those may not do who lack the permission is not done.
import { describe, expect, it } from "vitest";
import { openAppWorld } from "../support/app-world.ts";

const CHANGES = ["/run mend", "/run cancel", "/run cancel all", "/run retry", "/run pause", "/run resume", "/run tell Leave the names."];
const STRANGERS = ["eve", "rob", "tia"] as const;

describe("commands that change something", { timeout: 60_000 }, () => {
  it("change nothing for those who may not give them", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const issue = github.as("eve").opensIssue(repository, { title: "Login times out" });
    await world.tells("ann", issue, "/run wait");
    await world.eventually("a step is at work", () => world.has("begun"));
    const body = CHANGES.map((command) => command.replace(/^(\/run \S+)/, "$1 --keep-going")).join("\n");
    for (const login of STRANGERS) {
      const answer = await world.asks(login, issue, body);
      expect(answer.match(/needs `write` permission/g)).toHaveLength(CHANGES.length);
    }
    for (const command of ["/run pause all", "/run resume all"]) {
      expect(await world.asks("ben", issue, command)).toContain("needs `maintain` permission");
    }
    expect(await world.asks("ann", issue, "/run queue")).toBe("- #1 `wait` running, step 1 of 2 (`work`)");
    world.put("go");
    await world.eventually("the run is done", () => world.cards(issue)[0]?.includes("**Done**") ?? false);
    expect(world.cards(issue)).toHaveLength(1);
    github.assertNoViolations();
  });

  it.each(["ben", "max", "ada"])("are obeyed for %s, who may, in words after the bot's name too", async (login) => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const issue = github.as("eve").opensIssue(repository, { title: "Login times out" });
    await world.asks(login, issue, "/run pause");
    await world.tells(login, issue, "@yardmaster wait");
    await world.eventually("it waits", () => world.cards(issue).length === 1);
    expect(world.has("begun")).toBe(false);
    await world.asks(login, issue, "@yardmaster resume");
    await world.eventually("a step is at work", () => world.has("begun"));
    expect(await world.asks(login, issue, "/run tell Leave the names.")).toContain("nobody would read it");
    await world.tells(login, issue, "@yardmaster: cancel It is not needed.");
    await world.eventually("it is stopped", () => world.cards(issue)[0]?.includes(`**Cancelled** by \`${login}\``) ?? false);
    world.put("go");
    await world.tells(login, issue, "/run retry");
    await world.eventually("it is done", () => world.cards(issue)[1]?.includes("**Done**") ?? false);
    github.assertNoViolations();
  });
});

// Plays: the same command wherever people write, and what editing and taking back do there.
import { describe, expect, it } from "vitest";
import { type AppWorld, openAppWorld } from "../support/app-world.ts";
import type { PullIssue } from "../support/github/render/pull.ts";

const QUEUE = "Nothing is running or waiting in this repository.";

async function openPull(world: AppWorld, body = ""): Promise<PullIssue> {
  const ann = world.github.as("ann");
  ann.pushes(world.repository, "change", { "README.md": "# site\n\nMore.\n" });
  const pull = ann.opensPull(world.repository, { from: "change", title: "More", body });
  await world.github.settled();
  return pull;
}

const answered = (world: AppWorld, issue: Parameters<AppWorld["answers"]>[0]) =>
  world.eventually("an answer", () => world.answers(issue).includes(QUEUE));

describe("a command", { timeout: 60_000 }, () => {
  it("is heard in the text of an issue and of a pull request, and what an edit adds to them", async () => {
    const world = await openAppWorld();
    const ann = world.github.as("ann");
    const issue = ann.opensIssue(world.repository, { title: "Login times out", body: "It does.\n\n/run queue" });
    await answered(world, issue);
    const pull = await openPull(world, "/run queue");
    await answered(world, pull);
    const another = ann.opensIssue(world.repository, { title: "Logout times out" });
    ann.edits(another, { body: "/run queue" });
    await answered(world, another);
    ann.edits(pull, { body: "/run queue\n/run why" });
    await world.eventually("the edit is answered", () => world.answers(pull).includes("Nothing was started here."));
    world.github.assertNoViolations();
  });

  it("is heard in comments, reviews and comments on lines, each with a reaction where GitHub has one", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const pull = await openPull(world);
    expect(await world.asks("ann", pull, "/run queue")).toBe(QUEUE);
    github.as("ben").reviews(pull, { body: "/run why", comments: [{ path: "README.md", line: 3, body: "/run config" }] });
    await world.eventually("the review is answered", () => world.answers(pull).includes("Nothing was started here."));
    await world.eventually("the line is answered", () => world.answers(pull).some((text) => text.startsWith("| declared here")));
    const [onLine] = repository.reviewComments.values();
    expect(onLine?.reactions.map(({ content, account }) => `${content} by ${account.login}`)).toEqual(["eyes by yardmaster[bot]"]);
    expect(pull.reactions.map(({ content }) => content)).toEqual(["eyes"]);
    github.assertNoViolations();
  });

  it("that is edited at once replaces what it asked for and has not begun", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const ann = github.as("ann");
    const issue = ann.opensIssue(repository, { title: "Login times out" });
    await world.asks("ann", issue, "/run pause");
    const said = await world.tells("ann", issue, "/run wait\n\nKeep the names.");
    await world.eventually("it waits", () => world.cards(issue).length === 1);
    ann.edits(said, "/run mend\n\nKeep the names.");
    await world.eventually("another waits in its place", () => world.cards(issue)[1]?.includes("`mend`") ?? false);
    await world.eventually("the first one is gone", () => world.cards(issue)[0]?.includes("Cancelled") ?? false);
    ann.edits(said, "/run mend\n\nChange the names.");
    await world.eventually("it asks for the same in other words", () => world.cards(issue).length === 3);
    await world.eventually("the second one is gone", () => world.cards(issue)[1]?.includes("The comment was edited.") ?? false);
    expect(await world.asks("ann", issue, "/run queue")).toContain("1. #1 `mend` paused");
    ann.deletes(said);
    await world.eventually("the third one is gone", () => world.cards(issue)[2]?.includes("was deleted") ?? false);
    github.assertNoViolations();
  });

  it("that shows something folds away what showed the same before", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    for (const command of ["/run help", "/run queue", "/run help cancel", "/run help\n/run queue", "/run help"]) {
      await world.asks("ann", issue, command);
    }
    const folded = () =>
      [...repository.comments.values()].flatMap(({ author, minimizedReason }) => (author.login === "ann" ? [] : [minimizedReason]));
    await world.eventually("the last one folded another", () => folded()[2] !== null);
    expect(folded()).toEqual(["outdated", null, "outdated", null, null]);
    github.assertNoViolations();
  });
});

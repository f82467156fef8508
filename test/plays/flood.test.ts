// Much at once, and trouble elsewhere: nobody waits behind a stranger's commands, nor behind a repository whose GitHub hangs.
import { describe, expect, it } from "vitest";
import { openAppWorld, STAGE_MANIFESTS } from "../support/app-world.ts";
import { until } from "../support/until.ts";

const HEARD_WITHIN_MS = 10_000;

describe("a stranger who gives forty commands in as many threads", { timeout: 90_000 }, () => {
  it("is told a few times that it may not, and those who may are heard and obeyed meanwhile", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const issue = github.as("ann").opensIssue(repository, { title: "Login times out" });
    await world.heard(issue);
    const threads = Array.from({ length: 40 }, (_, index) => github.as("eve").opensIssue(repository, { title: `Spam ${index}` }));
    const spam = threads.map((thread) => github.as("eve").comments(thread, "/run wait"));
    const asked = await world.says("ann", issue, "/run wait");
    await until(() => asked.reactions.length > 0, HEARD_WITHIN_MS);
    await world.eventually("her run has begun", () => world.has("begun"));
    await world.says("ann", issue, "/run cancel");
    await until(() => world.stepProcesses().length === 0, HEARD_WITHIN_MS);
    const last = threads.at(-1) ?? issue;
    expect(await world.asks("ann", last, "/run why")).toMatch(/eve.* has .*read.* permission, which is not enough/);
    expect(threads.filter((thread) => world.answers(thread).length > 0 && thread !== last)).toHaveLength(5);
    expect(spam.flatMap(({ reactions }) => reactions)).toEqual([]);
    github.assertNoViolations();
  });
});

describe("a repository for which GitHub does not answer", { timeout: 90_000 }, () => {
  it("does not keep another installation waiting", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const files = { ".yardmaster/all.yaml": STAGE_MANIFESTS.replaceAll("$STAGE", world.directory) };
    const other = github.repository("beta/site", { collaborators: { ann: "write" }, files });
    const there = github.as("ann").opensIssue(other, { title: "Elsewhere" });
    await world.heard(github.as("ann").opensIssue(repository, { title: "Here" }));
    github.fails("* /repos/acme/**", { with: "silence" }, 200);
    for (let index = 0; index < 80; index += 1) {
      const thread = github.as("ann").opensIssue(repository, { title: `Thread ${index}` });
      github.as("ann").comments(thread, "/run status");
    }
    const asked = await world.says("ann", there, "/run status");
    await until(() => asked.reactions.length > 0, HEARD_WITHIN_MS);
    // Whatever hangs ends, and the App can stop.
    await github.stop();
  });
});

// A run that somebody stops, whatever it is doing just then: what it had started ends, and its comment and its check say so.
import { describe, expect, it } from "vitest";
import { type AppWorld, openAppWorld } from "../support/app-world.ts";
import type { Issue } from "../support/github/state/repository.ts";
import { until } from "../support/until.ts";

/** From the comment that asks for it to the end of what people see, in milliseconds. */
const SEEN_WITHIN_MS = 15_000;
const GONE_WITHIN_MS = 10_000;

/** The thread of a pull request, so that there is a check from the beginning. */
function openThread({ github, repository }: AppWorld): Issue {
  const ann = github.as("ann");
  ann.pushes(repository, "login", { "login.txt": "x\n" });
  return ann.opensPull(repository, { from: "login", title: "Login times out" });
}

async function seenAsCancelled(world: AppWorld, thread: Issue): Promise<void> {
  await until(() => world.stepProcesses().length === 0, GONE_WITHIN_MS);
  await until(() => world.cards(thread)[0]?.includes("**Cancelled** by `ben`"), SEEN_WITHIN_MS);
  await until(() => [...world.repository.checks.values()].every(({ conclusion }) => conclusion === "cancelled"), SEEN_WITHIN_MS);
}

describe("cancelling a run", { timeout: 60_000 }, () => {
  it("that waits: it never begins", async () => {
    const world = await openAppWorld();
    const thread = openThread(world);
    await world.asks("max", thread, "/run pause");
    await world.tells("ann", thread, "/run mend");
    await world.eventually("it is seen to wait", () => world.cards(thread).length === 1);
    await world.tells("ben", thread, "/run cancel");
    await seenAsCancelled(world, thread);
    await world.asks("max", thread, "/run resume\n/run queue");
    expect(world.tally()).toMatchInlineSnapshot(`
      "1 comment: Cancelled
      1 check: cancelled
      no pull request
      no branch"
    `);
    world.github.assertNoViolations();
  });

  it("whose workspace is being prepared: no step of it begins", async () => {
    const world = await openAppWorld();
    const thread = openThread(world);
    world.holdGit("read-tree");
    await world.tells("ann", thread, "/run wait");
    await world.eventually("git is at it", () => world.heldGits().length > 0);
    await world.tells("ben", thread, "/run cancel");
    world.put("go.git");
    await seenAsCancelled(world, thread);
    expect(world.has("begun")).toBe(false);
    expect(world.tally()).toMatchInlineSnapshot(`
      "1 comment: Cancelled
      1 check: cancelled
      no pull request
      no branch"
    `);
    world.github.assertNoViolations();
  });

  it("in a step: its processes end", async () => {
    const world = await openAppWorld();
    const thread = openThread(world);
    await world.tells("ann", thread, "/run wait");
    await world.eventually("a step is at work", () => world.has("begun"));
    expect(world.stepProcesses()).not.toEqual([]);
    await world.tells("ben", thread, "/run cancel The page is gone anyway.");
    await seenAsCancelled(world, thread);
    expect(world.describe()).toMatchInlineSnapshot(`
      "#1 Login times out (open pull request from login)

        ann:
          /run wait
        yardmaster[bot]:
          ⏹️ **Cancelled** by \`ben\`: \`wait\` for \`ann\`, after 0 s.
          \`The page is gone anyway.\`

          <details><summary>Steps</summary>

          - ⏹️ \`work\` was stopped, 0 s
          - ⏹️ \`verify\` was stopped

          </details>

          Try again with \`/run retry\`. Run \`gh-…\`.
        ben:
          /run cancel The page is gone anyway.
      check yardmaster / wait: cancelled, Cancelled by ben"
    `);
    world.github.assertNoViolations();
  });

  it("by the button of its check, for those who may, and another button runs it again", async () => {
    const world = await openAppWorld();
    const { github, repository } = world;
    const thread = openThread(world);
    await world.tells("ann", thread, "/run wait");
    await world.eventually("a step is at work", () => world.has("begun"));
    await world.eventually("there is a check", () => repository.checks.size === 1);
    const [check] = repository.checks.values();
    if (check === undefined) throw new Error("there is no check");
    github.as("rob").clicks(check, "cancel");
    await github.settled();
    await world.heard(thread);
    expect(world.stepProcesses()).not.toEqual([]);
    github.as("ben").clicks(check, "cancel");
    await seenAsCancelled(world, thread);
    world.put("go");
    github.as("ben").clicks(check, "retry");
    await world.eventually("the second run is done", () => world.cards(thread)[1]?.includes("Done") ?? false);
    world.github.assertNoViolations();
  });

  it("whose branch is being pushed: it is too late, and the person is told so", async () => {
    const world = await openAppWorld();
    const thread = openThread(world);
    world.holdGit("push");
    await world.tells("ann", thread, "/run mend");
    await world.eventually("git is at it", () => world.heldGits().length > 0);
    expect(await world.asks("ben", thread, "/run cancel")).toMatchInlineSnapshot(
      `"\`the run is ending just now and cannot be stopped any more\`"`,
    );
    world.put("go.git");
    await world.eventually("the run is done", () => world.cards(thread)[0]?.includes("Done") ?? false);
    const isGreen = () => [...world.repository.checks.values()].every(({ conclusion }) => conclusion === "success");
    await world.eventually("the checks say so", isGreen);
    expect(world.repository.git.git("log", "--format=%an", "main..login").split("\n")).toContain("yardmaster[bot]");
    world.github.assertNoViolations();
  });
});

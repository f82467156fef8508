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

/** Has somebody say or press it, and sees to it that all ends in time, counted from there. */
async function cancelled(world: AppWorld, thread: Issue, cancel: () => Promise<unknown>): Promise<void> {
  const began = performance.now();
  const left = (ms: number) => Math.max(0, ms - (performance.now() - began));
  await cancel();
  await until(() => world.stepProcesses().length === 0, left(GONE_WITHIN_MS));
  await until(() => world.cards(thread)[0]?.includes("**Cancelled** by `ben`"), left(SEEN_WITHIN_MS));
  await until(() => [...world.repository.checks.values()].every(({ conclusion }) => conclusion === "cancelled"), left(SEEN_WITHIN_MS));
}

/** An agent at work, with a process beside it, and then a check of what it did. */
const SLOW_STEPS = `apiVersion: orchestrator.dev/v2
kind: Agent
metadata: { name: coder }
spec: { capabilities: [implement], command: "echo {prompt} > work.txt; sleep 600 & touch $STAGE/agent; until [ -e $STAGE/go ]; do sleep 0.05; done" }
---
apiVersion: orchestrator.dev/v2
kind: Workflow
metadata: { name: think }
spec:
  steps:
    - { id: implement, agent: coder, prompt: "Mend {title}." }
    - { id: verify, command: "test -s work.txt; sleep 600 & touch $STAGE/verify; sleep 600" }
`;

describe("cancelling a run", { timeout: 60_000 }, () => {
  it("that waits: it never begins", async () => {
    const world = await openAppWorld();
    const thread = openThread(world);
    await world.asks("max", thread, "/run pause");
    await world.tells("ann", thread, "/run mend");
    await world.eventually("it is seen to wait", () => world.cards(thread).length === 1);
    await cancelled(world, thread, () => world.tells("ben", thread, "/run cancel"));
    await world.asks("max", thread, "/run resume\n/run queue");
    expect(world.tally()).toMatchInlineSnapshot(`
      "1 comment: Cancelled
      1 check: cancelled
      no pull request
      no branch"
    `);
    world.github.assertNoViolations();
  });

  it("while GitHub limits what we write: what runs ends all the same, whatever is to be said about it", async () => {
    const world = await openAppWorld();
    const thread = openThread(world);
    await world.tells("ann", thread, "/run wait");
    await world.eventually("its step runs", () => world.has("begun"));
    world.github.fails("POST /repos/*/*/issues/comments/*/reactions", { with: "secondary limit", retryAfter: 12 }, 1);
    await world.says("ann", thread, "/run status");
    await world.says("ben", thread, "/run cancel");
    await until(() => world.stepProcesses().length === 0, GONE_WITHIN_MS);
    await world.eventually("it is seen to have ended", () => world.cards(thread)[0]?.includes("**Cancelled** by `ben`") ?? false);
    world.github.assertNoViolations();
  });

  it("whose workspace is being prepared: no step of it begins", async () => {
    const world = await openAppWorld();
    const thread = openThread(world);
    world.holdGit("read-tree");
    await world.tells("ann", thread, "/run wait");
    await world.eventually("git is at it", () => world.heldGits().length > 0);
    await cancelled(world, thread, async () => {
      await world.tells("ben", thread, "/run cancel");
      world.put("go.git");
    });
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
    await cancelled(world, thread, () => world.tells("ben", thread, "/run cancel The page is gone anyway."));
    expect(world.describe()).toMatchInlineSnapshot(`
      "#1 Login times out (open pull request from login)

        ann:
          /run wait
        yardmaster[bot]:
          ⏹️ **Cancelled** by \`ben\`: \`wait\` for \`ann\`, after 0 s.
          \`The page is gone anyway.\`

          <details><summary>Steps</summary>

          - ⏹️ \`work\` was stopped, 0 s
          - ➖ \`verify\` was not started

          </details>

          Try again with \`/run retry\`. Run \`gh-…\`.
        ben:
          /run cancel The page is gone anyway.
      check yardmaster / wait: cancelled, Cancelled by ben"
    `);
    world.github.assertNoViolations();
  });

  it.each([
    ["while its agent is at work", "agent"],
    ["while what the agent did is verified", "verify"],
  ])("%s: every process of it ends, and nothing is pushed", async (_, stage) => {
    const world = await openAppWorld({ files: { "README.md": "# site\n", ".yardmaster/all.yaml": SLOW_STEPS } });
    const thread = openThread(world);
    const before = world.repository.git.refs().get("refs/heads/login");
    await world.tells("ann", thread, "/run think");
    await world.eventually("the agent is at work", () => world.has("agent"));
    if (stage === "verify") world.put("go");
    await world.eventually("it is there", () => world.has(stage));
    expect(world.stepProcesses().length).toBeGreaterThan(1);
    await cancelled(world, thread, () => world.tells("ben", thread, "/run cancel"));
    expect(world.repository.git.refs().get("refs/heads/login")).toBe(before);
    world.github.assertNoViolations();
  });

  it("that waits for GitHub to come back before it can begin: it waits no longer", async () => {
    const world = await openAppWorld();
    const { github } = world;
    const thread = openThread(world);
    await world.heard(thread);
    github.fails("GET /acme/site.git/info/refs", { with: "status", status: 503 }, 1_000);
    await world.tells("ann", thread, "/run mend");
    await world.eventually("it is seen", () => world.cards(thread).length === 1);
    const failed = () => github.requests.all.filter(({ path, status }) => path.endsWith("/info/refs") && status === 503).length;
    await world.eventually("git was refused", () => failed() > 0);
    await cancelled(world, thread, () => world.tells("ben", thread, "/run cancel"));
    const tries = failed();
    github.recovers();
    await world.heard(thread);
    expect(failed()).toBe(tries);
    expect(world.cards(thread)).toHaveLength(1);
    github.assertNoViolations();
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
    await cancelled(world, thread, async () => github.as("ben").clicks(check, "cancel"));
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
      `"The run is already ending and can no longer be stopped."`,
    );
    world.put("go.git");
    await world.eventually("the run is done", () => world.cards(thread)[0]?.includes("Done") ?? false);
    const isGreen = () => [...world.repository.checks.values()].every(({ conclusion }) => conclusion === "success");
    await world.eventually("the checks say so", isGreen);
    expect(world.repository.git.git("log", "--format=%an", "main..login").split("\n")).toContain("yardmaster[bot]");
    world.github.assertNoViolations();
  });
});

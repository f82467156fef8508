// Runs in real worktrees: what a person finds in their repository afterwards.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createIssue } from "../../src/core/issue.ts";
import { hasEnded } from "../../src/core/run/state.ts";
import { systemClock } from "../../src/std/clock.ts";
import { createWorktreeWorkspaces } from "../../src/workspaces/worktree/index.ts";
import { createGitRepository, type GitRepository } from "../support/git-repository.ts";
import { aPlan, openWorld, type World, type WorldOptions } from "../support/world.ts";
import { createHeldAgent } from "../support/world-agent.ts";

let world: World;
let source: GitRepository;
afterEach(() => world.dispose());

async function open(options: WorldOptions = {}, hooks: { readonly before_run?: string } = {}): Promise<void> {
  world = await openWorld({
    issues: [createIssue("A-1")],
    workspaces(directory) {
      source = createGitRepository(join(directory, "source"));
      return createWorktreeWorkspaces({
        root: join(directory, "workspaces"),
        mirrors: join(directory, "mirrors"),
        source: source.path,
        hooks: { after_create: null, before_run: null, after_run: null, before_remove: null, ...hooks },
        hookTimeoutMs: 10_000,
        newHookCookie: () => ({ name: "YARDMASTER_COOKIE", value: `world.${directory}` }),
        env: { PATH: process.env["PATH"] ?? "/usr/bin:/bin", HOME: directory },
        clock: systemClock,
        warn() {},
      });
    },
    ...options,
  });
}

async function untilRuns(count: number) {
  return await world.until(async () => {
    const all = await world.runs();
    return all.length === count && all.every(hasEnded) && all;
  });
}

const log = () => source.git("log", "--format=%s", "--reverse", "main..yardmaster/A-1").split("\n").filter(Boolean);

describe("a run in a worktree", () => {
  it("leaves a branch with a commit for each step, and the person's own checkout as it was", async () => {
    await open({ plan: aPlan("plan", "implement") });
    await world.start();
    const [run] = await untilRuns(1);
    expect(run).toMatchObject({ status: "completed", commit: source.head("yardmaster/A-1") });
    expect(log()).toEqual(["A-1 (plan)", "A-1 (implement)"]);
    expect(source.files("yardmaster/A-1")).toMatchObject({ "plan.txt": "A-1\n", "implement.txt": "A-1\n", "README.md": "hello\n" });
    expect([source.git("status", "--porcelain"), source.git("symbolic-ref", "--short", "HEAD")]).toEqual(["", "main"]);
    expect(source.git("log", "-1", "--format=%an <%ae>%n%b", "yardmaster/A-1")).toContain(`Run: ${run?.id}`);
  });

  it("finds what the run before it left", async () => {
    await open({
      script: [
        { when: { attempt: 1 }, do: [{ write: { path: "half.txt", content: "half\n" } }], exit: 1 },
        { do: [{ replace: { path: "half.txt", find: "half", with: "whole" } }] },
      ],
    });
    await world.start();
    await untilRuns(2);
    expect(source.files("yardmaster/A-1")["half.txt"]).toBe("whole\n");
    expect(log()).toEqual(["A-1 (work)"]);
  });

  it("does not overwrite a branch that someone else has moved", async () => {
    const { agent, turns } = createHeldAgent();
    await open({ agent, settings: { maxFailures: 1 } });
    await world.start();
    const turn = await world.until(() => turns[0]);
    const theirs = source.commit("yardmaster/A-1", { "ours.txt": "theirs\n" });
    writeFileSync(join(turn.cwd, "ours.txt"), "ours\n");
    turn.end();
    const [run] = await untilRuns(1);
    expect(run?.error).toMatchObject({
      code: "PUBLISH_FAILED",
      message: expect.stringMatching(
        /^somebody .* to the same lines of 'ours\.txt'\. The run's commits are on 'yardmaster\/A-1-\w{7}': merge that by hand/,
      ),
      isOurs: true,
    });
    expect(source.head("yardmaster/A-1")).toBe(theirs);
  });

  it("commits once when its process dies between the commit and its record", async () => {
    await open();
    const first = await world.start({
      name: "first",
      seesStore: (store) => ({
        ...store,
        async append(batch) {
          if (!batch.events.some(({ type }) => type === "step.completed")) return await store.append(batch);
          first.kill();
          return await new Promise(() => {});
        },
      }),
    });
    await world.until(() => first.isDead);
    await world.start({ name: "second" });
    const [run] = await untilRuns(1);
    expect(run?.status).toBe("completed");
    expect(log()).toEqual(["A-1 (work)"]);
  });

  it("shows a failing before_run hook in the run's error, and keeps the agent out", async () => {
    await open({ settings: { maxFailures: 1 } }, { before_run: "echo nothing works here >&2; exit 3" });
    await world.start();
    const [run] = await untilRuns(1);
    expect(run?.error?.message).toContain("nothing works here");
    expect(run?.steps[0]?.attempts).toBe(0);
  });

  it("of a cancelled issue leaves the workspace and what is in it", async () => {
    const { agent, turns } = createHeldAgent();
    await open({ agent });
    await world.start();
    const turn = await world.until(() => turns[0]);
    await world.until(async () => (await world.store.status()).pendingEffects === 1);
    world.tracker.setIssue(createIssue("A-1", { state: "done" }));
    await untilRuns(1);
    expect(existsSync(turn.cwd)).toBe(true);
    expect(readFileSync(join(turn.cwd, "README.md"), "utf8")).toBe("hello\n");
    expect(source.head("yardmaster/A-1")).toBeNull();
  });
});

// A pull request that ends: what is stopped, and whose branch goes.
import { describe, expect, it } from "vitest";
import { type EndedPullRequest, endPullRequest } from "../../../src/bot/hear/end-pull-request.ts";
import type { Thread } from "../../../src/forge/forge.ts";
import type { ListedRun } from "../../../src/runtime/yard.ts";
import { aRun, aThreadYard, PULL, type YardScene } from "./a-thread-yard.ts";

type PullRequest = NonNullable<Thread["pullRequest"]>;

async function end(given: Partial<PullRequest>, scene: YardScene = {}) {
  const pullRequest = { ...(PULL.pullRequest as PullRequest), ...given };
  const { yard, done } = aThreadYard({ thread: { ...PULL, pullRequest }, ...scene });
  const { head, isFromFork, state } = pullRequest;
  const knock = {
    type: state === "merged" ? "pull-request.merged" : "pull-request.closed",
    thread: 2,
    at: 5000,
    sender: { login: "max", type: "User", isBot: false },
    pullRequest: { head, isFromFork, isMerged: state === "merged" },
  };
  return { nothing: await endPullRequest(knock as EndedPullRequest, yard), done, yard };
}

const UNDER_WAY = { runs: [aRun({ id: "run_2" }), aRun({ id: "run_0", status: "completed" })], onBranch: [aRun(), aRun({ id: "run_2" })] };

function askedAt(at: number): ListedRun {
  const { task, ...run } = aRun({ id: "run_3" });
  return { ...run, task: task && { ...task, origin: { ...task.origin, askedAt: at } } } as ListedRun;
}

describe("a pull request that ends", () => {
  it("stops each run of the thread and of the branch once", async () => {
    const { nothing, done } = await end({ state: "closed" }, UNDER_WAY);
    expect(nothing).toBeNull();
    expect(done).toEqual([
      "cancel run_2: max 'max' closed the pull request",
      "cancel run_1: max 'max' closed the pull request",
      "leave yardmaster/1-login",
    ]);
  });

  it("finishes a branch of ours when it was merged", async () => {
    expect((await end({ state: "merged" }, { onBranch: [aRun()] })).done).toEqual([
      "cancel run_1: the pull request was merged",
      "finish yardmaster/1-login at c2",
    ]);
  });

  it.each([["feature"], ["yardmaster/feature"], ["yardmaster"], ["x/yardmaster/1-login"]])(
    "deletes no branch called %s, and keeps no workspace for it",
    async (head) => {
      expect(await end({ state: "merged", head })).toMatchObject({
        nothing: "nothing was under way for the pull request",
        done: [`leave ${head}`],
      });
    },
  );

  it("touches nothing of ours for a fork whose branch is called like one of ours", async () => {
    expect((await end({ state: "merged", isFromFork: true }, { onBranch: [aRun()] })).done).toEqual([]);
  });

  it("stops what was asked for before it when it has been opened again meanwhile, and leaves the branch alone", async () => {
    const { nothing, done } = await end({ state: "open" }, UNDER_WAY);
    expect(nothing).toBeNull();
    expect(done).toEqual(["cancel run_2: max 'max' closed the pull request", "cancel run_1: max 'max' closed the pull request"]);
  });

  it("stops nothing of the same second when it is open now", async () => {
    const runs = [askedAt(5000)];
    expect(await end({ state: "open" }, { runs })).toMatchObject({ nothing: "the pull request is open again", done: [] });
    expect((await end({ state: "closed" }, { runs })).done[0]).toBe("cancel run_3: max 'max' closed the pull request");
  });

  it("stops what was asked for before it and is told later, though it is open again", async () => {
    const { yard } = await end({ state: "open" });
    expect(await yard.listStops(2)).toMatchObject([{ at: 5000, by: "max", did: "closed the pull request", mark: null }]);
  });

  it("stops nothing that was asked for since, and is told of first", async () => {
    expect((await end({ state: "merged" }, { onBranch: [askedAt(6000), aRun()] })).done).toEqual([
      "cancel run_1: the pull request was merged",
      "finish yardmaster/1-login at c2",
    ]);
  });

  it("means also what was asked for before in the issue that it was made for, and is told later", async () => {
    const { yard } = await end({ state: "merged" }, { runs: [aRun({ status: "completed" })] });
    expect(await yard.listStops(1)).toMatchObject([{ at: 5000, by: "max", did: "merged the pull request", mark: null }]);
  });

  it("stops what is under way when it is gone altogether", async () => {
    expect((await end({ state: "closed" }, { ...UNDER_WAY, thread: null })).done).toHaveLength(3);
  });
});

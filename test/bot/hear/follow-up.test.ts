// What comes back on a pull request: whom it is told, and what keeps it from starting anything.
import { describe, expect, it } from "vitest";
import { openRenderer } from "../../../src/app/rooms.ts";
import { followUp, type SignalKnock } from "../../../src/bot/hear/follow-up.ts";
import { aRun, aThreadYard, PULL, type YardScene } from "./a-thread-yard.ts";

const WRITERS = { permissions: { max: "write", "reviewer[bot]": "write", rob: "triage" } } as const;
const PULL_REQUEST = PULL.pullRequest as NonNullable<typeof PULL.pullRequest>;

function about(login: string, isBot = false) {
  return {
    guid: "guid",
    sender: { login, type: isBot ? "Bot" : "User", isBot },
    at: 0,
    installation: 1,
    repository: { id: 9, owner: "acme", name: "site", defaultBranch: "main" },
    thread: 2,
    pullRequest: { title: PULL.title, body: PULL.body },
  };
}

function comment(login = "max", isBot = false): SignalKnock {
  const said = { id: 5, body: "Why?", author: login, isByBot: isBot, url: "https://forge.test/c5", path: "a.ts", line: 7 };
  return {
    ...about(login, isBot),
    type: "review-comment.created",
    comment: { ...said, commit: "c1", replyTo: null, review: 4 },
  } as SignalKnock;
}

function review(state = "changes_requested"): SignalKnock {
  const said = { id: 4, state, body: "Not yet.", author: "max", url: "https://forge.test/r4", commit: "c2" };
  return { ...about("max"), type: "review.submitted", review: said } as SignalKnock;
}

function failed(given: { readonly commit?: string; readonly thread?: number | null; readonly branch?: string } = {}): SignalKnock {
  const { commit = "c2", thread = 2, branch = "yardmaster/1-login" } = given;
  const check = { id: 3, name: "test", externalId: null, commit, branch, conclusion: "failure", app: "ci", url: null, pullRequests: [] };
  return { ...about("ci[bot]", true), thread, type: "check.failed", check } as SignalKnock;
}

async function hear(knock: SignalKnock, scene: YardScene = {}) {
  const watched = aThreadYard({ ...WRITERS, ...scene });
  return { nothing: await followUp(knock, { yard: watched.yard, loadRenderer: openRenderer }), ...watched };
}

describe("what comes back on a pull request of ours", () => {
  it("is told to the triggers with its line, by the person, on the branch", async () => {
    const { nothing, events, done } = await hear(comment());
    expect(nothing).toBeNull();
    expect(done).toEqual(["ask #2 review-comment/5 by max, a person"]);
    expect(events).toMatchObject([
      {
        type: "review_commented",
        id: "review-comment/5",
        commit: "c2",
        comment: { path: "a.ts", line: 7 },
        origin: { thread: 2, by: "max", branch: "yardmaster/1-login" },
      },
    ]);
  });

  it("starts nothing while work in the pull request is paused", async () => {
    const { nothing, events, done } = await hear(comment(), { pauses: new Map([[2, { by: "ann", reason: "" }]]) });
    expect(nothing).toBe("work here is paused by 'ann', so nothing starts by itself");
    expect({ events, done }).toEqual({ events: [], done: [] });
  });

  it("is a review with its state", async () => {
    expect((await hear(review())).events).toMatchObject([
      { type: "review_submitted", review: { state: "changes_requested", body: "Not yet." } },
    ]);
  });

  it("is a failed check, known by commit and name, for whoever asked last", async () => {
    const { events, done } = await hear(failed(), { runs: [aRun({ status: "completed", by: "ann" })] });
    expect(done).toEqual(["ask #2 follow-up/c2 by ann"]);
    expect(events).toMatchObject([{ type: "check_failed", id: "check/2/c2/test", check: { name: "test" }, origin: { by: "ann" } }]);
  });

  it("is found by its branch when the check names no pull request", async () => {
    expect((await hear(failed({ thread: null }))).nothing).toBeNull();
    expect((await hear(failed({ thread: null, branch: "main" }))).nothing).toBe("it is on no pull request that is there");
  });

  it("is told to the run that follows up already, and to nobody else", async () => {
    const { events, done } = await hear(comment(), { runs: [aRun({ event: "check_failed" })] });
    expect(done).toEqual(["tell run_1 by max: a.ts:7: Why?"]);
    expect(events).toEqual([]);
  });

  it.each([
    ["it cannot hear any more", { runs: [aRun({ event: "check_failed" })], told: "run.no-turn-left" }],
    ["it is being stopped", { runs: [aRun({ event: "check_failed", cancelRequested: true })] }],
    ["it is no follow-up", { runs: [aRun()] }],
    ["it has ended", { runs: [aRun({ event: "check_failed", status: "failed" })] }],
  ] as const)("goes to the triggers when a run is there and %s", async (_case, scene) => {
    expect((await hear(comment(), scene)).events).toHaveLength(1);
  });

  it.each([
    ["by somebody who may not write", comment("rob"), {}, "rob has triage permission, and a review that starts work needs write"],
    ["that no trigger waits for", comment(), { listens: false }, "no trigger waits for review_commented"],
    ["on an earlier commit", failed({ commit: "c1" }), {}, "the check failed on an earlier commit"],
    ["when it is gone", comment(), { thread: null }, "it is on no pull request that is there"],
    ["on an issue", failed(), { thread: { ...PULL, pullRequest: null } }, "it is on no pull request"],
    [
      "when it is closed",
      comment(),
      { thread: { ...PULL, pullRequest: { ...PULL_REQUEST, state: "closed" } } },
      "the pull request is closed",
    ],
    [
      "from a fork",
      comment(),
      { thread: { ...PULL, pullRequest: { ...PULL_REQUEST, isFromFork: true } } },
      "the pull request comes from a fork, which Yardmaster cannot push to",
    ],
    [
      "from the default branch",
      comment(),
      { thread: { ...PULL, pullRequest: { ...PULL_REQUEST, isFromDefaultBranch: true, head: "main" } } },
      "the pull request comes from the default branch `main`, which Yardmaster never pushes to",
    ],
    [
      "of somebody else",
      comment(),
      { thread: { ...PULL, pullRequest: { ...PULL_REQUEST, head: "yardmaster/feature" } } },
      "the pull request is not one of Yardmaster's",
    ],
  ] as const)("starts nothing %s", async (_case, knock, scene, why) => {
    const { nothing, events, done } = await hear(knock, scene as YardScene);
    expect(nothing).toBe(why);
    expect([events, done]).toEqual([[], []]);
  });

  it("counts on another branch when the pull request carries our mark", async () => {
    const thread = { ...PULL, body: "x\n\n<!-- yardmaster:title/1 -->", pullRequest: { ...PULL_REQUEST, head: "feature" } };
    expect((await hear(comment(), { thread })).events).toHaveLength(1);
  });

  it("counts as nobody's act when a bot says it", async () => {
    expect((await hear(comment("reviewer[bot]", true))).done).toEqual(["ask #2 follow-up/c2 by reviewer[bot]"]);
  });

  it("is refused in a loop, which is said once for a commit", async () => {
    const { nothing, events, done } = await hear(failed(), { start: { outcome: "refused", code: "start.no-person", tell: true } });
    expect(nothing).toBe("enough runs have followed without a person");
    expect(events).toEqual([]);
    expect(done[1]).toMatchInlineSnapshot(
      `"reply #2 follow-up/c2: Several runs in a row have started here by themselves, so no more will until a person steps in: with a command, a review or a push to this branch."`,
    );
    const silent = await hear(failed(), { start: { outcome: "refused", code: "start.too-many", tell: false } });
    expect(silent.nothing).toBe("too many runs have followed in an hour");
    expect(silent.done).toHaveLength(1);
  });
});

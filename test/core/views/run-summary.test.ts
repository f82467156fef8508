// A run as lists show it.
import { describe, expect, it } from "vitest";
import type { RunCommand } from "../../../src/core/run/decide.ts";
import { RUNS, toRunDocuments, toRunSummary } from "../../../src/core/views/run-summary.ts";
import { givenRun, NOW } from "../../support/given.ts";
import { begin, cancel, create, done, failed, finished, lived, ORDER, ready } from "../run/past.ts";

function summarize(...commands: readonly RunCommand[]) {
  const { state } = givenRun(lived(...commands));
  if (!state) throw new Error("there is no run");
  return { summary: toRunSummary(state), documents: toRunDocuments(state) };
}

describe("a run's summary", () => {
  it("has nothing to say of what has not happened yet", () => {
    expect(summarize(create(["one"])).summary).toEqual({
      id: "r",
      status: "queued",
      workflow: "test",
      identifier: "a",
      title: "a",
      task: null,
      attempt: null,
      branch: null,
      commit: null,
      workspace: null,
      error: null,
      cancelRequested: false,
      createdAt: NOW,
      startedAt: null,
      endedAt: null,
    });
  });

  it("says where the work is and what came of it", () => {
    const commands = [create(["one"]), ready, begin("one"), done("one", 1, "c1"), finished()] as const;
    expect(summarize(...commands).summary).toMatchObject({
      status: "completed",
      branch: "yardmaster/a",
      commit: "c1",
      workspace: "/yard/a",
      endedAt: NOW,
    });
    expect(summarize(create(["one"]), ready, begin("one"), failed("one"), finished()).summary).toMatchObject({
      status: "failed",
      error: "step one failed after 1 attempt: it broke",
    });
  });

  it("tells that a run is asked to stop before it has", () => {
    expect(summarize(create(["one"]), ready, begin("one"), cancel()).summary).toMatchObject({ status: "running", cancelRequested: true });
  });

  it("is kept under its id, found by its status and sorted by its beginning", () => {
    const { documents, summary } = summarize(create(["one"]));
    expect(documents).toEqual([{ collection: RUNS, id: "r", tag: "queued", at: NOW, body: summary }]);
  });

  it("is found by its thread and its branch too when it was asked for in one", () => {
    const origin = { thread: 7, by: "ann", comment: null, branch: "yardmaster/7-login" };
    const { documents } = summarize(create(["one"], { task: { ...ORDER, origin } }));
    expect(documents.map(({ collection, id, tag }) => `${collection}: ${id} under ${tag}`)).toEqual([
      "runs: r under queued",
      "runs-by-thread: r under 7",
      "runs-by-branch: r under yardmaster/7-login",
    ]);
  });
});

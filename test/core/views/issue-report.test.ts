// What a tracker is told: the present state of the run and the claim, not the event that led to it.
import { describe, expect, it } from "vitest";
import { toIssueId, toRunId } from "../../../src/core/ids.ts";
import type { RunEvent } from "../../../src/core/run/events.ts";
import type { Claim, ClaimPhase } from "../../../src/core/scheduler/state.ts";
import { toReportFacts } from "../../../src/core/views/issue-report.ts";
import { givenRun, NOW } from "../../support/given.ts";
import { aStep, begin, cancel, create, done, failed, finished, lived, ready, unready } from "../run/past.ts";

function aClaim(phase: ClaimPhase, different: Partial<Claim> = {}): Claim {
  const counts = { sessions: 1, waits: 0, failures: 0 };
  const issue = { issueId: toIssueId("a"), identifier: "a", issueState: "planned" };
  return { ...issue, ...counts, phase, runId: toRunId("r"), source: "tracker", dueAt: null, reason: null, since: NOW, ...different };
}

function toFacts(past: readonly RunEvent[], claim: Claim | undefined) {
  const { state } = givenRun(past);
  if (!state) throw new Error("there is no run");
  return toReportFacts(state, claim);
}

const two = create(["one", "two"]);
const failing = lived(two, ready, begin("one"), failed("one"));

describe("a report on an issue", () => {
  it("says which step is under way, of how many", () => {
    expect(toFacts(lived(two, ready, begin("one"), done("one", 1, "c1"), begin("two")), aClaim("running"))).toEqual({
      issueId: "a",
      runId: "r",
      phase: "working",
      branch: "yardmaster/a",
      commit: "c1",
      step: { id: "two", number: 2, total: 2 },
      attempt: null,
      reason: null,
    });
  });

  it("names no branch before there is one", () => {
    expect(toFacts(lived(two), aClaim("running"))).toMatchObject({ phase: "working", branch: null, step: { id: "one", number: 1 } });
  });

  it("names the step that failed, not the one after it, and why", () => {
    const step = { id: "one", number: 1, total: 2 };
    expect(toFacts(failing, aClaim("running"))).toMatchObject({ phase: "working", step });
    const reason = "step one failed after 1 attempt: it broke";
    expect(toFacts(lived(two, ready, begin("one"), failed("one"), finished()), aClaim("retrying"))).toMatchObject({
      phase: "failed",
      step,
      reason,
    });
  });

  it("names no step when the failure was none of theirs", () => {
    expect(toFacts(lived(two, unready, finished()), aClaim("retrying"))).toMatchObject({
      phase: "failed",
      step: null,
      reason: "no space left",
    });
  });

  it("of a completed run names no step, tolerated failures or not", () => {
    const lenient = create([aStep("one", { continueOnError: true })]);
    const past = lived(lenient, ready, begin("one"), failed("one"), finished());
    expect(toFacts(past, aClaim("settled"))).toMatchObject({ phase: "completed", step: null, reason: null });
  });

  it("says what a person is needed for when the issue is parked, however the run ended", () => {
    for (const past of [lived(two, ready, cancel(), finished()), lived(two, unready, finished())]) {
      expect(toFacts(past, aClaim("parked", { reason: "10 runs failed" }))).toMatchObject({
        phase: "needs-person",
        reason: "10 runs failed",
      });
    }
  });

  it("is of the latest run only: a late report of an older one says nothing", () => {
    expect(toFacts(failing, aClaim("running", { runId: toRunId("newer") }))).toBeNull();
  });

  it("says nothing once the tracker itself has moved the issue on", () => {
    expect(toFacts(failing, undefined)).toBeNull();
    expect(toFacts(lived(two, ready, begin("one")), aClaim("stopping"))).toBeNull();
  });
});

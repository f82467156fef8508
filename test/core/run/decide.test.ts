// One run from its beginning to its end, step by step: the state machines of the run engine (3.4) and its rules E1 to E6, E14, E17.
import { describe, expect, it } from "vitest";
import type { RunCommand } from "../../../src/core/run/decide.ts";
import type { StepError } from "../../../src/core/run/state.ts";
import { givenRun, NOW } from "../../support/given.ts";
import {
  anError,
  aStep,
  begin,
  cancel,
  create,
  done,
  failed,
  finished,
  handBack,
  lived,
  ready,
  retries,
  types,
  unready,
  WORKSPACE,
} from "./past.ts";

const execute = (stepId: string, attempt: number, dueAt = 0) => ({
  type: "step.execute",
  key: `step:${stepId}:${attempt}`,
  dueAt,
  runId: "r",
  stepId,
  attempt,
});
const report = (occasion: string) => ({ type: "tracker.report", key: `report:${occasion}`, dueAt: 0, runId: "r" });
const finish = { type: "workspace.finish", key: "finish", dueAt: 0, runId: "r" };

describe("a run", () => {
  it("is queued when it is created, and asks for a workspace", () => {
    const { state, effects } = givenRun([]).when(create(["one", "two"]));
    expect(state).toMatchObject({ id: "r", status: "queued", createdAt: NOW, startedAt: null, workspace: null });
    expect(state?.steps).toMatchObject([
      { id: "one", status: "pending", reason: null, attempts: 0 },
      { id: "two", status: "pending", reason: "dependencies", attempts: 0 },
    ]);
    expect(effects).toEqual([{ type: "workspace.provision", key: "provision", dueAt: 0, runId: "r" }, report("queued")]);
  });

  it("is running once it has a workspace, and begins with the first step", () => {
    const { state, effects } = givenRun(lived(create(["one", "two"]))).when(ready, NOW + 5);
    expect(state).toMatchObject({ status: "running", startedAt: NOW + 5, workspace: WORKSPACE });
    expect(effects).toEqual([execute("one", 1)]);
  });

  it("ends on the commit that its branch is at once it was handed over, with what others pushed to it meanwhile", () => {
    const past = lived(create(["one"]), ready, begin("one", 1), done("one", 1, "c1"));
    expect(givenRun(past).when(finished(null, "c1")).events).toEqual([{ type: "run.completed", at: NOW }]);
    expect(givenRun(past).when(finished(null, "c2")).state).toMatchObject({ status: "completed", commit: "c2" });
    expect(givenRun(past).when(finished(null, "c1", ["a.txt"])).state).toMatchObject({ commit: "c1", conflicts: ["a.txt"] });
  });

  it("fails without a workspace, after which there is still something to hand over", () => {
    const { state, effects } = givenRun(lived(create(["one"]))).when(unready);
    expect(state?.ending).toEqual({
      outcome: "failed",
      error: { code: "WORKSPACE_FAILED", message: "no space left", failedStep: null },
    });
    expect(effects).toEqual([finish]);
    expect(givenRun(lived(create(["one"]), unready)).when(finished()).state).toMatchObject({
      status: "failed",
      error: { code: "WORKSPACE_FAILED" },
    });
  });

  it("goes from step to step and keeps the last commit", () => {
    const { state, effects } = givenRun(lived(create(["one", "two"]), ready, begin("one"))).when(done("one", 1, "c1"), NOW + 5);
    expect(state).toMatchObject({ status: "running", commit: "c1" });
    expect(state?.steps).toMatchObject([
      { status: "completed", reason: null, commit: "c1", changedFiles: 2, endedAt: NOW + 5 },
      { status: "pending", reason: null },
    ]);
    expect(effects).toEqual([execute("two", 1)]);
    const later = givenRun(lived(create(["one", "two"]), ready, begin("one", 1), done("one", 1, "c1"), begin("two"))).when(done("two"));
    expect(later.state).toMatchObject({ commit: "c1", ending: { outcome: "completed", error: null } });
    expect(later.effects).toEqual([finish]);
  });

  it("is completed when what it made is handed over, and says so to the scheduler", () => {
    const { state, effects } = givenRun(lived(create(["one"]), ready, begin("one"), done("one"))).when(finished(), NOW + 9);
    expect(state).toMatchObject({ status: "completed", endedAt: NOW + 9, error: null });
    const exit = { issueId: "a", runId: "r", outcome: "completed", cause: null, message: "", retryAfterMs: null };
    expect(effects).toEqual([{ type: "scheduler.report-exit", key: "exit", dueAt: 0, exit }]);
  });

  it("fails when what it made could not be handed over", () => {
    const { state, effects } = givenRun(lived(create(["one"]), ready, begin("one"), done("one"))).when(finished("the branch has moved"));
    expect(state).toMatchObject({ status: "failed", error: { code: "PUBLISH_FAILED", message: "the branch has moved", failedStep: null } });
    expect(effects).toMatchObject([{ exit: { outcome: "failed", cause: "work", message: "the branch has moved" } }]);
  });

  it("that failed in a step stays failed for that, whatever else goes wrong on the way out", () => {
    const past = lived(create(["one"]), ready, begin("one"), failed("one"));
    expect(givenRun(past).when(finished("the hook too")).state?.error).toMatchObject({ code: "STEP_EXECUTION_FAILED", failedStep: "one" });
  });

  it("reports no progress to a tracker that does not list it", () => {
    const past = lived(create(["one"], { source: "request" }), ready, begin("one"), done("one"), finished());
    expect(types(givenRun(past).effects)).toEqual(["workspace.provision", "step.execute", "workspace.finish", "scheduler.report-exit"]);
  });
});

describe("a step", () => {
  it("runs from the moment its attempt begins", () => {
    const { state, effects } = givenRun(lived(create(["one"]), ready)).when(begin("one"), NOW + 5);
    expect(state?.steps).toMatchObject([{ status: "running", reason: null, attempts: 1, startedAt: NOW + 5 }]);
    expect(effects).toEqual([report("one:1")]);
  });

  const early = lived(create(["one", "two"]));
  const started = [...early, ...lived(create(["one", "two"]), ready).slice(1)];
  it.each([
    ["before there is a workspace", early, begin("one")],
    ["before the step it depends on has ended", started, begin("two")],
    ["with an attempt that is not the next", started, begin("one", 2)],
    ["with no attempt", started, begin("one", 0)],
    ["that the plan does not have", started, begin("three")],
    ["with another attempt than the one under way", lived(create([aStep("one", retries(2))]), ready, begin("one")), begin("one", 2)],
    ["after the run began to end", lived(create(["one", "two"]), ready, begin("one"), failed("one")), begin("two")],
    ["after the run has ended", lived(create(["one"]), ready, begin("one"), failed("one"), finished()), begin("one", 2)],
  ])("does not begin %s", (_, past, command) => {
    expect(givenRun(past).when(command)).toMatchObject({ events: [], refused: null });
  });
});

describe("a failed attempt", () => {
  const thrice = create([aStep("one", retries(3)), "two"]);

  it("is followed by another after the policy's delay", () => {
    const { state, effects } = givenRun(lived(thrice, ready, begin("one"))).when(failed("one"));
    expect(state).toMatchObject({ status: "running", ending: null });
    expect(state?.steps[0]).toMatchObject({
      status: "pending",
      reason: "retry_scheduled",
      attempts: 1,
      failures: 1,
      nextAttemptAt: NOW + 1000,
      error: anError("EXIT"),
    });
    expect(effects).toEqual([execute("one", 2, NOW + 1000)]);
  });

  it("leaves no trace of its error and its date in the attempt after it", () => {
    const past = lived(thrice, ready, begin("one"), failed("one"), begin("one", 2));
    expect(givenRun(past).state?.steps[0]).toMatchObject({
      status: "running",
      reason: null,
      attempts: 2,
      nextAttemptAt: null,
      error: null,
    });
  });

  it("is the last when the policy's attempts are used up", () => {
    const past = lived(thrice, ready, begin("one"), failed("one"), begin("one", 2), failed("one", 2), begin("one", 3));
    const { state, effects } = givenRun(past).when(failed("one", 3));
    expect(state?.steps).toMatchObject([
      { status: "failed", reason: "attempts_exhausted", attempts: 3, failures: 3, endedAt: NOW },
      { status: "pending", reason: "blocked_by_failure", attempts: 0 },
    ]);
    expect(state?.ending).toEqual({
      outcome: "failed",
      error: { code: "STEP_EXECUTION_FAILED", message: "step one failed after 3 attempts: it broke", failedStep: "one" },
    });
    expect(effects).toEqual([finish]);
  });

  it("may be made good by the next", () => {
    const past = lived(thrice, ready, begin("one"), failed("one"), begin("one", 2));
    const { state } = givenRun(past).when(done("one", 2));
    expect(state?.steps).toMatchObject([{ status: "completed", attempts: 2, failures: 1 }, { status: "pending" }]);
  });

  const reasons: readonly { readonly what: string; readonly command: RunCommand; readonly reason: string }[] = [
    { what: "no more attempts", command: failed("one"), reason: "attempts_exhausted" },
    { what: "an error that trying again does not mend", command: failed("one", 1, { retryable: false }), reason: "not_retryable" },
    { what: "a timeout", command: failed("one", 1, { code: "TIMEOUT" }), reason: "timeout" },
  ];
  it.each(reasons)("ends the step with a reason of its own for $what", ({ command, reason }) => {
    expect(givenRun(lived(create(["one"]), ready, begin("one"))).when(command).state?.steps[0]).toMatchObject({ status: "failed", reason });
  });

  it("that trying again does not mend uses no attempt that is left", () => {
    const { state } = givenRun(lived(thrice, ready, begin("one"))).when(failed("one", 1, { retryable: false }));
    expect(state?.ending?.error?.message).toBe("step one failed after 1 attempt: it broke");
  });

  const causes: readonly (readonly [StepError["code"], string])[] = [
    ["EXIT", "work"],
    ["TIMEOUT", "work"],
    ["STALLED", "work"],
    ["NO_CHANGE", "work"],
    ["INTERNAL", "work"],
    ["QUOTA", "quota"],
    ["CREDENTIALS", "setup"],
    ["NOT_STARTED", "setup"],
  ];
  it.each(causes)("for %s is told to the scheduler as %s", (code, cause) => {
    const past = lived(create(["one"]), ready, begin("one"), failed("one", 1, { code, retryable: false, retryAfterMs: 77 }));
    expect(givenRun(past).when(finished()).effects).toMatchObject([{ exit: { outcome: "failed", cause, retryAfterMs: 77 } }]);
  });
});

describe("a step whose failure is tolerated", () => {
  const lenient = aStep("lint", { continueOnError: true });

  it("in the middle is noted, and the run goes on", () => {
    const past = lived(create([lenient, "two"]), ready, begin("lint"));
    const { events, state, effects } = givenRun(past).when(failed("lint"));
    expect(events).toMatchObject([{ type: "step.failed", tolerated: true }]);
    expect(state?.steps).toMatchObject([
      { status: "failed", reason: "attempts_exhausted" },
      { status: "pending", reason: null },
    ]);
    expect(effects).toEqual([execute("two", 1)]);
  });

  it("at the end lets the run complete", () => {
    const past = lived(create(["one", lenient]), ready, begin("one"), done("one"), begin("lint"), failed("lint"), finished());
    expect(givenRun(past).state).toMatchObject({ status: "completed", error: null });
  });

  it("is still tried again first", () => {
    const past = lived(create([{ ...lenient, ...retries(2) }]), ready, begin("lint"));
    expect(types(givenRun(past).when(failed("lint")).events)).toEqual(["step.retry-scheduled"]);
  });

  it("is not blamed when another step fails the run", () => {
    const past = lived(create([lenient, "two"]), ready, begin("lint"), failed("lint", 1, { code: "QUOTA" }), begin("two"), failed("two"));
    expect(givenRun(past).when(finished()).effects).toMatchObject([{ exit: { cause: "work" } }]);
  });
});

describe("a command that was delivered before", () => {
  const twoSteps = create(["one", "two"]);
  const retried = create([aStep("one", retries(2))]);
  it.each<readonly [string, readonly RunCommand[]]>([
    ["creating the run", [twoSteps]],
    ["the workspace is there", [twoSteps, ready]],
    ["the workspace could not be made", [twoSteps, unready]],
    ["a step completed", [twoSteps, ready, begin("one"), done("one")]],
    ["the last step completed", [create(["one"]), ready, begin("one"), done("one")]],
    ["a step failed for good", [twoSteps, ready, begin("one"), failed("one")]],
    ["a step is tried again", [retried, ready, begin("one"), failed("one")]],
    ["a step was handed back", [twoSteps, ready, begin("one"), handBack("one")]],
    ["cancelling", [twoSteps, cancel()]],
    ["cancelling under way", [twoSteps, ready, begin("one"), cancel()]],
    ["the workspace is handed over", [create(["one"]), ready, begin("one"), done("one"), finished()]],
  ])("comes to nothing the second time: %s", (_, commands) => {
    expect(givenRun(lived(...commands)).when(commands.at(-1) as RunCommand).events).toEqual([]);
  });
});

describe("stale news", () => {
  const second = lived(create([aStep("one", retries(2))]), ready, begin("one"), failed("one"), begin("one", 2));
  const ended = lived(create(["one"]), ready, begin("one"), done("one"), finished());

  it.each([done("one", 1), failed("one", 1), done("one", 3), handBack("one", 1), done("other", 2)])(
    "of another attempt changes nothing",
    (news) => {
      expect(givenRun(second).when(news).events).toEqual([]);
    },
  );

  it.each([done("one"), failed("one"), begin("one"), begin("one", 2), ready, unready, finished(), handBack("one"), create(["one"])])(
    "after the run's end changes nothing",
    (news) => {
      expect(givenRun(ended).when(news)).toMatchObject({ events: [], refused: null });
    },
  );

  it.each([ready, unready, begin("one"), done("one"), handBack("one"), cancel(), finished()])(
    "of a run that never was is refused",
    (news) => {
      expect(givenRun([]).when(news).refused).toBe("run.not-found");
    },
  );
});

// Workers that are lost in the middle of a step or give it back (run engine, rule E16), and runs that wait to be admitted.
import { describe, expect, it } from "vitest";
import { givenRun } from "../../support/given.ts";
import { aStep, begin, cancel, create, done, failed, finished, handBack, lived, ready, retries, types } from "./past.ts";

const oneStep = create([aStep("one", retries(2)), "two"]);

describe("a step whose worker was lost", () => {
  it("is taken up again as the same attempt, and uses up no retry", () => {
    const { events, state, effects } = givenRun(lived(oneStep, ready, begin("one"))).when(begin("one"));
    expect(types(events)).toEqual(["step.recovered"]);
    expect(state?.steps[0]).toMatchObject({ status: "running", attempts: 1, failures: 0, interruptions: 1 });
    expect(effects).toEqual([]);
  });

  it("takes the answer of whoever has it now", () => {
    const past = lived(oneStep, ready, begin("one"), begin("one"));
    expect(givenRun(past).when(done("one")).state?.steps[0]).toMatchObject({ status: "completed", attempts: 1 });
  });

  it("is given up the third time: it may be what ends the workers", () => {
    const twice = lived(oneStep, ready, begin("one"), begin("one"), begin("one"));
    expect(givenRun(twice).state?.steps[0]).toMatchObject({ interruptions: 2, status: "running" });
    const { state } = givenRun(twice).when(begin("one"));
    const message = "the worker was lost 3 times in the middle of step one";
    expect(state?.steps[0]).toMatchObject({ status: "failed", reason: "interrupted", error: { code: "INTERRUPTED", message } });
    expect(state?.ending).toMatchObject({ outcome: "failed", error: { failedStep: "one" } });
    const ended = [...twice, ...givenRun(twice).when(begin("one")).events];
    expect(givenRun(ended).when(finished()).effects).toMatchObject([{ exit: { cause: "work" } }]);
  });

  it("is given up over all its attempts, not in each anew", () => {
    const past = lived(oneStep, ready, begin("one"), begin("one"), begin("one"), failed("one"), begin("one", 2));
    expect(givenRun(past).when(begin("one", 2)).state?.steps[0]).toMatchObject({ status: "failed", reason: "interrupted" });
  });

  it("is given up and passed over when its failures are tolerated", () => {
    const lenient = create([aStep("one", { continueOnError: true }), "two"]);
    const past = lived(lenient, ready, begin("one"), begin("one"), begin("one"));
    expect(givenRun(past).when(begin("one")).effects).toMatchObject([{ type: "step.execute", stepId: "two" }]);
  });

  it("ends at once under a cancellation", () => {
    const { events, state } = givenRun(lived(oneStep, ready, begin("one"), cancel())).when(begin("one"));
    expect(types(events)).toEqual(["step.cancelled", "run.finishing"]);
    expect(state?.steps[0]).toMatchObject({ status: "cancelled", interruptions: 0 });
  });
});

describe("a step that was handed back", () => {
  it("waits as recovered, and begins again as the same attempt", () => {
    const past = lived(oneStep, ready, begin("one"), handBack("one"));
    expect(givenRun(past).state?.steps[0]).toMatchObject({ status: "pending", reason: "recovered", attempts: 1 });
    expect(givenRun(past).when(begin("one", 2)).events).toEqual([]);
    const { events, state } = givenRun(past).when(begin("one"));
    expect(types(events)).toEqual(["step.started"]);
    expect(state?.steps[0]).toMatchObject({ status: "running", attempts: 1, failures: 0, interruptions: 0 });
  });

  it("may be handed back any number of times", () => {
    const rounds = Array.from({ length: 5 }, () => [begin("one"), handBack("one")]).flat();
    expect(givenRun(lived(oneStep, ready, ...rounds)).when(begin("one")).state?.steps[0]).toMatchObject({ attempts: 1, interruptions: 0 });
  });

  it("keeps the time at which it first began", () => {
    const past = lived(oneStep, ready, begin("one"), handBack("one"));
    const startedAt = givenRun(past).state?.steps[0]?.startedAt;
    expect(givenRun(past).when(begin("one"), 1).state?.steps[0]?.startedAt).toBe(startedAt);
  });
});

describe("a run that a person asked for", () => {
  const held = create(["one"], { held: true, source: "request" });
  const admit = create(["one"], { source: "request" });

  it("is held until the scheduler admits it, and asks the scheduler to", () => {
    const { state, effects } = givenRun([]).when(held);
    expect(state).toMatchObject({ status: "queued", held: true });
    expect(effects).toMatchObject([{ type: "scheduler.request-run", key: "request", runId: "r", issue: { id: "a" } }]);
    const admitted = givenRun(lived(held)).when(admit);
    expect(types(admitted.events)).toEqual(["run.admitted"]);
    expect(types(admitted.effects)).toEqual(["workspace.provision"]);
    expect(givenRun(lived(held, admit)).when(admit).events).toEqual([]);
  });

  it("goes its way once it is admitted", () => {
    const past = lived(held, admit, ready, begin("one"), done("one"), finished());
    expect(givenRun(past).state).toMatchObject({ status: "completed", held: false });
  });

  it("ends without a workspace when it is cancelled while it is held", () => {
    const { events, effects } = givenRun(lived(held)).when(cancel());
    expect(types(events)).toEqual(["run.cancel-requested", "run.finishing"]);
    expect(effects.at(-1)).toMatchObject({ type: "workspace.finish" });
    expect(givenRun(lived(held, cancel())).when(finished()).effects).toMatchObject([{ exit: { outcome: "cancelled", runId: "r" } }]);
  });

  it("says again that it is over when the scheduler admits it after its end, so that its slot comes free", () => {
    const { effects } = givenRun(lived(held, cancel(), finished())).when(admit);
    expect(effects).toMatchObject([{ type: "scheduler.report-exit", exit: { runId: "r", outcome: "cancelled" } }]);
  });

  it("gets no workspace when it is admitted on its way out; its end is still to be told", () => {
    expect(givenRun(lived(held, cancel())).when(admit).effects).toEqual([]);
  });
});

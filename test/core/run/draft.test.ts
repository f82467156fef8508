// Runs that are noted before they are started: until then nothing is asked of anyone.
import { describe, expect, it } from "vitest";
import { currentStep, hasEnded } from "../../../src/core/run/state.ts";
import { toRunSummary } from "../../../src/core/views/run-summary.ts";
import { givenRun, NOW } from "../../support/given.ts";
import { admit, aStep, begin, cancel, create, done, draft, enqueue, failed, finished, lived, ORDER, ready, types } from "./past.ts";

describe("a run that is only created", () => {
  it("says what was asked for, has no step yet and wants nothing", () => {
    const { state, effects } = givenRun([]).when(draft);
    expect(state).toMatchObject({ status: "created", task: ORDER, held: true, steps: [], createdAt: NOW, plan: { name: "hello" } });
    expect(effects).toEqual([]);
    expect(state && [hasEnded(state), currentStep(state)]).toEqual([false, null]);
    expect(state && toRunSummary(state)).toMatchObject({
      status: "created",
      workflow: "hello",
      task: { name: "Hello", project: "demo", workflow: "hello", workspace: "default", goal: "Say hello" },
    });
  });

  it("is the same one when it is created again, and no other command begins it", () => {
    for (const command of [draft, create(["one"]), ready, begin("one"), admit]) {
      expect(givenRun(lived(draft)).when(command).events).toEqual([]);
    }
  });

  it("asks to be admitted once it is started, with the plan as it is then", () => {
    const { events, state, effects } = givenRun(lived(draft)).when(enqueue("one", "two"));
    expect(types(events)).toEqual(["run.enqueued"]);
    expect(state).toMatchObject({
      status: "queued",
      task: ORDER,
      held: true,
      steps: [
        { id: "one", reason: null },
        { id: "two", reason: "dependencies" },
      ],
    });
    expect(effects).toMatchObject([{ type: "scheduler.request-run", key: "request", runId: "r", issue: { id: "a" } }]);
    expect(givenRun(lived(draft, enqueue("one"), admit, ready, begin("one"), done("one"), finished())).state).toMatchObject({
      status: "completed",
    });
  });

  it("cannot be started twice, nor when it has ended, nor when it never was", () => {
    expect(givenRun(lived(draft, enqueue("one"))).when(enqueue("one")).refused).toBe("run.already-started");
    expect(givenRun(lived(create(["one"]))).when(enqueue("one")).refused).toBe("run.already-started");
    expect(givenRun(lived(draft, cancel())).when(enqueue("one")).refused).toBe("run.already-ended");
    expect(givenRun(lived(draft, cancel(), finished())).when(enqueue("one")).refused).toBe("run.already-ended");
    expect(givenRun([]).when(enqueue("one")).refused).toBe("run.not-found");
  });

  it("may be cancelled", () => {
    const { state, effects } = givenRun(lived(draft)).when(cancel());
    expect(state?.ending).toMatchObject({ outcome: "cancelled" });
    expect(types(effects)).toEqual(["workspace.finish"]);
    expect(givenRun(lived(draft, cancel(), finished())).state).toMatchObject({ status: "cancelled", steps: [] });
  });
});

describe("what a declared agent lacks", () => {
  const runner = { directory: "", shell: ["/bin/sh", "-c"], environment: [], ticketDirectory: "" } as const;
  const declared = { type: "run.enqueue", plan: { name: "hello", steps: [aStep("one")], runner } } as const;

  it.each(["NOT_STARTED", "CREDENTIALS", "QUOTA"] as const)("is its run's own trouble and halts no other work: %s", (code) => {
    const past = lived(draft, declared, admit, ready, begin("one"), failed("one", 1, { code, retryable: false }));
    expect(givenRun(past).when(finished()).effects).toMatchObject([{ exit: { outcome: "failed", cause: "work" } }]);
  });
});

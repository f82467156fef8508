// Cancelling a run in each of its stages (run engine, rule E15): what is under way answers first, and what it did is kept.
import { describe, expect, it } from "vitest";
import { givenRun } from "../../support/given.ts";
import { aStep, begin, cancel, create, done, failed, finished, handBack, lived, ready, retries, types, unready } from "./past.ts";

const twoSteps = create(["one", "two"]);
const cancelled = { outcome: "cancelled", error: { code: "CANCELLED", message: "not now", failedStep: null } };

describe("cancelling a run", () => {
  it("that waits for its workspace tells whoever makes it, and hands over one that is made all the same", () => {
    const asked = givenRun(lived(twoSteps)).when(cancel());
    expect(types(asked.events)).toEqual(["run.cancel-requested"]);
    expect(asked.effects).toEqual([
      { type: "effect.cancel", key: "provision" },
      { type: "workspace.provision", key: "provision", dueAt: 0, runId: "r" },
    ]);
    const { events, state, effects } = givenRun(lived(twoSteps, cancel())).when(ready);
    expect(types(events)).toEqual(["run.started", "run.finishing"]);
    expect(state).toMatchObject({ ending: cancelled, steps: [{ status: "cancelled", reason: "run_cancelled" }, { status: "cancelled" }] });
    expect(types(effects).filter((type) => type !== "effect.cancel")).toEqual(["workspace.finish"]);
  });

  it("stays cancelled when the workspace cannot be made", () => {
    expect(givenRun(lived(twoSteps, cancel())).when(unready).state?.ending).toEqual(cancelled);
  });

  it("between two steps begins nothing more, and takes back what waits", () => {
    const { events, state, effects } = givenRun(lived(twoSteps, ready, begin("one"), done("one"))).when(cancel());
    expect(types(events)).toEqual(["run.cancel-requested", "run.finishing"]);
    expect(state?.steps).toMatchObject([{ status: "completed" }, { status: "cancelled" }]);
    expect(effects).toContainEqual({ type: "effect.cancel", key: "step:two:1" });
    expect(effects.at(-1)).toMatchObject({ type: "workspace.finish" });
  });

  it("that waits for a retry takes the retry back", () => {
    const past = lived(create([aStep("one", retries(3))]), ready, begin("one"), failed("one"));
    const { state, effects } = givenRun(past).when(cancel());
    expect(state).toMatchObject({ ending: cancelled, steps: [{ status: "cancelled", nextAttemptAt: null, failures: 1 }] });
    expect(effects).toContainEqual({ type: "effect.cancel", key: "step:one:2" });
  });

  it("that was handed back takes the attempt back", () => {
    const { state, effects } = givenRun(lived(twoSteps, ready, begin("one"), handBack("one"))).when(cancel());
    expect(state?.ending).toEqual(cancelled);
    expect(effects).toContainEqual({ type: "effect.cancel", key: "step:one:1" });
  });

  it("in the middle of a step tells whoever has the step, and waits for the answer", () => {
    const { events, state, effects } = givenRun(lived(twoSteps, ready, begin("one"))).when(cancel());
    expect(types(events)).toEqual(["run.cancel-requested"]);
    expect(state).toMatchObject({ status: "running", ending: null, steps: [{ status: "running" }, { status: "pending" }] });
    expect(effects[0]).toEqual({ type: "effect.cancel", key: "step:one:1" });
  });

  it("offers the step again, so that someone answers for it when its worker is gone", () => {
    const { effects } = givenRun(lived(twoSteps, ready, begin("one"))).when(cancel());
    expect(effects.slice(1)).toEqual([{ type: "step.execute", key: "step:one:1", dueAt: 0, runId: "r", stepId: "one", attempt: 1 }]);
    const { events } = givenRun(lived(twoSteps, ready, begin("one"), cancel())).when(begin("one"));
    expect(types(events)).toEqual(["step.cancelled", "run.finishing"]);
  });

  const asked = lived(twoSteps, ready, begin("one"), cancel());

  it("keeps a success that comes all the same, and goes no further", () => {
    const { state, effects } = givenRun(asked).when(done("one", 1, "c1"));
    expect(state).toMatchObject({ commit: "c1", ending: cancelled, steps: [{ status: "completed" }, { status: "cancelled" }] });
    expect(types(effects)).not.toContain("step.execute");
  });

  it("is not undone by the success of the last step", () => {
    const past = lived(create(["one"]), ready, begin("one"), cancel(), done("one"), finished());
    expect(givenRun(past).state).toMatchObject({ status: "cancelled", error: { code: "CANCELLED" }, steps: [{ status: "completed" }] });
  });

  it.each([failed("one"), failed("one", 1, { retryable: false, code: "CANCELLED" }), handBack("one")])(
    "ends the step as cancelled when it fails or is handed back, without another try",
    (answer) => {
      const { events, state } = givenRun(asked).when(answer);
      expect(types(events)).toEqual(["step.cancelled", "run.finishing"]);
      expect(state?.steps).toMatchObject([
        { status: "cancelled", reason: "run_cancelled" },
        { status: "cancelled", reason: "run_cancelled" },
      ]);
    },
  );

  it("tells the scheduler who wanted it", () => {
    for (const by of ["person", "scheduler"] as const) {
      const past = lived(twoSteps, ready, begin("one"), cancel(by), failed("one"));
      const { state, effects } = givenRun(past).when(finished("the hook failed too"));
      expect(state).toMatchObject({ status: "cancelled" });
      expect(effects).toMatchObject([{ exit: { outcome: "cancelled", cause: by, message: "not now" } }]);
    }
  });

  it("that is being handed over comes too late and changes nothing", () => {
    for (const answer of [done("one"), failed("one")]) {
      const past = lived(create(["one"]), ready, begin("one"), answer);
      expect(givenRun(past).when(cancel())).toMatchObject({ events: [], refused: null });
    }
  });

  it("that has ended is refused, however it ended", () => {
    const ends = [
      lived(create(["one"]), ready, begin("one"), done("one"), finished()),
      lived(create(["one"]), ready, begin("one"), failed("one"), finished()),
      lived(twoSteps, ready, cancel(), finished()),
    ];
    for (const past of ends) expect(givenRun(past).when(cancel()).refused).toBe("run.already-ended");
  });

  it("twice keeps the first reason", () => {
    expect(givenRun(asked).when(cancel("scheduler"))).toMatchObject({ events: [], state: { cancellation: { by: "person" } } });
  });
});

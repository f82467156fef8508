// Folding a run from its events: only from its beginning on, and never by changing what it had.
import { describe, expect, it } from "vitest";
import { toStepId } from "../../../src/core/ids.ts";
import { applyRunEvent } from "../../../src/core/run/apply-event.ts";
import { currentStep, hasEnded, stoppedStep } from "../../../src/core/run/state.ts";
import { givenRun, NOW } from "../../support/given.ts";
import { aStep, begin, cancel, create, done, failed, finished, lived, ready } from "./past.ts";

describe("folding a run", () => {
  it("begins with its creation and with nothing else", () => {
    expect(() => applyRunEvent(null, { type: "run.completed", at: NOW })).toThrow("a run begins with run.queued, not with run.completed");
  });

  it("takes an event of a step that it does not have for one that changes no step", () => {
    const { state } = givenRun(lived(create(["one"]), ready));
    const next = applyRunEvent(state, { type: "step.started", stepId: toStepId("other"), attempt: 1, at: NOW }).state;
    expect(next.steps).toEqual(state?.steps);
  });
});

describe("where a run stands", () => {
  const two = create(["one", "two"]);
  const stages: readonly (readonly [string, ReturnType<typeof lived>, string | null, string | null])[] = [
    ["before it starts", lived(two), "one", null],
    ["in the first step", lived(two, ready, begin("one")), "one", null],
    ["before the second step", lived(two, ready, begin("one"), done("one")), "two", null],
    ["after a failure, while it is handed over", lived(two, ready, begin("one"), failed("one")), null, "one"],
    ["when it has failed", lived(two, ready, begin("one"), failed("one"), finished()), null, "one"],
    ["when it was cancelled between steps", lived(two, ready, begin("one"), done("one"), cancel()), null, "two"],
    ["when it went through", lived(create(["one"]), ready, begin("one"), done("one"), finished()), null, null],
    [
      "when it went through in spite of a failure",
      lived(create([aStep("one", { continueOnError: true })]), ready, begin("one"), failed("one"), finished()),
      null,
      null,
    ],
  ];
  it.each(stages)("is known %s", (_, past, current, stopped) => {
    const { state } = givenRun(past);
    if (!state) throw new Error("there is no run");
    expect([currentStep(state)?.id ?? null, stoppedStep(state)?.id ?? null]).toEqual([current, stopped]);
  });

  it("is the end for three of five statuses", () => {
    const ended = (["queued", "running", "completed", "failed", "cancelled"] as const).filter((status) => hasEnded({ status }));
    expect(ended).toEqual(["completed", "failed", "cancelled"]);
  });
});

// What is shown of a run in the answer to whoever asks how runs stand.
import { describe, expect, it } from "vitest";
import type { RunStatus } from "../../../src/core/run/state.ts";
import { toAnsweredRun } from "../../../src/core/views/thread-answers.ts";

const FAILURE = { step: "verify", message: "its command exited with code 1" };

function aListed(status: RunStatus) {
  return { id: "r", status, workflow: "fix", task: null, step: null, stepNumber: null, stepCount: null, cancelRequested: false };
}

describe("a run in an answer", () => {
  it.each<[RunStatus, typeof FAILURE | null]>([
    ["failed", FAILURE],
    ["completed", FAILURE],
    ["cancelled", null],
  ])("that is %s tells what failed in it, unless somebody ended it", (status, failure) => {
    expect(toAnsweredRun(aListed(status), FAILURE)).toMatchObject({ status, failure });
  });
});

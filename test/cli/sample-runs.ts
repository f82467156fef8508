// Runs, boards and titles to show: plain ones, and such as nobody should be able to put on a person's screen.
import { toRunId, toStepId } from "../../src/core/ids.ts";
import { createIssue, type Issue } from "../../src/core/issue.ts";
import type { RunState, StepState } from "../../src/core/run/state.ts";
import type { FinishedRow, QueueRow, RunningRow } from "../../src/core/views/board.ts";
import { NO_RETRY } from "../../src/core/workflow/workflow-spec.ts";
import type { ListedRun } from "../../src/runtime/yard.ts";
import { NOW } from "./fake-world.ts";

/** Clears the screen, ends the line, turns the direction of reading, and is wider than it is long. */
export const HOSTILE = "\u001b[2J\u001b]0;owned\u0007fix\n\r\u202egpj.exe\u009b31m 漢字 👩‍👩‍👧";

export function sampleIssue(given: Partial<Issue> = {}): Issue {
  return createIssue("R-12", { title: "Accept ISO weeks", ...given });
}

export function sampleStep(id: string, given: Partial<StepState> = {}): StepState {
  return {
    id: toStepId(id),
    status: "pending",
    reason: null,
    attempts: 0,
    failures: 0,
    interruptions: 0,
    nextAttemptAt: null,
    startedAt: null,
    endedAt: null,
    error: null,
    commit: null,
    changedFiles: 0,
    ...given,
  };
}

export function sampleRun(given: Partial<RunState> = {}): RunState {
  const body = { kind: "command", command: "true" } as const;
  return {
    id: toRunId("run_01kaf3c9x4m0aaaaaaaaaaaaaa"),
    issue: sampleIssue(),
    source: "tracker",
    task: null,
    attempt: null,
    lastError: null,
    plan: {
      name: "default",
      steps: ["fix", "test"].map((id) => ({
        id: toStepId(id),
        name: null,
        body,
        timeoutMs: 0,
        retry: NO_RETRY,
        continueOnError: false,
      })),
    },
    status: "running",
    held: false,
    steps: [
      sampleStep("fix", {
        status: "completed",
        attempts: 1,
        startedAt: NOW - 60_000,
        endedAt: NOW - 20_000,
        commit: "0123456789abcdef",
        changedFiles: 2,
      }),
      sampleStep("test", { status: "running", attempts: 1, startedAt: NOW - 20_000 }),
    ],
    workspace: { key: "R-12", path: "/state/site/workspaces/R-12", branch: "yardmaster/R-12", baseCommit: "f".repeat(40) },
    commit: "0123456789abcdef",
    cancellation: null,
    ending: null,
    error: null,
    createdAt: NOW - 65_000,
    startedAt: NOW - 61_000,
    endedAt: null,
    ...given,
  };
}

export function sampleListed(given: Partial<ListedRun> = {}): ListedRun {
  return {
    id: "run_01kaf3c9x4m0aaaaaaaaaaaaaa",
    status: "running",
    workflow: "default",
    identifier: "R-12",
    title: "Accept ISO weeks",
    task: null,
    attempt: null,
    branch: "yardmaster/R-12",
    commit: null,
    workspace: "/state/site/workspaces/R-12",
    error: null,
    cancelRequested: false,
    createdAt: NOW - 65_000,
    startedAt: NOW - 61_000,
    endedAt: null,
    step: "test",
    stepNumber: 2,
    stepCount: 2,
    ...given,
  };
}

export function runningRow(given: Partial<RunningRow> = {}): RunningRow {
  return {
    run: "run_1",
    identifier: "R-1",
    title: "Round money half up",
    step: "fix",
    stepNumber: 1,
    stepCount: 2,
    state: "working",
    startedAt: NOW - 90_000,
    stepStartedAt: NOW - 80_000,
    ...given,
  };
}

export function queueRow(given: Partial<QueueRow> = {}): QueueRow {
  return { position: 1, identifier: "R-5", title: "Leap years", priority: 2, waitsFor: null, ...given };
}

export function finishedRow(given: Partial<FinishedRow> = {}): FinishedRow {
  return {
    run: "run_0",
    identifier: "R-0",
    title: "Slug accents",
    outcome: "completed",
    durationMs: 41_000,
    branch: "yardmaster/R-0",
    commit: "abcdef0123456789",
    detail: null,
    ...given,
  };
}

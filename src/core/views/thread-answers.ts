// What people in a thread are shown of its runs, of the queue and of the settings: words and numbers, ready for a template.
import type { RunStatus } from "../run/state.ts";
import type { RunFailure } from "./run-failure.ts";

export interface AnsweredRun {
  readonly id: string;
  readonly workflow: string;
  /** `running`, `waits`, `cancelled` and so on. */
  readonly status: string;
  /** From 1; null when none is under way. */
  readonly step: { readonly number: number; readonly count: number; readonly name: string } | null;
  /** Login of who asked. */
  readonly by: string | null;
  readonly thread: number | null;
  /** Why it failed, or what failed in one that went through; null: nothing did. */
  readonly failure: Pick<RunFailure, "step" | "message"> | null;
}

/** Of a listed run, as much as is shown. */
export interface ShownRun {
  readonly id: string;
  readonly status: RunStatus;
  readonly workflow: string;
  readonly task: { readonly workflow: string; readonly origin?: { readonly by: string; readonly thread: number | null } | null } | null;
  readonly step: string | null;
  readonly stepNumber: number | null;
  readonly stepCount: number | null;
  readonly cancelRequested: boolean;
}

const WORDS: Readonly<Record<RunStatus, string>> = {
  created: "waiting to be started",
  queued: "waiting",
  running: "running",
  completed: "completed",
  failed: "failed",
  cancelled: "cancelled",
};

/** @param failure of its card; null also where it is not to be told */
export function toAnsweredRun(run: ShownRun, failure: AnsweredRun["failure"] = null): AnsweredRun {
  const { id, status, task, step, stepNumber, stepCount, cancelRequested } = run;
  const isOpen = status === "created" || status === "queued" || status === "running";
  return {
    id,
    workflow: task?.workflow ?? run.workflow,
    status: isOpen && cancelRequested ? "stopping" : WORDS[status],
    step:
      status === "running" && step !== null && stepNumber !== null && stepCount !== null
        ? { number: stepNumber, count: stepCount, name: step }
        : null,
    by: task?.origin?.by ?? null,
    thread: task?.origin?.thread ?? null,
    failure: status === "failed" || status === "completed" ? failure : null,
  };
}

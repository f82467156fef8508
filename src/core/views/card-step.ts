// One line of a run's checklist: what a step is, how far it came, what it took. Says nothing of why it failed.
import { hasEnded, type RunState, type StepState } from "../run/state.ts";
import type { StepSpec } from "../workflow/workflow-spec.ts";

export interface CardStep {
  readonly name: string;
  /** `check`: a program of the repository's own, such as its tests. */
  readonly kind: "work" | "check";
  /** `tolerated`: it failed and the run went on; `left-out`: it did not begin, and will not. */
  readonly status: "waiting" | "running" | "retrying" | "done" | "failed" | "tolerated" | "cancelled" | "left-out";
  /** 1-based; null before the first. */
  readonly attempt: number | null;
  readonly maxAttempts: number;
  /** Of all attempts together; null while it has not ended. */
  readonly durationMs: number | null;
  readonly changedFiles: number;
}

export function toCardSteps(run: RunState): readonly CardStep[] {
  return run.steps.map((step, index) => toCardStep(run, step, run.plan.steps[index]));
}

function toCardStep(run: RunState, step: StepState, spec: StepSpec | undefined): CardStep {
  return {
    name: spec?.name ?? step.id,
    kind: spec?.body.kind === "command" ? "check" : "work",
    status: toStatus(run, step),
    attempt: step.attempts === 0 ? null : step.attempts,
    maxAttempts: spec?.retry.maxAttempts ?? 1,
    durationMs: step.startedAt === null || step.endedAt === null ? null : step.endedAt - step.startedAt,
    changedFiles: step.changedFiles,
  };
}

function toStatus(run: RunState, { id, status, reason, attempts }: StepState): CardStep["status"] {
  switch (status) {
    case "completed":
      return "done";
    case "failed":
      return (run.ending?.error ?? run.error)?.failedStep === id ? "failed" : "tolerated";
    case "skipped":
      return "left-out";
    case "pending":
      if (reason === "retry_scheduled") return "retrying";
      return reason === "blocked_by_failure" || hasEnded(run) ? "left-out" : "waiting";
    case "cancelled":
      return attempts === 0 ? "left-out" : "cancelled";
    default:
      return status;
  }
}

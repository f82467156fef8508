// Where the work on an issue stands, folded from its run and the scheduler's claim, as facts for a one-line summary.
import type { IssueReport } from "../issue.ts";
import { currentStep, type RunState, stoppedStep } from "../run/state.ts";
import type { Claim } from "../scheduler/state.ts";

/** The parts of a report that need no sentence. */
export type ReportFacts = Omit<IssueReport, "summary"> & {
  readonly step: { readonly id: string; readonly number: number; readonly total: number } | null;
  readonly attempt: number | null;
  readonly reason: string | null;
};

/**
 * @param claim the scheduler's hold on the issue; undefined once it let go.
 * @returns null when there is nothing to say: the scheduler let go, or is about to, because the tracker itself has moved the issue on.
 */
export function toReportFacts(run: RunState, claim: Claim | undefined): ReportFacts | null {
  if (!claim || claim.runId !== run.id || claim.phase === "stopping") return null;
  const phase = toPhase(run, claim);
  const step = currentStep(run) ?? stoppedStep(run);
  const number = step ? run.steps.indexOf(step) + 1 : 0;
  return {
    issueId: run.issue.id,
    runId: run.id,
    phase,
    branch: run.workspace?.branch ?? null,
    commit: run.commit,
    step: step ? { id: step.id, number, total: run.steps.length } : null,
    attempt: run.attempt,
    reason: claim.phase === "parked" ? claim.reason : (run.error?.message ?? null),
  };
}

function toPhase(run: RunState, claim: Claim): IssueReport["phase"] {
  if (claim.phase === "parked") return "needs-person";
  if (run.status === "completed") return "completed";
  return run.status === "failed" ? "failed" : "working";
}

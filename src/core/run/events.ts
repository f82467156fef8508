// What happened in one run, in the past tense, and the effects that follow. All of it is JSON: it is stored as it stands.

import type { RunId, StepId } from "../ids.ts";
import type { Issue } from "../issue.ts";
import type { RunExit } from "../scheduler/decide.ts";
import type { WorkflowSpec } from "../workflow/workflow-spec.ts";
import type { Cancellation, Ending, RunState, RunWorkspace, StepError, StepReason } from "./state.ts";
import type { TaskOrder } from "./task-order.ts";

export type RunEvent =
  | {
      readonly type: "run.queued";
      readonly runId: RunId;
      readonly issue: Issue;
      readonly source: RunState["source"];
      readonly attempt: number | null;
      readonly lastError: string | null;
      readonly plan: WorkflowSpec;
      /** It must be admitted by the scheduler before it may begin. */
      readonly held: boolean;
      readonly task?: TaskOrder;
      readonly at: number;
    }
  /** Noted, to be started later: the other way in which a run begins. */
  | { readonly type: "run.drafted"; readonly runId: RunId; readonly issue: Issue; readonly task: TaskOrder; readonly at: number }
  /** Started by a person, with the plan as the declarations have it now; the scheduler is asked to admit it. */
  | { readonly type: "run.enqueued"; readonly plan: WorkflowSpec; readonly at: number }
  | { readonly type: "run.admitted"; readonly at: number }
  | { readonly type: "run.started"; readonly workspace: RunWorkspace; readonly at: number }
  | { readonly type: "step.started"; readonly stepId: StepId; readonly attempt: number; readonly at: number }
  /** The worker that had the step is gone; another takes the same attempt up again. */
  | { readonly type: "step.recovered"; readonly stepId: StepId; readonly interruptions: number; readonly at: number }
  /** The worker was asked to stop and gave the step back unfinished. */
  | { readonly type: "step.handed-back"; readonly stepId: StepId; readonly at: number }
  | {
      readonly type: "step.completed";
      readonly stepId: StepId;
      readonly commit: string | null;
      readonly changedFiles: number;
      /** What its agent says it did, at most about 4,000 characters; absent: nothing. */
      readonly summary?: string;
      readonly at: number;
    }
  | {
      readonly type: "step.retry-scheduled";
      readonly stepId: StepId;
      readonly error: StepError;
      readonly nextAttemptAt: number;
      readonly at: number;
    }
  | {
      readonly type: "step.failed";
      readonly stepId: StepId;
      readonly reason: StepReason;
      readonly error: StepError;
      readonly tolerated: boolean;
      readonly at: number;
    }
  | { readonly type: "step.cancelled"; readonly stepId: StepId; readonly at: number }
  | { readonly type: "run.told"; readonly by: string; readonly text: string; readonly at: number }
  | { readonly type: "run.cancel-requested"; readonly cancellation: Cancellation; readonly at: number }
  /** The steps are over; the workspace is being handed over. */
  | { readonly type: "run.finishing"; readonly ending: Ending; readonly at: number }
  | {
      readonly type: "run.completed";
      /** Where the branch is with what other people pushed to it meanwhile; absent: where the last step left it. */
      readonly commit?: string;
      /** Files that keep it from being merged into the default branch as that was then; absent: none. */
      readonly conflicts?: readonly string[];
      readonly at: number;
    }
  | { readonly type: "run.failed"; readonly error: NonNullable<RunState["error"]>; readonly at: number }
  | { readonly type: "run.cancelled"; readonly at: number };

/** Ask the scheduler to admit a run that a person asked for. */
export interface RequestEffect {
  readonly type: "scheduler.request-run";
  readonly key: string;
  readonly dueAt: number;
  readonly runId: RunId;
  readonly issue: Issue;
  /** Where it was asked for; absent: in no thread. */
  readonly thread?: number;
}

/** Make or find the issue's workspace, and run the hooks that belong to its beginning. */
export interface ProvisionEffect {
  readonly type: "workspace.provision";
  readonly key: string;
  readonly dueAt: number;
  readonly runId: RunId;
}

/** Do one attempt of one step. */
export interface ExecuteEffect {
  readonly type: "step.execute";
  readonly key: string;
  readonly dueAt: number;
  readonly runId: RunId;
  readonly stepId: StepId;
  readonly attempt: number;
}

/** Run the hook that belongs to the end and, for a completed run, bring the branch to its repository. */
export interface FinishEffect {
  readonly type: "workspace.finish";
  readonly key: string;
  readonly dueAt: number;
  readonly runId: RunId;
}

/** Tell the tracker where the work stands now. */
export interface ProgressEffect {
  readonly type: "tracker.report";
  readonly key: string;
  readonly dueAt: number;
  readonly runId: RunId;
}

/** Tell the scheduler that the run is over. */
export interface ExitEffect {
  readonly type: "scheduler.report-exit";
  readonly key: string;
  readonly dueAt: number;
  readonly exit: RunExit;
}

/** Stop another effect of this run: drop it when nobody performs it yet, tell its worker otherwise. */
export interface CancelEffect {
  readonly type: "effect.cancel";
  readonly key: string;
}

export type RunEffect = RequestEffect | ProvisionEffect | ExecuteEffect | FinishEffect | ProgressEffect | ExitEffect | CancelEffect;

// A run as lists show it. Small, JSON, kept beside the stream so that a list need not fold every run.
import type { Issue } from "../issue.ts";
import type { RunState, RunStatus } from "../run/state.ts";
import type { TaskOrder } from "../run/task-order.ts";

/** The collection that run records live in. */
export const RUNS = "runs";
/** Beside them, tagged with the number of the thread in which the run was asked for, and with the branch that it works on. */
export const RUNS_BY_THREAD = "runs-by-thread";
export const RUNS_BY_BRANCH = "runs-by-branch";

export interface RunSummary {
  readonly id: string;
  readonly status: RunStatus;
  readonly workflow: string;
  readonly identifier: Issue["identifier"];
  readonly title: string;
  /** What was asked for by name; null for issues and plain goals. */
  readonly task:
    | (Pick<TaskOrder, "name" | "project" | "workflow" | "workspace" | "origin"> & {
        readonly goal: string;
        readonly label?: string;
        readonly assignee?: string;
        readonly event?: string;
      })
    | null;
  readonly attempt: number | null;
  readonly branch: string | null;
  readonly commit: string | null;
  readonly workspace: string | null;
  readonly error: string | null;
  readonly cancelRequested: boolean;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

export function toRunSummary(run: RunState): RunSummary {
  return {
    id: run.id,
    status: run.status,
    workflow: run.plan.name,
    identifier: run.issue.identifier,
    title: run.issue.title,
    task: run.task && toTaskSummary(run.task),
    attempt: run.attempt,
    branch: run.workspace?.branch ?? null,
    commit: run.commit,
    workspace: run.workspace?.path ?? null,
    error: run.error?.message ?? null,
    cancelRequested: run.cancellation !== null,
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
  };
}

function toTaskSummary({ name, project, workflow, workspace, variables, origin }: TaskOrder): NonNullable<RunSummary["task"]> {
  return {
    name,
    project,
    workflow,
    workspace,
    goal: variables["goal"] ?? "",
    ...(origin ? { origin, ...toCause(variables) } : {}),
  };
}

/** The event that a trigger heard, and its label or whom it was given to when it was one of these. */
function toCause({ payload_event: event, payload_label: label, payload_assignee: assignee }: TaskOrder["variables"]): {
  readonly label?: string;
  readonly assignee?: string;
  readonly event?: string;
} {
  return { ...(event ? { event } : {}), ...(label ? { label } : {}), ...(assignee ? { assignee } : {}) };
}

/** A run's records: the one for lists, and those by which it is found that was asked for in a thread. */
export function toRunDocuments(run: RunState) {
  const { id, createdAt: at, task } = run;
  const record = { collection: RUNS, id, tag: run.status as string, at, body: { ...toRunSummary(run) } };
  if (!task?.origin) return [record];
  const { thread, branch } = task.origin;
  return [
    record,
    { collection: RUNS_BY_THREAD, id, tag: String(thread), at, body: {} },
    { collection: RUNS_BY_BRANCH, id, tag: branch, at, body: {} },
  ];
}

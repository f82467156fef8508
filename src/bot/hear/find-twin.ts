// An issue may be opened with a label that starts a workflow and with the command for the same in its text: two ways to ask for one run.
import { toAskedRunId } from "../../core/ids.ts";
import type { ListedRun } from "../../runtime/yard.ts";

export interface Asking {
  readonly workflow: string;
  /** Login of who asks. */
  readonly by: string;
  /** When they asked; milliseconds since the epoch. */
  readonly at: number;
  readonly thread: number;
}

/** Asked for in one breath. */
const BREATH_MS = 60_000;
const MARKS: ReadonlySet<string | undefined> = new Set(["issue_labelled", "issue_assigned"]);

/** For a label or an assignment: the run that the same person asked for in the thread's own text just before. */
export function findSaidTwin(asking: Asking, runs: readonly ListedRun[]): ListedRun | null {
  return runs.find((run) => isTwin(run, asking) && run.id.startsWith(toAskedRunId(`thread${asking.thread}`, ""))) ?? null;
}

/** For a command in the thread's own text: the run that the same person's label or assignment started just before. */
export function findMarkedTwin(asking: Asking, runs: readonly ListedRun[]): ListedRun | null {
  return runs.find((run) => isTwin(run, asking) && MARKS.has(run.task?.event)) ?? null;
}

function isTwin({ status, task, createdAt }: ListedRun, { workflow, by, at }: Asking): boolean {
  // Taken back, it counts no more.
  return status !== "cancelled" && task?.workflow === workflow && task.origin?.by === by && at - createdAt < BREATH_MS;
}

// Operations that begin tasks: runs of declared workflows, and single steps put together from a template and an agent.
import type { RunStatus } from "../../core/run/state.ts";
import type { TaskOrigin } from "../../core/run/task-order.ts";

export interface CreateTask {
  /** Made up when null. Given again, the task that has it is answered as it is: nothing is done twice. */
  readonly taskId: string | null;
  /** Null: `default`, or the only project with declarations when `default` has none. */
  readonly project: string | null;
  /** Null: the only one, or else the one called `default`. */
  readonly workflow: string | null;
  /** Instead of a workflow. */
  readonly assembly: Assembly | null;
  /** Null: the only one, or else the one called `default`. */
  readonly workspace: string | null;
  readonly name: string | null;
  /** `variables` may hold a `goal` too, which then counts. */
  readonly goal: string | null;
  readonly variables: Readonly<Record<string, string>>;
  /** Only these of the workflow's steps; empty: all of them. */
  readonly steps: readonly string[];
  /** Relative to the workspace's root. */
  readonly targetFiles: readonly string[];
  /** False: it is noted, also when its workflow cannot be run yet, and waits to be started. */
  readonly start: boolean;
  /** Absent or null: it was not asked for in a thread. Not taken from other programs. */
  readonly origin?: TaskOrigin | null;
}

export interface Assembly {
  readonly template: string;
  /** Null: the template's name. */
  readonly capability: string | null;
  readonly profile: string | null;
}

export interface BegunTask {
  readonly taskId: string;
  readonly status: RunStatus;
  readonly project: string;
  readonly workflow: string;
  readonly workspace: string;
}

export interface StartTask {
  /** The id or the beginning of it; null: the newest that waits to be started. */
  readonly taskId: string | null;
}

export interface TaskControl {
  /** @throws resource.not-found, workflow.* */
  create(request: CreateTask): Promise<BegunTask>;
  /** Makes the plan from what is declared now. @throws run.*, resource.not-found, workflow.* */
  start(request: StartTask): Promise<BegunTask>;
}

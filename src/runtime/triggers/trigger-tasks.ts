// What triggers ask of tasks: the contract between them and whoever makes tasks of manifest workflows.
import type { RunId } from "../../core/ids.ts";
import type { TaskRequest } from "../../core/triggers/task-request.ts";

export interface TriggerTasks {
  /**
   * Creates the task, unless one with this id is there: asked twice, it is created once.
   * @throws any YardmasterError; one that is not retryable means that the task will never be
   */
  create(request: TaskRequest): Promise<void>;
  /** Asks for it to be cancelled. One that has ended, or is not there, is none of its business. */
  cancel(taskId: RunId, reason: string): Promise<void>;
  /** Whether it is there and has not ended: created but not started counts. */
  isActive(taskId: RunId): Promise<boolean>;
  /**
   * Removes ended tasks with all that was remembered of them. One that is active again, or that ended a moment ago, is left alone.
   * @returns those that are gone
   */
  forget(taskIds: readonly RunId[]): Promise<readonly RunId[]>;
}

// What happened to a trigger, in the past tense. All of it is JSON: it is stored as it stands.
import type { RunId } from "../ids.ts";
import type { TaskRequest } from "./task-request.ts";

export type FireCause = "manual" | "cron" | "webhook" | "file" | "task" | "issue";
/** `looping`: the task that ended was started by this trigger, or at the end of too long a chain of triggers. */
export type SkipReason = "suspended" | "throttled" | "forbidden" | "looping";
export type TaskOutcome = "successful" | "failed";

export type TriggerEvent =
  /** A task is to be created, after those that it replaces were cancelled. */
  | {
      readonly type: "trigger.fired";
      readonly cause: FireCause;
      readonly task: TaskRequest;
      /** By these it is known should it arrive again. */
      readonly deliveries: readonly string[];
      /** The time of the schedule that this was, in milliseconds since the epoch. */
      readonly slot: number | null;
      readonly replaces: readonly RunId[];
      /** The triggers that led here, each as `project/name`, the first one first and this one last. */
      readonly chain: readonly string[];
      readonly at: number;
    }
  | { readonly type: "trigger.skipped"; readonly reason: SkipReason; readonly slot: number | null; readonly at: number }
  /** From now on this schedule is kept; null: none. What it missed before is nobody's loss. */
  | { readonly type: "trigger.scheduled"; readonly schedule: string | null; readonly at: number }
  | { readonly type: "trigger.task-created"; readonly taskId: RunId; readonly at: number }
  /** The task will never be: what it asks for does not hold. Its delivery may come again. */
  | { readonly type: "trigger.task-refused"; readonly taskId: RunId; readonly message: string; readonly at: number }
  | { readonly type: "trigger.task-replaced"; readonly taskId: RunId; readonly at: number }
  /** `forgets` are ended tasks that the limits of the history do not keep. */
  | {
      readonly type: "trigger.task-ended";
      readonly taskId: RunId;
      readonly outcome: TaskOutcome;
      readonly forgets: readonly RunId[];
      readonly at: number;
    }
  | { readonly type: "trigger.tasks-forgotten"; readonly taskIds: readonly RunId[]; readonly at: number };

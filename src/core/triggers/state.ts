// What is known of a trigger: its schedule's progress, its tasks that have not ended, and what has been delivered to it.
import type { RunId } from "../ids.ts";
import type { SkipReason, TaskOutcome } from "./events.ts";
import type { TaskRequest } from "./task-request.ts";

export interface TriggeredTask {
  readonly taskId: RunId;
  /** What is still to be created; null once it was. */
  readonly request: TaskRequest | null;
  /** `replacing`: it is to be cancelled; `replaced`: it was told, and counts no more. */
  readonly phase: "active" | "replacing" | "replaced";
  readonly firedAt: number;
  /** When the trigger had fired before. */
  readonly firedBefore: number | null;
}

export interface TriggerState {
  /** `project/name`; null before it first fired. */
  readonly id: string | null;
  readonly lastFiredAt: number | null;
  readonly lastSkip: { readonly reason: SkipReason; readonly at: number } | null;
  /** The schedule that is kept, in the words of whoever keeps it. */
  readonly schedule: string | null;
  /** Times of the schedule up to here are settled. */
  readonly settledUntil: number | null;
  /** Those that have not ended, in the order in which they were fired. */
  readonly tasks: ReadonlyMap<RunId, TriggeredTask>;
  /** Oldest first. */
  readonly ended: readonly EndedTask[];
  /** Ended tasks to be forgotten. */
  readonly forgetting: readonly RunId[];
  /** By what they are known by, oldest first. */
  readonly deliveries: ReadonlyMap<string, Delivery>;
}

export interface EndedTask {
  readonly taskId: RunId;
  readonly outcome: TaskOutcome;
}

export interface Delivery {
  readonly taskId: RunId;
  readonly at: number;
}

export const NEW_TRIGGER: TriggerState = {
  id: null,
  lastFiredAt: null,
  lastSkip: null,
  schedule: null,
  settledUntil: null,
  tasks: new Map(),
  ended: [],
  forgetting: [],
  deliveries: new Map(),
};

/** Something that was decided and is still to be done. */
export function isUnfinished({ tasks, forgetting }: TriggerState): boolean {
  return forgetting.length > 0 || [...tasks.values()].some(({ request, phase }) => request !== null || phase === "replacing");
}

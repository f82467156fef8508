// Whether a trigger fires, and what follows when a task of it comes to something. Pure.
// The published messages for a firing that is skipped are written elsewhere; here are the reasons.
import { assertNever } from "../errors.ts";
import type { RunId } from "../ids.ts";
import type { TriggerPolicy } from "./declaration.ts";
import type { FireCause, SkipReason, TaskOutcome, TriggerEvent } from "./events.ts";
import type { TriggerState } from "./state.ts";
import type { TaskRequest } from "./task-request.ts";

export interface Firing {
  readonly cause: FireCause;
  readonly policy: TriggerPolicy;
  readonly task: Omit<TaskRequest, "taskId">;
  readonly deliveries: readonly DeliveryKey[];
  /** The time of the schedule that is due; null for everything else. */
  readonly slot: number | null;
  /** The triggers that led here, this one last; as `project/name`. */
  readonly chain: readonly string[];
}

export interface DeliveryKey {
  readonly key: string;
  /** For so long it is the same delivery when it comes again. */
  readonly windowMs: number;
}

export type TriggerCommand =
  | { readonly type: "trigger.schedule"; readonly schedule: string | null }
  | { readonly type: "trigger.report-created"; readonly taskId: RunId }
  | { readonly type: "trigger.report-refused"; readonly taskId: RunId; readonly message: string }
  | { readonly type: "trigger.report-replaced"; readonly taskId: RunId }
  | { readonly type: "trigger.report-ended"; readonly taskId: RunId; readonly outcome: TaskOutcome; readonly keep: TriggerPolicy["keep"] }
  | { readonly type: "trigger.report-forgotten"; readonly taskIds: readonly RunId[] };

export interface FireFacts {
  readonly now: number;
  newTaskId(): RunId;
  /** A task of the trigger that has ended without the trigger having heard of it yet. */
  isOver(taskId: RunId): boolean;
}

export type FireDecision =
  | { readonly outcome: "fired"; readonly taskId: RunId; readonly events: readonly TriggerEvent[] }
  /** It has been here before and started this task. */
  | { readonly outcome: "duplicate"; readonly taskId: RunId; readonly events: readonly [] }
  | {
      readonly outcome: "skipped";
      readonly reason: SkipReason;
      /** When it may be tried again; null: unknown. */
      readonly retryAfterMs: number | null;
      readonly events: readonly TriggerEvent[];
    }
  /** Nothing is due: the time of the schedule is settled. */
  | { readonly outcome: "settled"; readonly events: readonly [] };

/** A chain of triggers that start each other ends here. */
export const LONGEST_CHAIN = 10;
/** The same refusal within this time is not written down again. */
const SKIP_ECHO_MS = 60_000;

export function decideFire(firing: Firing, state: TriggerState, facts: FireFacts): FireDecision {
  const { slot, policy, chain, task, cause } = firing;
  const { now } = facts;
  if (slot !== null && state.settledUntil !== null && slot <= state.settledUntil) return { outcome: "settled", events: [] };
  const known = findDelivery(firing, state, now);
  if (known !== null) return { outcome: "duplicate", taskId: known, events: [] };
  if (policy.suspended) return skip("suspended", firing, state, now);
  const waitMs = toWaitMs(state.lastFiredAt, policy.minIntervalMs, now);
  if (waitMs > 0) return skip("throttled", firing, state, now, waitMs);
  if (isLooping(chain)) return skip("looping", firing, state, now);
  const active = [...state.tasks.values()].filter(({ taskId, phase }) => phase === "active" && !facts.isOver(taskId));
  if (policy.concurrency === "Forbid" && active.length > 0) return skip("forbidden", firing, state, now);
  const taskId = facts.newTaskId();
  const fired: TriggerEvent = {
    type: "trigger.fired",
    cause,
    task: { ...task, taskId },
    deliveries: firing.deliveries.map(({ key }) => key),
    slot,
    replaces: policy.concurrency === "Replace" ? active.map((each) => each.taskId) : [],
    chain,
    at: now,
  };
  return { outcome: "fired", taskId, events: [fired] };
}

function findDelivery({ deliveries }: Firing, state: TriggerState, now: number): RunId | null {
  for (const { key, windowMs } of deliveries) {
    const known = state.deliveries.get(key);
    if (known !== undefined && now - known.at < windowMs) return known.taskId;
  }
  return null;
}

/** A clock that was put back must not silence a trigger until it has caught up. */
function toWaitMs(lastFiredAt: number | null, minIntervalMs: number, now: number): number {
  if (lastFiredAt === null || now < lastFiredAt) return 0;
  return Math.max(0, lastFiredAt + minIntervalMs - now);
}

function isLooping(chain: readonly string[]): boolean {
  return chain.length > LONGEST_CHAIN || (chain.length > 1 && chain.at(-1) === chain.at(-2));
}

function skip(
  reason: SkipReason,
  { slot }: Firing,
  { lastSkip }: TriggerState,
  at: number,
  retryAfterMs: number | null = null,
): FireDecision {
  const isEcho = slot === null && lastSkip?.reason === reason && at >= lastSkip.at && at - lastSkip.at < SKIP_ECHO_MS;
  return { outcome: "skipped", reason, retryAfterMs, events: isEcho ? [] : [{ type: "trigger.skipped", reason, slot, at }] };
}

export function decideTrigger(
  command: TriggerCommand,
  state: TriggerState,
  { now: at }: { readonly now: number },
): readonly TriggerEvent[] {
  switch (command.type) {
    case "trigger.schedule": {
      const { schedule } = command;
      return schedule === state.schedule ? [] : [{ type: "trigger.scheduled", schedule, at }];
    }
    case "trigger.report-created": {
      const { taskId } = command;
      return state.tasks.get(taskId)?.request ? [{ type: "trigger.task-created", taskId, at }] : [];
    }
    case "trigger.report-refused": {
      const { taskId, message } = command;
      return state.tasks.get(taskId)?.request ? [{ type: "trigger.task-refused", taskId, message, at }] : [];
    }
    case "trigger.report-replaced": {
      const { taskId } = command;
      return state.tasks.get(taskId)?.phase === "replacing" ? [{ type: "trigger.task-replaced", taskId, at }] : [];
    }
    case "trigger.report-ended": {
      const { taskId, outcome, keep } = command;
      if (!state.tasks.has(taskId)) return [];
      return [{ type: "trigger.task-ended", taskId, outcome, forgets: findSurplus(command, state, keep[outcome]), at }];
    }
    case "trigger.report-forgotten": {
      const taskIds = command.taskIds.filter((taskId) => state.forgetting.includes(taskId));
      return taskIds.length === 0 ? [] : [{ type: "trigger.tasks-forgotten", taskIds, at }];
    }
    default:
      return assertNever(command);
  }
}

/** The oldest of those that ended the same way, beyond so many. */
function findSurplus(
  { taskId, outcome }: { readonly taskId: RunId; readonly outcome: TaskOutcome },
  { ended }: TriggerState,
  limit: number | null,
): RunId[] {
  if (limit === null) return [];
  const same = [...ended.filter((each) => each.outcome === outcome).map((each) => each.taskId), taskId];
  return same.slice(0, Math.max(0, same.length - limit));
}

// evolve for one trigger: what an event makes of the state. Nothing follows from events here: what is to be done is part of the state,
// and stays there until it is reported done (see runtime/triggers/carry-out.ts).
import { assertNever } from "../errors.ts";
import type { RunId } from "../ids.ts";
import type { TriggerEvent } from "./events.ts";
import type { Delivery, TriggeredTask, TriggerState } from "./state.ts";

/** Deliveries are known again for so long and so many. */
export const DELIVERIES = { ms: 7 * 24 * 3600 * 1000, count: 1000 };
/** Ended tasks that are counted against the limits of the history. */
const MOST_ENDED = 1000;

export function applyTriggerEvent(state: TriggerState, event: TriggerEvent): TriggerState {
  switch (event.type) {
    case "trigger.fired":
      return applyFired(state, event);
    case "trigger.skipped":
      return { ...state, lastSkip: { reason: event.reason, at: event.at }, settledUntil: settle(state, event.slot) };
    case "trigger.scheduled":
      return { ...state, schedule: event.schedule, settledUntil: event.at };
    case "trigger.task-created":
      return patchTask(state, event.taskId, { request: null });
    case "trigger.task-refused":
      return applyRefused(state, event.taskId);
    case "trigger.task-replaced":
      return patchTask(state, event.taskId, { phase: "replaced" });
    case "trigger.task-ended": {
      const { taskId, outcome, forgets } = event;
      const ended = [...state.ended, { taskId, outcome }].filter((each) => !forgets.includes(each.taskId)).slice(-MOST_ENDED);
      return { ...state, tasks: without(state.tasks, taskId), ended, forgetting: [...state.forgetting, ...forgets] };
    }
    case "trigger.tasks-forgotten":
      return { ...state, forgetting: state.forgetting.filter((taskId) => !event.taskIds.includes(taskId)) };
    default:
      return assertNever(event);
  }
}

function applyFired(state: TriggerState, event: Extract<TriggerEvent, { type: "trigger.fired" }>): TriggerState {
  const { task, replaces, deliveries, slot, chain, at } = event;
  const tasks = new Map<RunId, TriggeredTask>();
  for (const [taskId, known] of state.tasks) tasks.set(taskId, replaces.includes(taskId) ? { ...known, phase: "replacing" } : known);
  tasks.set(task.taskId, { taskId: task.taskId, request: task, phase: "active", firedAt: at, firedBefore: state.lastFiredAt });
  return {
    ...state,
    id: chain.at(-1) ?? null,
    lastFiredAt: at,
    lastSkip: null,
    settledUntil: settle(state, slot),
    tasks,
    deliveries: keepNewest([...state.deliveries, ...deliveries.map((key) => [key, { taskId: task.taskId, at }] as const)], at),
  };
}

/** As if it had not fired, so that the same delivery may be tried again; but a time of a schedule stays settled. */
function applyRefused(state: TriggerState, taskId: RunId): TriggerState {
  const task = state.tasks.get(taskId);
  const isLast = task !== undefined && task.firedAt === state.lastFiredAt;
  return {
    ...state,
    lastFiredAt: isLast ? task.firedBefore : state.lastFiredAt,
    tasks: without(state.tasks, taskId),
    deliveries: new Map([...state.deliveries].filter(([, delivery]) => delivery.taskId !== taskId)),
  };
}

function settle({ settledUntil }: TriggerState, slot: number | null): number | null {
  return slot === null ? settledUntil : Math.max(slot, settledUntil ?? slot);
}

/** Each delivery may be known by an id and by what it says. */
function keepNewest(entries: readonly (readonly [string, Delivery])[], now: number): Map<string, Delivery> {
  // A key that comes again takes the place of its last delivery.
  const newest = new Map<string, Delivery>();
  for (const [key, delivery] of entries) {
    newest.delete(key);
    if (now - delivery.at < DELIVERIES.ms) newest.set(key, delivery);
  }
  return new Map([...newest].slice(-2 * DELIVERIES.count));
}

function patchTask(state: TriggerState, taskId: RunId, patch: Partial<TriggeredTask>): TriggerState {
  const task = state.tasks.get(taskId);
  return task === undefined ? state : { ...state, tasks: new Map(state.tasks).set(taskId, { ...task, ...patch }) };
}

function without(tasks: TriggerState["tasks"], taskId: RunId): TriggerState["tasks"] {
  return new Map([...tasks].filter(([id]) => id !== taskId));
}

// given(a trigger's past).when(it is to fire): how tests of triggers are told.
// States are frozen and events pass through JSON, so each test also proves that nothing is mutated and all of it can be stored.
import { type RunId, toRunId } from "../../src/core/ids.ts";
import { applyTriggerEvent } from "../../src/core/triggers/apply-event.ts";
import { decideFire, decideTrigger, type FireDecision, type Firing, type TriggerCommand } from "../../src/core/triggers/decide.ts";
import type { TriggerPolicy } from "../../src/core/triggers/declaration.ts";
import type { TriggerEvent } from "../../src/core/triggers/events.ts";
import { NEW_TRIGGER, type TriggerState } from "../../src/core/triggers/state.ts";
import { deepFreeze, NOW, toStored } from "./given.ts";

export const POLICY: TriggerPolicy = {
  suspended: false,
  concurrency: "Allow",
  minIntervalMs: 0,
  keep: { successful: null, failed: null },
};

export const FIRING: Firing = {
  cause: "manual",
  policy: POLICY,
  task: {
    project: "default",
    workflow: "fix",
    workspace: "main",
    name: "trigger-T",
    goal: "Triggered by: T",
    variables: {},
    start: true,
    targetFiles: [],
  },
  deliveries: [],
  slot: null,
  chain: ["default/T"],
};

interface GivenTrigger {
  readonly state: TriggerState;
  fire(firing: Partial<Firing>, facts?: { readonly now?: number; readonly over?: readonly string[] }): FireDecision;
  when(command: TriggerCommand): readonly TriggerEvent[];
}

/** Fresh tasks are called new. */
export function givenTrigger(past: readonly TriggerEvent[]): GivenTrigger {
  const state = toStored(past).reduce((before, event) => deepFreeze(applyTriggerEvent(before, event)), NEW_TRIGGER);
  return {
    state,
    fire: (firing, { now = NOW, over = [] } = {}) =>
      decideFire(deepFreeze({ ...FIRING, ...firing }), state, {
        now,
        newTaskId: () => toRunId("new"),
        isOver: (taskId) => over.includes(taskId),
      }),
    when: (command) => decideTrigger(deepFreeze(command), state, { now: NOW }),
  };
}

export function fired(taskId: string, traits: Partial<Extract<TriggerEvent, { type: "trigger.fired" }>> = {}): TriggerEvent {
  const { cause, task, slot, chain } = FIRING;
  return {
    type: "trigger.fired",
    cause,
    task: { ...task, taskId: toRunId(taskId) },
    deliveries: [],
    slot,
    replaces: [],
    chain,
    at: NOW,
    ...traits,
  };
}

export function created(taskId: string): TriggerEvent {
  return { type: "trigger.task-created", taskId: toRunId(taskId), at: NOW };
}

export function ended(taskId: string, outcome: "successful" | "failed" = "successful", forgets: readonly string[] = []): TriggerEvent {
  return { type: "trigger.task-ended", taskId: toRunId(taskId), outcome, forgets: forgets.map(toRunId) as readonly RunId[], at: NOW };
}

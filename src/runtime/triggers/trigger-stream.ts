// The streams of triggers, one for each, fitted to the dispatcher; and the records that are found without reading them.
import type { RunId } from "../../core/ids.ts";
import { applyTriggerEvent } from "../../core/triggers/apply-event.ts";
import type { TriggerEvent } from "../../core/triggers/events.ts";
import { isUnfinished, NEW_TRIGGER, type TriggeredTask, type TriggerState } from "../../core/triggers/state.ts";
import { RUNS, RUNS_BY_BRANCH, RUNS_BY_THREAD } from "../../core/views/run-summary.ts";
import type { Document, Store } from "../../store/store.ts";
import type { Aggregate } from "../aggregate.ts";
import { createStream, type Stream } from "../dispatch.ts";
import { PRESENCES } from "../presence/shown.ts";

/** Triggers that ever fired, by `project/name`; tagged with whether something is still to be done. */
export const TRIGGERS = "triggers";
/** Tasks by id, each with the chain of triggers that led to it. */
export const TRIGGERED_TASKS = "triggered-tasks";

/** The records that go when a run is forgotten. */
export function toForgottenDocuments(run: RunId): readonly { readonly collection: string; readonly id: string }[] {
  return [RUNS, RUNS_BY_THREAD, RUNS_BY_BRANCH, TRIGGERED_TASKS, PRESENCES].map((collection) => ({ collection, id: run }));
}

/** Decides on the latest state; asked again after a conflict. */
export interface TriggerAsk {
  decide(state: TriggerState): readonly TriggerEvent[];
}

export type TriggerStream = Stream<TriggerState, TriggerAsk, TriggerEvent>;

export function createTriggerStream(store: Store, onSnapshotError: (error: unknown) => void): TriggerStream {
  return createStream(AGGREGATE, { store, onEffects() {}, onSnapshotError });
}

const AGGREGATE: Aggregate<TriggerState, TriggerAsk, TriggerEvent> = {
  initial: NEW_TRIGGER,
  decide: ({ decide }, state) => ({ events: decide(state) }),
  apply: (state, events) => ({ state: events.reduce(applyTriggerEvent, state), effects: [] }),
  toDocuments,
  snapshot: {
    schema: "trigger/1",
    every: 50,
    toJson: ({ tasks, deliveries, ...rest }) => ({ ...rest, tasks: [...tasks.values()], deliveries: [...deliveries] }),
    fromJson(json) {
      const { tasks, deliveries, ...rest } = json as Omit<TriggerState, "tasks" | "deliveries"> & {
        readonly tasks: readonly TriggeredTask[];
        readonly deliveries: readonly (readonly [string, { readonly taskId: RunId; readonly at: number }])[];
      };
      return { ...rest, tasks: new Map(tasks.map((task) => [task.taskId, task])), deliveries: new Map(deliveries) };
    },
  },
};

function toDocuments(state: TriggerState, events: readonly TriggerEvent[]): readonly Document[] {
  if (state.id === null) return [];
  const { id, lastFiredAt, tasks } = state;
  const tag = isUnfinished(state) ? "unfinished" : "finished";
  const trigger = { collection: TRIGGERS, id, tag, at: lastFiredAt ?? 0, body: { lastFiredAt, tasks: tasks.size } };
  const fired = events.flatMap((event): Document[] => {
    if (event.type !== "trigger.fired") return [];
    return [{ collection: TRIGGERED_TASKS, id: event.task.taskId, tag: id, at: event.at, body: { chain: event.chain } }];
  });
  return [trigger, ...fired];
}

// Where triggers fire, whatever the cause: load, decide, append, then carry out. Whether the cause holds (a signature, a filter, a schedule)
// has been asked before.
import { type RunId, type StreamId, triggerStream } from "../../core/ids.ts";
import type { TaskOrigin } from "../../core/run/task-order.ts";
import {
  type DeliveryKey,
  decideFire,
  decideTrigger,
  type FireDecision,
  type Firing,
  type TriggerCommand,
} from "../../core/triggers/decide.ts";
import type { TriggerDeclaration } from "../../core/triggers/declaration.ts";
import type { FireCause, SkipReason, TaskOutcome } from "../../core/triggers/events.ts";
import { toPayloadVariables, toThreadWords, toTriggerGoal } from "../../core/triggers/payload.ts";
import { isUnfinished, type TriggerState } from "../../core/triggers/state.ts";
import type { Clock } from "../../std/clock.ts";
import type { Store } from "../../store/store.ts";
import type { Log } from "../deps.ts";
import { createCarryOut } from "./carry-out.ts";
import { createTriggerStream, TRIGGERED_TASKS, TRIGGERS } from "./trigger-stream.ts";
import type { TriggerTasks } from "./trigger-tasks.ts";

export interface TriggerDeskDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly tasks: TriggerTasks;
  newTaskId(): RunId;
  /** Where tasks belong that nothing in a thread led to. Whatever it throws keeps the trigger from firing. @defaultValue nowhere */
  readonly loadOrigin?: ((trigger: Pick<TriggerDeclaration, "project" | "name">) => Promise<TaskOrigin>) | undefined;
}

export interface FireRequest {
  readonly trigger: TriggerDeclaration;
  readonly cause: FireCause;
  /** JSON; null for none. */
  readonly payload: unknown;
  /** What it is known by should it arrive again. @defaultValue nothing */
  readonly deliveries?: readonly DeliveryKey[];
  /** The time of the schedule that is due. @defaultValue none */
  readonly slot?: number;
  /** The triggers that led to the task whose end this is. @defaultValue none */
  readonly chain?: readonly string[];
  /** The thread that its task answers in. @defaultValue none */
  readonly origin?: TaskOrigin | null;
}

export type FireOutcome =
  | { readonly outcome: "fired" | "duplicate"; readonly taskId: RunId }
  | { readonly outcome: "skipped"; readonly reason: SkipReason; readonly retryAfterMs: number | null }
  | { readonly outcome: "settled" };

export interface TriggerDesk {
  /** When it answers `fired`, the task is there. @throws what kept the task from being created */
  fire(request: FireRequest): Promise<FireOutcome>;
  load(project: string, name: string): Promise<TriggerState>;
  /** From now on this schedule is kept, and what it missed before is not made up; the same schedule again changes nothing. Null: none. */
  keepSchedule(project: string, name: string, schedule: string | null): Promise<TriggerState>;
  /** The triggers that led to a task, the nearest last; empty for a task that none started. */
  readChain(taskId: RunId): Promise<readonly string[]>;
  /** A task of this trigger has ended; `keep` are the limits of its history. */
  reportEnded(trigger: string, taskId: RunId, outcome: TaskOutcome, keep: TriggerDeclaration["policy"]["keep"]): Promise<void>;
  /** Does what was decided and, as after a crash, not done. Whatever stands in the way is logged and tried at the next call. */
  finish(): Promise<void>;
}

/** More unfinished triggers than these wait for the next call. */
const MOST_UNFINISHED = 1000;

export function createTriggerDesk({ store, clock, log, tasks, newTaskId, loadOrigin }: TriggerDeskDeps): TriggerDesk {
  const stream = createTriggerStream(store, (error) => log.error({ err: error }, "keeping a snapshot of a trigger"));
  const carryOut = createCarryOut({ stream, tasks, clock });

  async function decide(project: string, name: string, command: TriggerCommand): Promise<TriggerState> {
    const id = triggerStream(project, name);
    await stream.dispatch(id, { decide: (state) => decideTrigger(command, state, { now: clock.now() }) });
    return await stream.load(id);
  }

  /** @param except what is told otherwise */
  function tell(id: StreamId, troubles: ReadonlyMap<RunId, unknown>, except: RunId | null = null): void {
    for (const [task, error] of troubles) {
      if (task !== except) log.error({ task, err: error }, `carrying out what ${id} decided`);
    }
  }

  /** Tasks that the trigger still counts as active although they have ended: nobody may have been there to tell it. */
  async function findOver({ tasks: known }: TriggerState): Promise<ReadonlySet<RunId>> {
    const created = [...known.values()].filter(({ request, phase }) => request === null && phase === "active");
    const over = await Promise.all(created.map(async ({ taskId }) => ((await tasks.isActive(taskId)) ? [] : [taskId])));
    return new Set(over.flat());
  }

  return {
    async fire(request) {
      const { project, name, policy } = request.trigger;
      const id = triggerStream(project, name);
      const before = await stream.load(id);
      if (isUnfinished(before)) tell(id, await carryOut(id));
      const over = policy.concurrency === "Allow" ? new Set<RunId>() : await findOver(await stream.load(id));
      const firing = toFiring(request, request.origin ?? (await loadOrigin?.(request.trigger)) ?? null);
      let decision: FireDecision = { outcome: "settled", events: [] };
      await stream.dispatch(id, {
        decide(state) {
          decision = decideFire(firing, state, { now: clock.now(), newTaskId, isOver: (taskId) => over.has(taskId) });
          return decision.events;
        },
      });
      return await settle(decision);

      async function settle({ events: _, ...outcome }: FireDecision): Promise<FireOutcome> {
        if (outcome.outcome !== "fired" && outcome.outcome !== "duplicate") return outcome;
        const troubles = await carryOut(id);
        tell(id, troubles, outcome.taskId);
        if (troubles.has(outcome.taskId)) throw troubles.get(outcome.taskId);
        return outcome;
      }
    },
    load: (project, name) => stream.load(triggerStream(project, name)),
    keepSchedule: (project, name, schedule) => decide(project, name, { type: "trigger.schedule", schedule }),
    async readChain(taskId) {
      const found = await store.getDocument(TRIGGERED_TASKS, taskId);
      return (found?.body["chain"] as readonly string[] | undefined) ?? [];
    },
    async reportEnded(trigger, taskId, outcome, keep) {
      const [project = "", name = ""] = trigger.split("/");
      const { forgetting } = await decide(project, name, { type: "trigger.report-ended", taskId, outcome, keep });
      const id = triggerStream(project, name);
      if (forgetting.length > 0) tell(id, await carryOut(id));
    },
    async finish() {
      const unfinished = await store.listDocuments({ collection: TRIGGERS, tags: ["unfinished"], limit: MOST_UNFINISHED });
      for (const { id: trigger } of unfinished) {
        const [project = "", name = ""] = trigger.split("/");
        const id = triggerStream(project, name);
        await carryOut(id).then(
          (troubles) => tell(id, troubles),
          (error: unknown) => log.error({ err: error }, `carrying out what ${id} decided`),
        );
      }
    },
  };
}

function toFiring({ trigger, cause, payload, deliveries = [], slot, chain = [] }: FireRequest, origin: TaskOrigin | null): Firing {
  const { project, name, action, policy } = trigger;
  const task = {
    project,
    ...action,
    name: `trigger-${name}`,
    goal: toTriggerGoal(name, payload),
    // A workflow that a thread started mentions it in the same words, whether a command or a trigger started it.
    variables: { ...((origin?.thread ?? null) === null ? {} : toThreadWords(payload)), ...toPayloadVariables(payload) },
    origin,
  };
  return { cause, policy, task, deliveries, slot: slot ?? null, chain: [...chain, `${project}/${name}`] };
}

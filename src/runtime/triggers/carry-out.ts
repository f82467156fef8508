// Does what firings have decided: cancels what is replaced, creates tasks, forgets what the history does not keep.
// A firing's event holds the whole task, and what is not reported done stays in the trigger's state: after a crash between the commit and
// the deed, the next pass does it, with the same task id. So no effect stands in the outbox for it: the process that fires has to name
// the task at once, also where no server runs that would empty the outbox.
import { YardmasterError } from "../../core/errors.ts";
import type { RunId, StreamId } from "../../core/ids.ts";
import { decideTrigger, type TriggerCommand } from "../../core/triggers/decide.ts";
import { isUnfinished } from "../../core/triggers/state.ts";
import type { Clock } from "../../std/clock.ts";
import type { TriggerStream } from "./trigger-stream.ts";
import type { TriggerTasks } from "./trigger-tasks.ts";

export interface CarryOutDeps {
  readonly stream: TriggerStream;
  readonly tasks: TriggerTasks;
  readonly clock: Clock;
}

/** @returns what stood in the way, by task; what can be tried again stays in the state */
export type CarryOut = (id: StreamId) => Promise<ReadonlyMap<RunId, unknown>>;

export function createCarryOut({ stream, tasks, clock }: CarryOutDeps): CarryOut {
  /** One at a time for each trigger: a task must not be created by one pass after another has cancelled it. */
  const queues = new Map<StreamId, Promise<unknown>>();

  async function report(id: StreamId, command: TriggerCommand): Promise<void> {
    await stream.dispatch(id, { decide: (state) => decideTrigger(command, state, { now: clock.now() }) });
  }

  async function create(id: StreamId, taskId: RunId): Promise<void> {
    const request = (await stream.load(id)).tasks.get(taskId)?.request;
    if (!request) return;
    try {
      await tasks.create(request);
    } catch (error) {
      if (error instanceof YardmasterError && !error.retryable) {
        await report(id, { type: "trigger.report-refused", taskId, message: error.message });
      }
      throw error;
    }
    await report(id, { type: "trigger.report-created", taskId });
  }

  async function cancel(id: StreamId, taskId: RunId): Promise<void> {
    await tasks.cancel(taskId, "replaced by the next task of its trigger");
    await report(id, { type: "trigger.report-replaced", taskId });
  }

  async function carryOut(id: StreamId): Promise<ReadonlyMap<RunId, unknown>> {
    const state = await stream.load(id);
    const troubles = new Map<RunId, unknown>();
    if (!isUnfinished(state)) return troubles;
    // In the order in which they were fired: the old ones go before the new one comes.
    for (const { taskId, request, phase } of state.tasks.values()) {
      try {
        if (request !== null) await create(id, taskId);
        if (phase === "replacing") await cancel(id, taskId);
      } catch (error) {
        troubles.set(taskId, error);
      }
    }
    if (state.forgetting.length > 0) {
      const taskIds = await tasks.forget(state.forgetting);
      await report(id, { type: "trigger.report-forgotten", taskIds });
    }
    return troubles;
  }

  return (id) => {
    const mine = (queues.get(id) ?? Promise.resolve()).then(() => carryOut(id));
    const settled = mine.then(ignore, ignore);
    queues.set(id, settled);
    void settled.then(() => {
      if (queues.get(id) === settled) queues.delete(id);
    });
    return mine;
  };
}

function ignore(): void {}

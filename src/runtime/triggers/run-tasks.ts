// The tasks of triggers, where tasks are runs. How a workflow becomes a run's plan is given.
import { type RunId, runStream } from "../../core/ids.ts";
import type { RunState } from "../../core/run/state.ts";
import { hasEnded } from "../../core/run/state.ts";
import type { Clock } from "../../std/clock.ts";
import type { LogStore } from "../../store/log-store.ts";
import type { Store } from "../../store/store.ts";
import { runAggregate } from "../aggregates.ts";
import { createStream } from "../dispatch.ts";
import { createHeldRuns } from "../held-runs.ts";
import { toForgottenDocuments } from "./trigger-stream.ts";
import type { TriggerTasks } from "./trigger-tasks.ts";

export interface RunTasksDeps {
  readonly store: Store;
  readonly logs: Pick<LogStore, "remove">;
  readonly clock: Clock;
  /** Whose scheduler it is that holds runs. */
  readonly repository: string;
  newRunId(): RunId;
  /** As `TriggerTasks.create`. */
  readonly create: TriggerTasks["create"];
}

/** Whoever follows a run sees its end, and what the loop still has to report of it is reported. */
const FORGET_AFTER_MS = 60_000;

export function createRunTasks({ store, logs, clock, repository, newRunId, create }: RunTasksDeps): TriggerTasks {
  // A server learns of what is committed here from the store.
  const runs = createStream(runAggregate({ now: () => clock.now(), newRunId }), { store, onEffects() {} });
  const loadHeld = createHeldRuns({ store, clock, repository });
  const load = (taskId: RunId): Promise<RunState | null> => runs.load(runStream(taskId));

  return {
    create,
    async cancel(taskId, reason) {
      await runs.dispatch(runStream(taskId), { type: "run.cancel", cancellation: { by: "scheduler", reason } });
    },
    async isActive(taskId) {
      const run = await load(taskId);
      return run !== null && !hasEnded(run);
    },
    async forget(taskIds) {
      const held = await loadHeld();
      const found = await Promise.all(taskIds.map(async (id) => [id, await load(id)] as const));
      const over = found.filter(([id, run]) => !held.has(id) && isLongOver(run, clock.now())).map(([id]) => id);
      for (const id of over) await logs.remove(id);
      await store.forget({ streams: over.map(runStream), documents: over.flatMap(toForgottenDocuments) });
      return over;
    },
  };
}

function isLongOver(run: RunState | null, now: number): boolean {
  return run === null || (hasEnded(run) && now - (run.endedAt ?? now) >= FORGET_AFTER_MS);
}

// What each performer works with: the given rooms, the two streams, and the words for stopping.
import type { EffectId } from "../core/ids.ts";
import type { RunCommand } from "../core/run/decide.ts";
import type { RunEvent } from "../core/run/events.ts";
import type { RunState } from "../core/run/state.ts";
import type { SchedulerCommand } from "../core/scheduler/decide.ts";
import type { SchedulerEvent } from "../core/scheduler/events.ts";
import type { SchedulerState } from "../core/scheduler/state.ts";
import type { RuntimeDeps } from "./deps.ts";
import type { Stream } from "./dispatch.ts";

export interface PerformContext extends RuntimeDeps {
  readonly runs: Stream<RunState | null, RunCommand, RunEvent>;
  readonly scheduler: Stream<SchedulerState, SchedulerCommand, SchedulerEvent>;
  /** Performances under way in this process. */
  readonly inFlight: InFlight;
  /** Aborted when this process stops and can wait no longer: what is under way is to be handed back. */
  readonly handBack: AbortSignal;
  /** Begins to watch; the answer says whether this process was never given up as a worker since. */
  watchLease(): () => Promise<boolean>;
  /** Looks at the queue again. */
  tick(): Promise<void>;
}

/** Why a performance was told to stop. */
export type AbortReason = "cancelled" | "hand-back" | "fenced";

/** Performances that hold a claim, so that they can be told to stop. */
export type InFlight = Map<EffectId, AbortController>;

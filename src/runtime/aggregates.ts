// The core's two streams, fitted to the dispatcher: facts are filled in here, since the core may not ask for the time.
import type { RunId } from "../core/ids.ts";
import { applyRunEvent } from "../core/run/apply-event.ts";
import { decideRun, type RunCommand } from "../core/run/decide.ts";
import type { RunEvent } from "../core/run/events.ts";
import { hasEnded, type RunState } from "../core/run/state.ts";
import { applyEvents } from "../core/scheduler/apply-event.ts";
import { decide, type SchedulerCommand } from "../core/scheduler/decide.ts";
import type { SchedulerEvent } from "../core/scheduler/events.ts";
import type { SchedulerSettings } from "../core/scheduler/settings.ts";
import { type Claim, createEmptyState, type Pause, type RunRequest, type SchedulerState } from "../core/scheduler/state.ts";
import { toRunDocuments } from "../core/views/run-summary.ts";
import type { Aggregate, CoreEffect } from "./aggregate.ts";

export interface Facts {
  now(): number;
  newRunId(): RunId;
}

/** Events after which a run's record for lists is out of date. */
const LISTED: ReadonlySet<RunEvent["type"]> = new Set([
  "run.queued",
  "run.drafted",
  "run.enqueued",
  "run.started",
  "run.cancel-requested",
  "run.completed",
  "run.failed",
  "run.cancelled",
]);

export function runAggregate({ now }: Facts): Aggregate<RunState | null, RunCommand, RunEvent> {
  return {
    initial: null,
    decide: (command, state) => decideRun(command, state, { now: now() }),
    apply(state, events) {
      let next = state;
      const effects: CoreEffect[] = [];
      for (const event of events) {
        const applied = applyRunEvent(next, event);
        next = applied.state;
        effects.push(...applied.effects);
      }
      return { state: next, effects };
    },
    toDocuments: (state, events) => (state && events.some((event) => LISTED.has(event.type)) ? toRunDocuments(state) : []),
    isOver: (state) => state !== null && hasEnded(state),
    snapshot: null,
  };
}

/** @param settings hold until a server has applied its own */
export function schedulerAggregate(
  { now, newRunId }: Facts,
  settings: Partial<SchedulerSettings> = {},
): Aggregate<SchedulerState, SchedulerCommand, SchedulerEvent> {
  return {
    initial: createEmptyState(settings),
    decide: (command, state) => ({ events: decide(command, state, { now: now(), newRunId }) }),
    apply: applyEvents,
    toDocuments: () => [],
    snapshot: {
      schema: "scheduler/1",
      every: 200,
      toJson: ({ claims, requests, pauses, lastWords, ...rest }) => ({
        ...rest,
        claims: [...claims.values()],
        requests: [...requests.values()],
        pauses: [...pauses],
        lastWords: [...lastWords],
      }),
      fromJson: fromSnapshot,
    },
  };
}

function fromSnapshot(json: unknown): SchedulerState {
  const kept = json as Omit<SchedulerState, "claims" | "requests" | "pauses" | "lastWords"> & {
    readonly claims: readonly Claim[];
    readonly requests: readonly RunRequest[];
    /** Absent in a snapshot from before threads could be paused. */
    readonly pauses?: readonly (readonly [number, Pause])[];
    /** Absent in a snapshot from before they were kept. */
    readonly lastWords?: readonly (readonly [number | null, number])[];
  };
  return {
    ...kept,
    claims: new Map(kept.claims.map((claim) => [claim.issueId, claim])),
    requests: new Map(kept.requests.map((request) => [request.issue.id, request])),
    pauses: new Map(kept.pauses ?? []),
    lastWords: new Map(kept.lastWords ?? []),
  };
}

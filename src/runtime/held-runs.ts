// Runs that the scheduler holds. Whatever became of them, one may still get an event, or be reported: none of them is to be forgotten.
import { type RunId, schedulerStream, toRunId } from "../core/ids.ts";
import type { Clock } from "../std/clock.ts";
import type { Store } from "../store/store.ts";
import { schedulerAggregate } from "./aggregates.ts";
import { createStream } from "./dispatch.ts";

export interface HeldRunsDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** The repository whose scheduler it is. */
  readonly repository: string;
}

export function createHeldRuns({ store, clock, repository }: HeldRunsDeps): () => Promise<ReadonlySet<RunId>> {
  const scheduler = createStream(schedulerAggregate({ now: () => clock.now(), newRunId: () => toRunId("") }), { store, onEffects() {} });
  return async () => {
    const { claims, requests } = await scheduler.load(schedulerStream(repository));
    return new Set([...claims.values(), ...requests.values()].map(({ runId }) => runId));
  };
}

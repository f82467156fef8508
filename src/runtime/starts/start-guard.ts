// Asked before work starts in a thread: remembers what started there, and refuses what looks like a loop. Starts nothing.

import { startStream } from "../../core/ids.ts";
import { decideStart, START_POLICY, type StartAsk, type StartDecision, type StartPolicy } from "../../core/starts/decide.ts";
import { applyStartEvent, NO_STARTS, type StartEvent, type StartRefusal, type StartState } from "../../core/starts/state.ts";
import type { Clock } from "../../std/clock.ts";
import { createTurns } from "../../std/turns.ts";
import type { Store } from "../../store/store.ts";
import type { Aggregate } from "../aggregate.ts";
import { createStream } from "../dispatch.ts";
import { STARTS } from "./forget-starts.ts";

export interface StartGuardDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: { error(facts: Readonly<Record<string, unknown>>, message: string): void };
  readonly policy?: StartPolicy;
}

export type StartAnswer =
  | { readonly outcome: "allowed" }
  /** `tell`: it is to be said in the thread. */
  | { readonly outcome: "refused"; readonly code: StartRefusal; readonly tell: boolean };

export interface StartGuard {
  /** @param thread unique among all threads: the repository's id and the thread's number */
  ask(thread: { readonly repository: number; readonly number: number }, ask: StartAsk): Promise<StartAnswer>;
}

/** Decides on the latest state; asked again after a conflict. */
interface Ask {
  decide(state: StartState): readonly StartEvent[];
}

const AGGREGATE: Aggregate<StartState, Ask, StartEvent> = {
  initial: NO_STARTS,
  decide: ({ decide }, state) => ({ events: decide(state) }),
  apply: (state, events) => ({ state: events.reduce(applyStartEvent, state), effects: [] }),
  toDocuments: () => [],
  snapshot: { schema: "starts/1", every: 50, toJson: (state) => state, fromJson: (json) => json as StartState },
};

export function createStartGuard({ store, clock, log, policy = START_POLICY }: StartGuardDeps): StartGuard {
  const stream = createStream(AGGREGATE, {
    store,
    onEffects() {},
    onSnapshotError: (error) => log.error({ err: error }, "keeping a snapshot"),
  });
  const turns = createTurns();

  return {
    async ask({ repository, number }, ask) {
      const thread = `${repository}#${number}`;
      return await turns(thread, async () => {
        let decision: StartDecision = { outcome: "allowed", events: [] };
        // Before the stream has anything: what no record names would never be forgotten.
        await store.putDocument({ collection: STARTS, id: thread, tag: "", at: clock.now(), body: {} });
        await stream.dispatch(startStream(thread), {
          decide(state) {
            decision = decideStart(ask, state, { now: clock.now(), policy });
            return decision.events;
          },
        });
        return toAnswer(decision);
      });
    },
  };
}

function toAnswer(decision: StartDecision): StartAnswer {
  if (decision.outcome === "allowed") return { outcome: "allowed" };
  return { outcome: "refused", code: decision.code, tell: decision.tell };
}

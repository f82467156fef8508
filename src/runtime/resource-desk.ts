// Where declarations are applied and deleted: load, decide, append, as for every stream, with the decision handed back to who asked.

import { resourceStream } from "../core/ids.ts";
import { decideResources, type ResourceCommand, type ResourceDecision, type ResourceFacts } from "../core/resources/decide.ts";
import type { Resource } from "../core/resources/resource.ts";
import { applyResourceEvents, keyOf, NO_RESOURCES, type ResourceEvent, type ResourcesState } from "../core/resources/state.ts";
import type { Clock } from "../std/clock.ts";
import type { Store } from "../store/store.ts";
import type { Aggregate } from "./aggregate.ts";
import { createStream } from "./dispatch.ts";

export interface ResourceDeskDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** The repository that the declarations belong to. */
  readonly repository: string;
  readonly referencesOf: ResourceFacts["referencesOf"];
}

export interface ResourceDesk {
  load(): Promise<ResourcesState>;
  /** Decides without storing anything. */
  preview(command: ResourceCommand): Promise<ResourceDecision>;
  /** Stores all of it, or nothing when there are obstacles. Two appliers at once: the second decides again on what the first left. */
  submit(command: ResourceCommand): Promise<ResourceDecision>;
}

interface Ask {
  readonly command: ResourceCommand;
  onDecision(decision: ResourceDecision): void;
}

export function createResourceDesk({ store, clock, repository, referencesOf }: ResourceDeskDeps): ResourceDesk {
  const facts = (): ResourceFacts => ({ now: clock.now(), referencesOf });
  const aggregate: Aggregate<ResourcesState, Ask, ResourceEvent> = {
    initial: NO_RESOURCES,
    decide({ command, onDecision }, state) {
      const decision = decideResources(command, state, facts());
      onDecision(decision);
      return { events: decision.obstacles.length > 0 ? [] : decision.events };
    },
    apply: (state, events) => ({ state: applyResourceEvents(state, events), effects: [] }),
    toDocuments: () => [],
    snapshot: {
      schema: "resources/1",
      every: 200,
      toJson: ({ resources }) => [...resources.values()],
      fromJson: (json) => ({ resources: new Map((json as readonly Resource[]).map((resource) => [keyOf(resource), resource])) }),
    },
  };
  const stream = createStream(aggregate, { store, onEffects: () => {} });
  const id = resourceStream(repository);
  return {
    load: () => stream.load(id),
    preview: async (command) => decideResources(command, await stream.load(id), facts()),
    async submit(command) {
      let last: ResourceDecision = { events: [], changes: [], obstacles: [] };
      await stream.dispatch(id, {
        command,
        onDecision: (decision) => {
          last = decision;
        },
      });
      return last;
    },
  };
}

// Where it is remembered which agents may be given work. Looks at no run and knows no resource.

import { type AgentCommand, decideAgents, overdueAgents } from "../../core/agents/decide.ts";
import {
  type AgentEvent,
  type AgentKey,
  type AgentName,
  type AgentStanding,
  type AgentsState,
  ALL_ACTIVE,
  applyAgentEvents,
  lifecycleOf,
  toAgentKey,
} from "../../core/agents/state.ts";
import { YardmasterError } from "../../core/errors.ts";
import { agentStream } from "../../core/ids.ts";
import type { Clock } from "../../std/clock.ts";
import type { Store } from "../../store/store.ts";
import type { Aggregate } from "../aggregate.ts";
import { createStream } from "../dispatch.ts";

export interface AgentDeskDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** The repository that the agents are declared for. */
  readonly repository: string;
}

export interface AgentDesk {
  load(): Promise<AgentsState>;
  /** Names of a project's agents that are to get no new work, whatever they are declared as. */
  loadUnavailable(project: string): Promise<ReadonlySet<string>>;
  /** @throws agent.wrong-state */
  submit(command: AgentCommand): Promise<AgentsState>;
  /**
   * Remembers which of the draining agents have nothing left to do.
   *
   * @param loadBusy agents that something is left for; not asked while none drains
   * @returns those that something is left for, though their time is over
   */
  settle(loadBusy: () => Promise<ReadonlySet<AgentKey>>): Promise<readonly AgentName[]>;
}

export function createAgentDesk({ store, clock, repository }: AgentDeskDeps): AgentDesk {
  const aggregate: Aggregate<AgentsState, AgentCommand, AgentEvent> = {
    initial: ALL_ACTIVE,
    decide: (command, state) => decideAgents(command, state, { now: clock.now() }),
    apply: (state, events) => ({ state: applyAgentEvents(state, events), effects: [] }),
    toDocuments: () => [],
    snapshot: {
      schema: "agents/1",
      every: 200,
      toJson: ({ standings }) => [...standings.values()],
      fromJson: (json) => ({ standings: new Map((json as readonly AgentStanding[]).map((standing) => [toAgentKey(standing), standing])) }),
    },
  };
  const stream = createStream(aggregate, { store, onEffects: () => {} });
  const id = agentStream(repository);

  async function submit(command: AgentCommand): Promise<AgentsState> {
    const outcome = await stream.dispatch(id, command);
    if (outcome.outcome === "done") return outcome.state;
    const state = await stream.load(id);
    throw toRefusal(command, state);
  }

  return {
    load: () => stream.load(id),
    async loadUnavailable(project) {
      const { standings } = await stream.load(id);
      return new Set([...standings.values()].filter((standing) => standing.project === project).map(({ name }) => name));
    },
    submit,
    async settle(loadBusy) {
      const before = await stream.load(id);
      if (![...before.standings.values()].some(({ state }) => state === "draining")) return [];
      return overdueAgents(await submit({ type: "agents.settle", busy: await loadBusy() }), clock.now());
    },
  };
}

function toRefusal(command: AgentCommand, state: AgentsState): YardmasterError {
  if (command.type === "agents.settle") throw new TypeError("settling is never refused");
  const { agent } = command;
  if (command.type === "agent.uncordon") {
    return new YardmasterError(
      "agent.wrong-state",
      `cannot uncordon agent '${agent.name}': currently draining — wait until it has drained`,
      {
        hint: "`yardmaster agent drain --timeout 0` stops what it still works on",
      },
    );
  }
  const current = lifecycleOf(state, agent);
  return new YardmasterError("agent.wrong-state", `cannot cordon agent '${agent.name}': current state is ${current}`);
}

// Which agents may be given work, folded from what people asked for. An agent that nobody spoke of is active and has no entry here;
// whether it is declared at all, and enabled, is the resources' business.

export interface AgentName {
  readonly project: string;
  readonly name: string;
}

/** `project/name`. */
export type AgentKey = string;

/**
 * - `active`: may be chosen.
 * - `cordoned`: is not chosen any more, until someone says otherwise.
 * - `draining`: the same, and what it works on is waited for.
 * - `drained`: the same, and it works on nothing.
 */
export type AgentLifecycle = "active" | "cordoned" | "draining" | "drained";

export interface AgentStanding extends AgentName {
  readonly state: Exclude<AgentLifecycle, "active">;
  readonly since: number;
  /** For `draining`: when what it still works on is stopped; null: never. */
  readonly deadline: number | null;
}

export interface AgentsState {
  readonly standings: ReadonlyMap<AgentKey, AgentStanding>;
}

export type AgentEvent =
  | {
      readonly type: "agent.cordoned" | "agent.uncordoned" | "agent.drained";
      readonly project: string;
      readonly name: string;
      readonly at: number;
    }
  | {
      readonly type: "agent.draining";
      readonly project: string;
      readonly name: string;
      readonly deadline: number | null;
      readonly at: number;
    };

export const ALL_ACTIVE: AgentsState = { standings: new Map() };

export function toAgentKey({ project, name }: AgentName): AgentKey {
  return `${project}/${name}`;
}

export function lifecycleOf({ standings }: AgentsState, agent: AgentName): AgentLifecycle {
  return standings.get(toAgentKey(agent))?.state ?? "active";
}

export function applyAgentEvents(state: AgentsState, events: readonly AgentEvent[]): AgentsState {
  if (events.length === 0) return state;
  const standings = new Map(state.standings);
  for (const event of events) {
    const { project, name, at } = event;
    const key = toAgentKey(event);
    const before = standings.get(key);
    switch (event.type) {
      case "agent.cordoned":
        standings.set(key, { project, name, state: "cordoned", since: at, deadline: null });
        break;
      case "agent.uncordoned":
        standings.delete(key);
        break;
      case "agent.draining":
        standings.set(key, {
          project,
          name,
          state: "draining",
          since: before?.state === "draining" ? before.since : at,
          deadline: event.deadline,
        });
        break;
      case "agent.drained":
        standings.set(key, { project, name, state: "drained", since: at, deadline: null });
        break;
    }
  }
  return { standings };
}

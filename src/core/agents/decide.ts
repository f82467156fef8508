// Taking an agent out of service and back: events, or a refusal where its state does not allow it. Pure.
import { assertNever } from "../errors.ts";
import { type AgentEvent, type AgentKey, type AgentName, type AgentStanding, type AgentsState, lifecycleOf, toAgentKey } from "./state.ts";

export type AgentCommand =
  | { readonly type: "agent.cordon"; readonly agent: AgentName }
  | { readonly type: "agent.uncordon"; readonly agent: AgentName }
  /** While it drains already, another time to wait. */
  | { readonly type: "agent.drain"; readonly agent: AgentName; readonly timeoutMs: number | null }
  /** What agents work on now; those that drained and are missing here have drained. */
  | { readonly type: "agents.settle"; readonly busy: ReadonlySet<AgentKey> };

export type AgentDecision = { readonly events: readonly AgentEvent[] } | { readonly refused: "agent.wrong-state" };

const NOTHING: AgentDecision = { events: [] };
const REFUSED: AgentDecision = { refused: "agent.wrong-state" };

export function decideAgents(command: AgentCommand, state: AgentsState, { now: at }: { readonly now: number }): AgentDecision {
  switch (command.type) {
    case "agent.cordon":
      return lifecycleOf(state, command.agent) === "active" ? { events: [{ type: "agent.cordoned", ...command.agent, at }] } : REFUSED;
    case "agent.uncordon": {
      const before = lifecycleOf(state, command.agent);
      if (before === "draining") return REFUSED;
      return before === "active" ? NOTHING : { events: [{ type: "agent.uncordoned", ...command.agent, at }] };
    }
    case "agent.drain": {
      if (lifecycleOf(state, command.agent) === "drained") return NOTHING;
      const deadline = command.timeoutMs === null ? null : at + command.timeoutMs;
      return { events: [{ type: "agent.draining", ...command.agent, deadline, at }] };
    }
    case "agents.settle": {
      const done = draining(state).filter((standing) => !command.busy.has(toAgentKey(standing)));
      return { events: done.map(({ project, name }) => ({ type: "agent.drained", project, name, at })) };
    }
    default:
      return assertNever(command);
  }
}

/** Agents whose time to end what they work on is over. */
export function overdueAgents(state: AgentsState, now: number): readonly AgentName[] {
  return draining(state).filter(({ deadline }) => deadline !== null && deadline <= now);
}

function draining({ standings }: AgentsState): readonly AgentStanding[] {
  return [...standings.values()].filter((standing) => standing.state === "draining");
}

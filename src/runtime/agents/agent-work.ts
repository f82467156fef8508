// What agents were chosen for and have not done yet.
import { type AgentKey, type AgentName, toAgentKey } from "../../core/agents/state.ts";
import type { RunId } from "../../core/ids.ts";

/** A step of a run that has not ended, which an agent was chosen for. */
export interface AgentWork {
  readonly agent: AgentName;
  readonly run: RunId;
  /** It works on it now; else its turn will come. */
  readonly begun: boolean;
}

export function toBusy(work: readonly AgentWork[]): ReadonlySet<AgentKey> {
  return new Set(work.map(({ agent }) => toAgentKey(agent)));
}

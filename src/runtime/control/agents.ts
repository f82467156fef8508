// Operations on agents: who may be given work.
import type { AgentLifecycle, AgentName } from "../../core/agents/state.ts";

export interface ListedAgent extends AgentName {
  readonly enabled: boolean;
  readonly state: AgentLifecycle;
  /** For `draining`: when what it still works on is stopped; null: never. */
  readonly deadline: number | null;
  /** Steps that it works on now. */
  readonly inFlight: number;
  /** `healthy`, or what is wrong with it. */
  readonly health: string;
  readonly capabilities: readonly string[];
}

export interface AgentControl {
  /** By project, then by name. */
  list(request: { readonly project: string | null }): Promise<readonly ListedAgent[]>;
  /** @throws resource.not-found, agent.wrong-state */
  cordon(request: AgentName): Promise<ListedAgent>;
  /** Also one that has drained; one that is active stays so. @throws resource.not-found, agent.wrong-state */
  uncordon(request: AgentName): Promise<ListedAgent>;
  /** @param request.timeoutSeconds after which what it still works on is stopped; null: never. @throws resource.not-found */
  drain(request: AgentName & { readonly timeoutSeconds: number | null }): Promise<ListedAgent>;
}

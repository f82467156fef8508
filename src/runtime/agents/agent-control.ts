// The operations on agents: what is declared, together with who may be given work and what each works on now.
import { type AgentKey, type AgentName, type AgentsState, lifecycleOf, toAgentKey } from "../../core/agents/state.ts";
import { YardmasterError } from "../../core/errors.ts";
import type { Resource } from "../../core/resources/resource.ts";
import type { AgentControl, ListedAgent } from "../control/agents.ts";
import type { AgentDesk } from "./agent-desk.ts";
import { type AgentWork, toBusy } from "./agent-work.ts";

export interface AgentControlDeps {
  readonly desk: AgentDesk;
  /** Agents as they are declared in a project, or in all of them. */
  loadAgents(project: string | null): Promise<readonly Resource[]>;
  loadWork(): Promise<readonly AgentWork[]>;
}

export function createAgentControl({ desk, loadAgents, loadWork }: AgentControlDeps): AgentControl {
  async function look(project: string | null): Promise<readonly ListedAgent[]> {
    const [agents, work] = await Promise.all([loadAgents(project), loadWork()]);
    await desk.settle(async () => toBusy(work));
    const state = await desk.load();
    const begun = work.filter((each) => each.begun).map(({ agent }) => toAgentKey(agent));
    return agents.map((agent) => toListed(agent, state, begun)).sort(inOrder);
  }

  async function find({ project, name }: AgentName): Promise<ListedAgent> {
    const found = (await look(project)).find((agent) => agent.name === name);
    if (found) return found;
    throw new YardmasterError("resource.not-found", `agent not found: ${name}`, {
      hint: `\`yardmaster agent list -p ${project}\` shows those of the project '${project}'`,
    });
  }

  return {
    list: ({ project }) => look(project),
    async cordon({ project, name }) {
      const agent = await find({ project, name });
      await desk.submit({ type: "agent.cordon", agent: { project, name } });
      return await find(agent);
    },
    async uncordon({ project, name }) {
      const agent = await find({ project, name });
      await desk.submit({ type: "agent.uncordon", agent: { project, name } });
      return await find(agent);
    },
    async drain({ project, name, timeoutSeconds }) {
      const agent = await find({ project, name });
      const timeoutMs = timeoutSeconds === null ? null : timeoutSeconds * 1000;
      await desk.submit({ type: "agent.drain", agent: { project, name }, timeoutMs });
      return await find(agent);
    },
  };
}

function toListed({ metadata: { project, name }, spec }: Resource, state: AgentsState, begun: readonly AgentKey[]): ListedAgent {
  const key = toAgentKey({ project, name });
  const { enabled, capabilities } = spec as { readonly enabled?: boolean; readonly capabilities?: readonly string[] };
  return {
    project,
    name,
    enabled: enabled ?? true,
    state: lifecycleOf(state, { project, name }),
    deadline: state.standings.get(key)?.deadline ?? null,
    inFlight: begun.filter((each) => each === key).length,
    health: "healthy",
    capabilities: capabilities ?? [],
  };
}

function inOrder(one: ListedAgent, other: ListedAgent): number {
  return compare(one.project, other.project) || compare(one.name, other.name);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

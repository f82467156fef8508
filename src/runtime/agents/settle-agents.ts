// What a server does about agents that drain, at each of its looks: those with nothing left have drained, and what keeps one beyond its
// time is cancelled. A run's agents were chosen when it was planned, so that handing a step back would give it to the same one again.
import { toAgentKey } from "../../core/agents/state.ts";
import type { RunId } from "../../core/ids.ts";
import type { AgentDesk } from "./agent-desk.ts";
import { type AgentWork, toBusy } from "./agent-work.ts";

export interface SettleAgentsDeps {
  readonly desk: AgentDesk;
  loadWork(): Promise<readonly AgentWork[]>;
  cancelRun(run: RunId, reason: string): Promise<unknown>;
}

export async function settleAgents({ desk, loadWork, cancelRun }: SettleAgentsDeps): Promise<void> {
  let work: readonly AgentWork[] = [];
  const overdue = await desk.settle(async () => {
    work = await loadWork();
    return toBusy(work);
  });
  for (const agent of overdue) {
    const kept = work.filter((each) => toAgentKey(each.agent) === toAgentKey(agent));
    for (const run of new Set(kept.map((each) => each.run))) {
      await cancelRun(run, `agent '${agent.name}' was drained, and the time for it is over`);
    }
  }
}

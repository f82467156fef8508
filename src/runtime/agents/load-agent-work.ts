// Reads from the runs what agents were chosen for and have not done yet.
import { runStream, toRunId } from "../../core/ids.ts";
import { hasEnded, type RunState } from "../../core/run/state.ts";
import { RUNS } from "../../core/views/run-summary.ts";
import type { Store } from "../../store/store.ts";
import { runAggregate } from "../aggregates.ts";
import { createStream } from "../dispatch.ts";
import type { AgentWork } from "./agent-work.ts";

const OPEN = ["queued", "running"];
const MOST_RUNS = 10_000;

/** @returns what can be asked again and again: what was read of a run before is not read anew */
export function createAgentWorkLoader(store: Store): () => Promise<readonly AgentWork[]> {
  const facts = { now: () => 0, newRunId: () => toRunId("") };
  const runs = createStream(runAggregate(facts), { store, onEffects() {} });
  return async () => {
    const open = await store.listDocuments({ collection: RUNS, tags: OPEN, limit: MOST_RUNS });
    const work = await Promise.all(open.map(async ({ id }) => toAgentWork(await runs.load(runStream(toRunId(id))))));
    return work.flat();
  };
}

export function toAgentWork(run: RunState | null): readonly AgentWork[] {
  if (!run || run.ending || hasEnded(run)) return [];
  return run.plan.steps.flatMap(({ id, body }) => {
    const agent = body.kind === "agent" ? body.agent : null;
    const step = run.steps.find((each) => each.id === id);
    if (!agent || (step?.status !== "pending" && step?.status !== "running")) return [];
    const { project, name } = agent;
    return [{ agent: { project, name }, run: run.id, begun: step.status === "running" }];
  });
}

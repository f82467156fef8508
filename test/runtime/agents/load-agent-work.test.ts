// What agents were chosen for and have not done yet, from runs in every state.
import { describe, expect, it } from "vitest";
import { runStream, toRunId, toStepId } from "../../../src/core/ids.ts";
import type { RunState, StepStatus } from "../../../src/core/run/state.ts";
import type { StepSpec } from "../../../src/core/workflow/workflow-spec.ts";
import { createAgentWorkLoader, toAgentWork } from "../../../src/runtime/agents/load-agent-work.ts";
import { runAggregate } from "../../../src/runtime/aggregates.ts";
import { createStream } from "../../../src/runtime/dispatch.ts";
import { sampleIssue, sampleRun, sampleStep } from "../../cli/sample-runs.ts";
import { aMemory, NOW } from "../events/a-memory.ts";

const CODER = { project: "default", name: "coder", command: "claude -p {prompt}", promptDelivery: "arg" } as const;

function aStep(id: string, agent: typeof CODER | null): StepSpec {
  const prompt = { builtin: "goal" } as const;
  const body = { kind: "agent" as const, prompt, requiresChange: false, ...(agent && { agent }) };
  const [base] = sampleRun().plan.steps;
  if (!base) throw new Error("the sample run has no step");
  return { ...base, id: toStepId(id), body };
}

function aRun(statuses: readonly StepStatus[], given: Partial<RunState> = {}): RunState {
  const ids = statuses.map((_, index) => `step-${index}`);
  return sampleRun({
    plan: { name: "default", steps: ids.map((id) => aStep(id, CODER)) },
    steps: ids.map((id, index) => sampleStep(id, { status: statuses[index] ?? "pending" })),
    ...given,
  });
}

describe("the work of agents", () => {
  it("is every step of theirs that has not ended", () => {
    const { id } = sampleRun();
    const agent = { project: "default", name: "coder" };
    expect(toAgentWork(aRun(["completed", "failed", "skipped", "cancelled", "running", "pending"]))).toEqual([
      { agent, run: id, begun: true },
      { agent, run: id, begun: false },
    ]);
  });

  it("is nothing of a run that ends or has ended, and nothing that no agent was chosen for", () => {
    expect(toAgentWork(aRun(["pending"], { status: "failed" }))).toEqual([]);
    expect(toAgentWork(aRun(["pending"], { ending: { outcome: "failed", error: null } }))).toEqual([]);
    expect(toAgentWork(null)).toEqual([]);
    const own = { plan: { name: "default", steps: [aStep("step-0", null)] } };
    expect(toAgentWork(aRun(["running"], own))).toEqual([]);
  });

  it("is found in the store, as of now", async () => {
    const { store } = await aMemory();
    const loadWork = createAgentWorkLoader(store);
    expect(await loadWork()).toEqual([]);
    const runs = createStream(runAggregate({ now: () => NOW, newRunId: () => toRunId("") }), { store, onEffects() {} });
    const run = toRunId("run_1");
    const plan = { name: "default", steps: [aStep("step-0", CODER)] };
    const queued = { runId: run, issue: sampleIssue(), source: "tracker", attempt: null, lastError: null, plan, held: false } as const;
    await runs.dispatch(runStream(run), { type: "run.create", run: queued });
    expect(await loadWork()).toEqual([{ agent: { project: "default", name: "coder" }, run, begun: false }]);
    const workspace = { key: "k", path: "/w", branch: "b", baseCommit: "c" };
    await runs.dispatch(runStream(run), { type: "run.report-workspace", workspace });
    await runs.dispatch(runStream(run), { type: "step.begin", stepId: toStepId("step-0"), attempt: 1 });
    expect(await loadWork()).toMatchObject([{ begun: true }]);
    await runs.dispatch(runStream(run), {
      type: "step.report",
      stepId: toStepId("step-0"),
      attempt: 1,
      result: { ok: true, commit: null, changedFiles: 0 },
    });
    expect(await loadWork()).toEqual([]);
  });
});

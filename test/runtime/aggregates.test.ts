// The core's two streams as the dispatcher sees them: what a snapshot keeps is what was there.
import { describe, expect, it } from "vitest";
import { toRunId } from "../../src/core/ids.ts";
import { createIssue } from "../../src/core/issue.ts";
import type { SchedulerCommand } from "../../src/core/scheduler/decide.ts";
import { schedulerAggregate } from "../../src/runtime/aggregates.ts";

describe("the scheduler's snapshot", () => {
  it("survives being written as JSON", () => {
    let runs = 0;
    const aggregate = schedulerAggregate({
      now: () => 1_000,
      newRunId() {
        runs += 1;
        return toRunId(`run_${runs}`);
      },
    });
    const issues = [createIssue("A-1"), createIssue("A-2")];
    const failed = { outcome: "failed", cause: "work", message: "no luck", retryAfterMs: null } as const;
    const commands: readonly SchedulerCommand[] = [
      { type: "scheduler.configure", settings: { maxConcurrentAgents: 2, maxConcurrentAgentsByState: { planned: 5 } } },
      { type: "scheduler.tick", candidates: issues, refreshed: new Map() },
      { type: "scheduler.request-run", issue: createIssue("goal"), runId: toRunId("run_goal"), thread: 12 },
      { type: "thread.pause", thread: 12, by: "ann", reason: "", saidAt: 900 },
      { type: "scheduler.report-exit", exit: { ...failed, issueId: createIssue("A-1").id, runId: toRunId("run_1") } },
      { type: "scheduler.report-exit", exit: { ...failed, cause: "setup", issueId: createIssue("A-2").id, runId: toRunId("run_2") } },
    ];
    let state = aggregate.initial;
    for (const command of commands) {
      const decision = aggregate.decide(command, state);
      if ("refused" in decision || decision.events.length === 0) throw new Error(`nothing came of ${command.type}`);
      state = aggregate.apply(state, decision.events).state;
    }
    expect([state.claims.size, state.requests.size, state.pauses.size, state.halted?.reason]).toEqual([2, 1, 1, "no luck"]);
    const { snapshot } = aggregate;
    const stored = JSON.parse(JSON.stringify(snapshot?.toJson(state)));
    expect(snapshot?.fromJson(stored)).toEqual(state);
    // From before threads could be paused.
    const { pauses: _, lastWords: __, ...older } = stored;
    expect(snapshot?.fromJson(older)).toEqual({ ...state, pauses: new Map(), lastWords: new Map() });
  });
});

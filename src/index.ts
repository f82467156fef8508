// The library's face: what `import … from "yardmaster"` gives. Re-exports by name, no logic.
export {
  type AgentBackend,
  type AgentEvent,
  type AgentSession,
  ClaudeBackend,
  MockBackend,
  type TurnResult,
} from "./app/published/agent-backends.ts";
export { Orchestrator, type OrchestratorEvents, type OrchestratorOverrides } from "./app/published/orchestrator.ts";
export { PromptRenderer } from "./app/published/prompt-renderer.ts";
export type { Result } from "./app/published/result.ts";
export { RoadmapTrackerAdapter } from "./app/published/roadmap-tracker-adapter.ts";
export { loadWorkflowConfig, type WorkflowConfig } from "./app/published/workflow-config.ts";
export { WorkspaceHooks, WorkspaceManager } from "./app/published/workspaces.ts";
export { type ErrorCode, type Problem, YardmasterError } from "./core/errors.ts";
export type { Blocker, Issue, IssueReport } from "./core/issue.ts";
export { type Applied, applyEvent } from "./core/scheduler/apply-event.ts";
export type {
  DispatchEffect,
  ReportEffect,
  ScheduleRetryEffect,
  SchedulerEffect as SideEffect,
  SchedulerEvent as OrchestratorEvent,
  StopEffect,
} from "./core/scheduler/events.ts";
export { reconcile } from "./core/scheduler/reconcile.ts";
export { calculateRetryDelay } from "./core/scheduler/retry-delay.ts";
export { selectCandidates } from "./core/scheduler/select-candidates.ts";
export { canDispatch, getAvailableSlots, type Slots } from "./core/scheduler/slots.ts";
export { sortCandidates } from "./core/scheduler/sort-candidates.ts";
export { isEligible } from "./core/scheduler/standing.ts";
export { type Claim, createEmptyState, type SchedulerState as OrchestratorState } from "./core/scheduler/state.ts";
export type { Board } from "./core/views/board.ts";

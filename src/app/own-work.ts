// What a server works on by itself: the issues of its tracker, by the agent of its workflow file. A repository that has neither a list
// of issues nor a workflow file is served for its declared workflows alone: those bring agents of their own.
import { access } from "node:fs/promises";
import type { Agent } from "../agents/agent.ts";
import { type Problem, YardmasterError } from "../core/errors.ts";
import type { LoadedWorkflowFile } from "../resources/workflow-file/read-workflow-file.ts";
import type { Tracker } from "../trackers/tracker.ts";

/** Stands where no agent will be asked for, or none is there. */
export function createNoAgent(detail: string): Agent {
  return {
    kind: "none",
    probe: async () => ({ available: false, detail, version: null }),
    open: async () => ({
      prompt: async () => ({
        ended: "failed",
        exitCode: null,
        message: detail,
        output: "",
        retryAfterMs: null,
        usage: null,
        sessionId: null,
      }),
      async close() {},
    }),
  };
}

/** Neither a list of issues nor a workflow file. */
export async function isAlone({ file, tracker: { activeStates } }: LoadedWorkflowFile, tracker: Tracker): Promise<boolean> {
  return !(await exists(file)) && (await isMissing(tracker, activeStates));
}

async function isMissing(tracker: Tracker, activeStates: readonly string[]): Promise<boolean> {
  return await tracker.fetchIssuesByStates(activeStates).then(
    () => false,
    (error: unknown) => error instanceof YardmasterError && error.code === "tracker.not-found",
  );
}

/** Lists nothing, and says so wherever troubles are shown. */
export function createNoTracker(file: string): Tracker {
  const message = "is not there, nor is a workflow file: only declared workflows are run until the next start";
  const notice: Problem = { file, line: 1, column: 1, path: "", message, hint: null, severity: "error" };
  return {
    kind: "none",
    fetchIssuesByStates: async () => ({ issues: [], problems: [notice] }),
    fetchIssuesByIds: async () => [],
    report: async () => {},
  };
}

async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}

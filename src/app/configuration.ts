// Which workflow file holds for a repository, and what it means for the scheduler. No file at all is a configuration too.
import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { SchedulerSettings } from "../core/scheduler/settings.ts";
import { parseWorkflowFile } from "../resources/workflow-file/parse-workflow-file.ts";
import { type LoadedWorkflowFile, readWorkflowFile } from "../resources/workflow-file/read-workflow-file.ts";

const NAMES = ["workflow.yaml", "workflow.yml", "WORKFLOW.md"];

type Variables = Readonly<Record<string, string | undefined>>;

/** @throws config.not-found when a file was named and is missing; config.invalid */
export async function loadConfiguration(root: string, named: string | null, env: Variables): Promise<LoadedWorkflowFile> {
  if (named !== null) return await readWorkflowFile(resolve(named), { env });
  for (const name of NAMES) {
    const file = join(root, name);
    if (await exists(file)) return await readWorkflowFile(file, { env });
  }
  const defaults = parseWorkflowFile("", join(root, "workflow.yaml"), { env });
  if (!defaults.ok) throw new TypeError("the built-in configuration does not hold");
  return { ...defaults.value, warnings: defaults.warnings };
}

export function toSchedulerSettings({ tracker, agent }: LoadedWorkflowFile, workers: number | null): Partial<SchedulerSettings> {
  return {
    activeStates: tracker.activeStates,
    terminalStates: tracker.terminalStates,
    requiredLabels: tracker.requiredLabels,
    maxConcurrentAgents: workers ?? agent.maxConcurrentAgents,
    maxConcurrentAgentsByState: agent.maxConcurrentAgentsByState,
    maxRetryBackoffMs: agent.maxRetryBackoffMs,
    maxFailures: agent.maxFailures,
    maxSessions: agent.maxSessions,
  };
}

async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}

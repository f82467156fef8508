// Which workflow file holds for a repository, and what it means for the scheduler. No file at all is a configuration too.
import { basename, join } from "node:path";
import type { Problem } from "../core/errors.ts";
import type { SchedulerSettings } from "../core/scheduler/settings.ts";
import { parseWorkflowFile } from "../resources/workflow-file/parse-workflow-file.ts";
import { type LoadedWorkflowFile, readWorkflowFile } from "../resources/workflow-file/read-workflow-file.ts";
import { findFirstPreset } from "./find-presets.ts";
import { findWorkflowFiles } from "./find-workflow-files.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** @throws config.not-found when a file was named and is missing; config.invalid */
export async function loadConfiguration(root: string, named: string | null, env: Variables): Promise<LoadedWorkflowFile> {
  const [file, ...unread] = await findWorkflowFiles(root, named);
  if (file === undefined) return toBuiltInConfiguration(root, env, (await findFirstPreset(env)).name);
  const configuration = await readWorkflowFile(file, { env });
  return { ...configuration, warnings: [...unread.map((other) => warnUnread(file, other)), ...configuration.warnings] };
}

/** @param preset the agent; the one that a file without a word about it would mean when it is null */
export function toBuiltInConfiguration(root: string, env: Variables, preset: string | null = null): LoadedWorkflowFile {
  const text = preset === null ? "" : `agent: { backend: ${preset} }`;
  const defaults = parseWorkflowFile(text, join(root, "workflow.yaml"), { env });
  if (!defaults.ok) throw new TypeError("the built-in configuration is not valid");
  return { ...defaults.value, written: defaults.written, warnings: defaults.warnings };
}

function warnUnread(file: string, other: string): Problem {
  const message = `${basename(file)} is read, ${basename(other)} beside it is not`;
  return { file, line: 1, column: 1, path: "", message, hint: "keep one of the two", severity: "warning" };
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

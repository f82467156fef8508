// Which workflow file holds for a repository, and what it means for the scheduler. No file at all is a configuration too.
import { access } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { Problem } from "../core/errors.ts";
import type { SchedulerSettings } from "../core/scheduler/settings.ts";
import { parseWorkflowFile } from "../resources/workflow-file/parse-workflow-file.ts";
import { type LoadedWorkflowFile, readWorkflowFile } from "../resources/workflow-file/read-workflow-file.ts";

const NAMES = ["workflow.yaml", "workflow.yml", "WORKFLOW.md"];

type Variables = Readonly<Record<string, string | undefined>>;

/** @throws config.not-found when a file was named and is missing; config.invalid */
export async function loadConfiguration(root: string, named: string | null, env: Variables): Promise<LoadedWorkflowFile> {
  const [file, ...unread] = await findWorkflowFiles(root, named);
  if (file === undefined) return toBuiltInConfiguration(root, env);
  const configuration = await readWorkflowFile(file, { env });
  return { ...configuration, warnings: [...unread.map((other) => warnUnread(file, other)), ...configuration.warnings] };
}

/** The one that holds, before those beside it that are not read; none at all means the built-in configuration. */
export async function findWorkflowFiles(root: string, named: string | null): Promise<readonly string[]> {
  if (named !== null) return [resolve(named)];
  const files = NAMES.map((name) => join(root, name));
  const present = await Promise.all(files.map(exists));
  return files.filter((_, index) => present[index]);
}

export function toBuiltInConfiguration(root: string, env: Variables): LoadedWorkflowFile {
  const defaults = parseWorkflowFile("", join(root, "workflow.yaml"), { env });
  if (!defaults.ok) throw new TypeError("the built-in configuration does not hold");
  return { ...defaults.value, warnings: defaults.warnings };
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

async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}

// From what was written to what holds: references to the environment, paths, and the rules between settings.
import { homedir } from "node:os";
import { dirname, resolve } from "node:path";
import { normalizeState } from "../../core/issue.ts";
import { isPreset } from "../preset-names.ts";
import type { Report } from "../report.ts";
import { preview } from "../words.ts";
import type { Path } from "../yaml-tree.ts";
import { toReference } from "./env-entries.ts";
import type { WorkflowSection } from "./schema.ts";
import type { AgentSettings, WorkspaceSettings } from "./workflow-file.ts";

export interface Surroundings {
  /** The workflow file; paths in it are relative to its directory. */
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The kinds of tracker there are. */
  readonly trackerKinds: readonly string[];
}

export function settleWorkspace(workspace: WorkflowSection["workspace"], around: Surroundings, report: Report): WorkspaceSettings {
  const root = workspace.root === null ? null : settlePath(workspace.root, ["workspace", "root"], around, report);
  return { ...workspace, root };
}

export function settleAgent(agent: WorkflowSection["agent"], around: Surroundings, report: Report): AgentSettings {
  if (agent.backend === "command" && agent.command === null) {
    report.error(["agent", "command"], "is missing, and the command backend has no default for it");
  }
  if (isPreset(agent.backend) && typeof agent.command === "string" && /\s/.test(agent.command.trim())) {
    const hint = "write a list of the program and its arguments, such as [claude, --permission-mode, acceptEdits]";
    report.error(["agent", "command"], `is no line for a shell with the ${agent.backend} backend, but the name of one program`, hint);
  }
  const limits = new Map<string, number>();
  for (const [state, limit] of Object.entries(agent.maxConcurrentAgentsByState)) {
    if (typeof limit === "number" && Number.isSafeInteger(limit) && limit > 0) limits.set(normalizeState(state), limit);
    else
      report.warning(["agent", "maxConcurrentAgentsByState", state], `is no positive whole number but ${preview(limit)}, and is ignored`);
  }
  return {
    ...agent,
    script: agent.script === null ? null : settlePath(agent.script, ["agent", "script"], around, report),
    maxConcurrentAgentsByState: Object.fromEntries(limits),
  };
}

/** Symphony, rule C3: `~` and `$VAR` stand for something in paths only, never in commands or addresses. */
export function settlePath(written: string, path: Path, { file, env }: Surroundings, report: Report): string {
  const name = toReference(written);
  const value = name === null ? written : lookUp(name, env);
  if (value === "") report.error(path, `names the environment variable ${name}, which is not set`);
  if (name === null && written.startsWith("$")) {
    report.warning(path, "is taken as it is written", "only a value that is $NAME and nothing else is replaced");
  }
  const expanded = value.replace(/^~(?=\/|$)/, () => lookUp("HOME", env) || homedir());
  return resolve(dirname(file), expanded);
}

/** A secret that turns out empty counts as missing. */
export function settleSecret(written: string | null, path: Path, { env }: Surroundings, report: Report): string | null {
  const name = written === null ? null : toReference(written);
  if (name === null) return written === "" ? null : written;
  const value = lookUp(name, env);
  if (value === "") report.warning(path, `names the environment variable ${name}, which is not set`);
  return value === "" ? null : value;
}

/** Empty and unset are the same. */
function lookUp(name: string, env: Surroundings["env"]): string {
  return Object.hasOwn(env, name) ? (env[name] ?? "") : "";
}

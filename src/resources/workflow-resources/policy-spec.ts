// Variables that a workflow file lets through to agents, as the RuntimePolicy that does the same. Null when it names none.

import { BUILTIN_POLICY } from "../builtin/builtin-resources.ts";
import { ENV_ALLOWLIST } from "../kinds/runtime-policy.ts";
import type { LoadedWorkflowFile } from "../workflow-file/read-workflow-file.ts";
import type { Path } from "../yaml-tree.ts";
import { isPassedOn } from "./agent-spec.ts";
import type { Draft } from "./draft.ts";
import { findEnvSettings } from "./find-env-settings.ts";
import { readSetting } from "./read-setting.ts";

export function toPolicySpec({ agent, written }: LoadedWorkflowFile, { from }: Draft): Readonly<Record<string, unknown>> | null {
  const all: Path = ["agent", "env"];
  const settings = findEnvSettings(readSetting(written, all));
  const passed = agent.env.flatMap((entry, index) => (isPassedOn(entry) ? [from(entry.name, settings[index] ?? all, all)] : []));
  if (passed.length === 0) return null;
  return { ...BUILTIN_POLICY, runner: { ...BUILTIN_POLICY.runner, env_allowlist: [...ENV_ALLOWLIST, ...passed] } };
}

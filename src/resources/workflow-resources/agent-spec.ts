// The agent of a workflow file as an Agent: the same preset, or the shell command that comes nearest to what its backend does.
import { isPreset } from "../preset-names.ts";
import type { EnvEntry } from "../workflow-file/env-entries.ts";
import type { LoadedWorkflowFile } from "../workflow-file/read-workflow-file.ts";
import type { AgentSettings } from "../workflow-file/workflow-file.ts";
import type { Path } from "../yaml-tree.ts";
import type { Draft, Following } from "./draft.ts";
import { findEnvSettings } from "./find-env-settings.ts";
import { readSetting } from "./read-setting.ts";
import { toShellLine } from "./shell-line.ts";

/** What the steps of a workflow file ask of an agent; any Agent that has it may serve them. */
export const WORK = "work";

export function toAgentSpec({ agent, written }: LoadedWorkflowFile, draft: Draft): Readonly<Record<string, unknown>> {
  const { from } = draft;
  const all: Path = ["agent", "env"];
  const settings = findEnvSettings(readSetting(written, all));
  const env = agent.env.flatMap((entry, index) => {
    const follow = (value: string) => from(value, settings[index] ?? all, all);
    return isPassedOn(entry) ? [] : [{ name: follow(entry.name), value: follow("value" in entry ? entry.value : `$${entry.from}`) }];
  });
  return {
    ...(isPreset(agent.backend) ? toPreset(agent, draft) : toCommand(agent, readSetting(written, ["agent", "script"]), draft)),
    capabilities: [WORK],
    env: env.length === 0 ? undefined : env,
  };
}

/** A variable that agents get as it is: an allow-list's business, not a value. */
export function isPassedOn(entry: EnvEntry): boolean {
  return "from" in entry && entry.from === entry.name;
}

function toPreset({ backend, command, model }: AgentSettings, { from }: Draft): Readonly<Record<string, Following | undefined>> {
  const [program, ...own] = typeof command === "string" ? [command] : (command ?? []);
  return {
    preset: from(backend, ["agent", "backend"]),
    program: program === undefined || program === backend ? undefined : from(program, ["agent", "command"]),
    model: model === null ? undefined : from(model, ["agent", "model"]),
    args: own.length === 0 ? undefined : from(own, ["agent", "command"]),
  };
}

function toCommand(
  { backend, command, promptDelivery }: AgentSettings,
  script: unknown,
  { from }: Draft,
): Readonly<Record<string, Following>> {
  if (backend !== "command") {
    const line = toShellLine([":", "plays", String(script)]);
    return { command: from(line, ["agent", "script"], ["agent", "backend"]), promptDelivery: from("stdin", ["agent", "backend"]) };
  }
  const line = typeof command === "string" ? command.trimEnd() : toShellLine(command ?? []);
  const isGiven = promptDelivery !== "arg" || /\{prompt(?:_file)?\}|\$(?:[1@*]|\{[1@*])/.test(line);
  return {
    command: from(isGiven ? line : `${line} {prompt}`, ["agent", "command"], ["agent", "backend"]),
    promptDelivery: from(promptDelivery, ["agent", "promptDelivery"]),
  };
}

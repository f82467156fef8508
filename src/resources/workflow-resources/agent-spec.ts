// The agent of a workflow file as an Agent: the shell command that comes nearest to what its backend does.
import { CLAUDE_ARGUMENTS } from "../workflow-file/claude-arguments.ts";
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
    command: toCommand(agent, readSetting(written, ["agent", "script"]), draft),
    capabilities: [WORK],
    promptDelivery:
      agent.backend === "command" ? from(agent.promptDelivery, ["agent", "promptDelivery"]) : from("stdin", ["agent", "backend"]),
    env: env.length === 0 ? undefined : env,
  };
}

/** A variable that agents get as it is: an allow-list's business, not a value. */
export function isPassedOn(entry: EnvEntry): boolean {
  return "from" in entry && entry.from === entry.name;
}

function toCommand({ backend, command, model, promptDelivery }: AgentSettings, script: unknown, { from }: Draft): Following {
  switch (backend) {
    case "claude": {
      const [program = "claude", ...own] = typeof command === "string" ? [command] : (command ?? []);
      const args = own.length > 0 ? own : CLAUDE_ARGUMENTS;
      const words = [program, "-p", ...(model === null ? [] : ["--model", model]), ...args];
      return from(toShellLine(words), ["agent", "command"], ["agent", "model"], ["agent", "backend"]);
    }
    case "command": {
      const line = typeof command === "string" ? command.trimEnd() : toShellLine(command ?? []);
      const isGiven = promptDelivery !== "arg" || /\{prompt(?:_file)?\}|\$(?:[1@*]|\{[1@*])/.test(line);
      return from(isGiven ? line : `${line} {prompt}`, ["agent", "command"], ["agent", "backend"]);
    }
    case "scripted":
      return from(toShellLine([":", "plays", String(script)]), ["agent", "script"], ["agent", "backend"]);
  }
}

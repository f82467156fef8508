// Opens the agent that a preset's name stands for.
import type { Agent } from "../agents/agent.ts";
import { agents, type HeadlessSettings, isPresetName, PRESET_NAMES, type PresetName } from "../agents/index.ts";
import { YardmasterError } from "../core/errors.ts";
import type { ChosenPreset } from "../core/workflow/workflow-spec.ts";
import { CLAUDE_ARGUMENTS } from "../resources/workflow-file/claude-arguments.ts";

const OPEN: Readonly<Record<PresetName, (settings: HeadlessSettings) => Promise<Agent>>> = {
  aider: async (settings) => (await agents.aider()).createAiderAgent(settings),
  claude: async (settings) => (await agents.claude()).createClaudeAgent({ ...settings, extraArgs: settings.extraArgs ?? CLAUDE_ARGUMENTS }),
  codex: async (settings) => (await agents.codex()).createCodexAgent(settings),
  copilot: async (settings) => (await agents.copilot()).createCopilotAgent(settings),
  gemini: async (settings) => (await agents.gemini()).createGeminiAgent(settings),
  opencode: async (settings) => (await agents.opencode()).createOpencodeAgent(settings),
};

/** @throws config.invalid when this release knows no such preset */
export async function openPreset({ name, program, model, args }: ChosenPreset, searchPath: string | undefined): Promise<Agent> {
  if (isPresetName(name)) {
    return await OPEN[name]({ command: program ?? undefined, model: model ?? undefined, extraArgs: args ?? undefined, searchPath });
  }
  throw new YardmasterError("config.invalid", `opening the agent: there is no preset called ${name}`, {
    hint: `one of ${PRESET_NAMES.join(", ")}`,
  });
}

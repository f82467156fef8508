// The kinds of agents there are, and what is known of some before they are loaded. Each is imported only when it is chosen.

export type { HeadlessSettings } from "./headless-agent.ts";
export { isPresetName, PRESET_NAMES, PRESETS, type PresetName } from "./presets.ts";

export const agents = {
  aider: () => import("./aider/index.ts"),
  claude: () => import("./claude/index.ts"),
  codex: () => import("./codex/index.ts"),
  command: () => import("./command/index.ts"),
  copilot: () => import("./copilot/index.ts"),
  gemini: () => import("./gemini/index.ts"),
  opencode: () => import("./opencode/index.ts"),
  scripted: () => import("./scripted/index.ts"),
} as const;

// The coding agents that Yardmaster knows how to run with nobody present, in the order in which they are preferred. What their
// arguments and their output mean is each one's own folder; this is what must be known before one of them is loaded.

export interface Preset {
  /** As it is looked for on PATH. */
  readonly program: string;
  /** One way to get it, for people. */
  readonly install: string;
  /** The server's variables that it gets where they are set: keys, where it is configured, whom it asks. Names only. */
  readonly variables: readonly string[];
}

export const PRESETS = {
  /** https://code.claude.com/docs/en/env-vars */
  claude: {
    program: "claude",
    install: "npm install -g @anthropic-ai/claude-code",
    variables: ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL", "CLAUDE_CODE_OAUTH_TOKEN", "CLAUDE_CONFIG_DIR"],
  },
  /** https://developers.openai.com/codex/noninteractive */
  codex: {
    program: "codex",
    install: "npm install -g @openai/codex",
    variables: ["CODEX_API_KEY", "OPENAI_API_KEY", "OPENAI_BASE_URL", "CODEX_HOME"],
  },
  /** https://geminicli.com/docs/get-started/authentication */
  gemini: {
    program: "gemini",
    install: "npm install -g @google/gemini-cli",
    variables: [
      "GEMINI_API_KEY",
      "GOOGLE_API_KEY",
      "GOOGLE_GEMINI_BASE_URL",
      "GOOGLE_GENAI_USE_VERTEXAI",
      "GOOGLE_CLOUD_PROJECT",
      "GOOGLE_CLOUD_LOCATION",
      "GOOGLE_APPLICATION_CREDENTIALS",
    ],
  },
  /** https://opencode.ai/docs/cli/#environment-variables and https://opencode.ai/docs/providers */
  opencode: {
    program: "opencode",
    install: "npm install -g opencode-ai",
    variables: [
      "OPENCODE_API_KEY",
      "OPENCODE_CONFIG",
      "XDG_DATA_HOME",
      "XDG_CONFIG_HOME",
      "ANTHROPIC_API_KEY",
      "OPENAI_API_KEY",
      "GEMINI_API_KEY",
      "OPENROUTER_API_KEY",
    ],
  },
  /** https://docs.github.com/en/copilot/reference/copilot-cli-reference; not GH_TOKEN and GITHUB_TOKEN, which are for other things too. */
  copilot: {
    program: "copilot",
    install: "npm install -g @github/copilot",
    variables: [
      "COPILOT_GITHUB_TOKEN",
      "COPILOT_HOME",
      "COPILOT_MODEL",
      "COPILOT_PROVIDER_TYPE",
      "COPILOT_PROVIDER_BASE_URL",
      "COPILOT_PROVIDER_API_KEY",
    ],
  },
  /** https://aider.chat/docs/llms.html */
  aider: {
    program: "aider",
    install: "python -m pip install aider-install && aider-install",
    variables: [
      "AIDER_MODEL",
      "ANTHROPIC_API_KEY",
      "OPENAI_API_KEY",
      "OPENAI_API_BASE",
      "GEMINI_API_KEY",
      "DEEPSEEK_API_KEY",
      "OPENROUTER_API_KEY",
    ],
  },
} as const satisfies Readonly<Record<string, Preset>>;

export type PresetName = keyof typeof PRESETS;

export const PRESET_NAMES = Object.keys(PRESETS) as readonly PresetName[];

export function isPresetName(name: string): name is PresetName {
  return Object.hasOwn(PRESETS, name);
}

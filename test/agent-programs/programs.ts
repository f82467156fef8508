// How each program is told to ask the scripted model, and the tool with which it writes a file.
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CLAUDE_ARGUMENTS } from "../../src/resources/workflow-file/claude-arguments.ts";
import type { ModelAnswer, ModelRequest } from "./scripted-model.ts";

export interface ProgramSetting {
  /** What it may do, where the preset leaves that to whoever declares the agent. */
  readonly args?: readonly string[];
  /** Besides the path and a home of its own. */
  readonly variables: Readonly<Record<string, string>>;
  readonly model?: string;
}

export type ProgramName = keyof typeof PROGRAMS;

export const PROGRAMS = {
  claude: (url) => ({
    // It would try again for three minutes.
    variables: { ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: "key", CLAUDE_CODE_MAX_RETRIES: "1" },
    args: CLAUDE_ARGUMENTS,
  }),
  codex(url, home) {
    const provider = `name="test"\nbase_url="${url}/v1"\nenv_key="CODEX_API_KEY"\nwire_api="responses"\nrequest_max_retries=0`;
    const config = `model="gpt-5-codex"\nmodel_provider="test"\n[analytics]\nenabled=false\n[model_providers.test]\n${provider}\n`;
    write(join(home, ".codex/config.toml"), config);
    return { variables: { CODEX_API_KEY: "key", CODEX_HOME: join(home, ".codex") } };
  },
  copilot: (url) => ({
    variables: {
      COPILOT_PROVIDER_BASE_URL: `${url}/v1`,
      COPILOT_PROVIDER_API_KEY: "key",
      COPILOT_PROVIDER_TYPE: "openai",
      COPILOT_MODEL: "claude-sonnet-4.5",
    },
  }),
  gemini(url, home) {
    const settings = { security: { auth: { selectedType: "gemini-api-key" } }, privacy: { usageStatisticsEnabled: false } };
    write(join(home, ".gemini/settings.json"), JSON.stringify({ ...settings, model: { name: "gemini-2.5-flash" } }));
    return { variables: { GEMINI_API_KEY: "key", GOOGLE_GEMINI_BASE_URL: url }, model: "gemini-2.5-flash" };
  },
  opencode(url, home) {
    const options = { baseURL: `${url}/v1`, apiKey: "key" };
    const models = { m1: { name: "m1", limit: { context: 128_000, output: 8_000 } } };
    const provider = { test: { npm: "@ai-sdk/openai-compatible", name: "test", options, models } };
    const config = { autoupdate: false, share: "disabled", model: "test/m1", small_model: "test/m1", provider };
    write(join(home, ".config/opencode/opencode.json"), JSON.stringify(config));
    return { variables: {} };
  },
} as const satisfies Readonly<Record<string, (url: string, home: string) => ProgramSetting>>;

export const PROGRAM_NAMES = Object.keys(PROGRAMS) as readonly ProgramName[];

const WRITE: Readonly<Record<string, (path: string, text: string) => object>> = {
  Write: (path, content) => ({ file_path: path, content }),
  exec_command: (path, text) => ({ cmd: `printf %s '${text}' > '${path}'`, yield_time_ms: 5_000 }),
  create: (path, text) => ({ path, file_text: text }),
  write_file: (path, content) => ({ file_path: path, content }),
  write: (path, content) => ({ filePath: path, content }),
};

/** Has the program write the file, with whichever tool of its own it offers. */
export function writeByTool({ tools = [] }: ModelRequest, path: string, text: string): ModelAnswer {
  const names = tools.map((tool) => tool.function?.name ?? tool.name ?? "");
  const tool = names.find((name) => Object.hasOwn(WRITE, name));
  if (tool === undefined) throw new Error(`no known way to write a file among: ${names.join(", ")}`);
  return { tool, input: WRITE[tool]?.(path, text) ?? {} };
}

/** A program in a directory of its own, as somebody has it who installed this one only. @returns the directory */
export function linkProgram(programs: string, name: ProgramName, directory: string): string {
  const file = join(directory, name);
  write(file, `#!/bin/sh\nexec '${join(programs, "node_modules/.bin", name)}' "$@"\n`);
  chmodSync(file, 0o755);
  return directory;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

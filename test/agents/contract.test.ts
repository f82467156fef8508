// Every kind of agent, and every way to hand a prompt to a program, against the one contract.
import { join } from "node:path";
import { describe, it } from "vitest";
import { createAiderAgent } from "../../src/agents/aider/index.ts";
import { createClaudeAgent } from "../../src/agents/claude/index.ts";
import { createCodexAgent } from "../../src/agents/codex/index.ts";
import { createCommandAgent } from "../../src/agents/command/index.ts";
import { createCopilotAgent } from "../../src/agents/copilot/index.ts";
import { createGeminiAgent } from "../../src/agents/gemini/index.ts";
import { createOpencodeAgent } from "../../src/agents/opencode/index.ts";
import { createScriptedAgent } from "../../src/agents/scripted/index.ts";
import type { Clock } from "../../src/std/clock.ts";
import { type AgentHarness, agentContract } from "../../src/testing/agent-contract.ts";
import { PATH, SECRET, temporaryDirectory, writeProgram } from "./agent-harness.ts";
import { writeFakeClaude } from "./fake-claude.ts";
import { writeFakeHeadless } from "./fake-headless.ts";

const killGraceMs = 200;
const base = { env: { PATH }, secret: SECRET, resumes: false, largestPromptBytes: Number.POSITIVE_INFINITY };
/** The system's limit for one argument or variable, with room for the variable's name. */
const ARGUMENT_BYTES = 130_000;

/** Puts the prompt into a file where the harness's scripts look for it. */
function takePrompt(text: string): string {
  return `PROMPT_FILE='${join(temporaryDirectory(), "prompt")}'; export PROMPT_FILE; ${text} > "$PROMPT_FILE"`;
}

function command(settings: Omit<Parameters<typeof createCommandAgent>[0], "killGraceMs">, clock?: Clock) {
  return createCommandAgent({ ...settings, killGraceMs, searchPath: PATH }, clock === undefined ? {} : { clock });
}

const headless = {
  aider: createAiderAgent,
  codex: createCodexAgent,
  copilot: createCopilotAgent,
  gemini: createGeminiAgent,
  opencode: createOpencodeAgent,
};

function toHeadlessHarness(name: keyof typeof headless): AgentHarness {
  const create = headless[name];
  return {
    ...base,
    agent: async (script, clock) =>
      create({ command: writeFakeHeadless(name, script), killGraceMs, searchPath: PATH }, clock === undefined ? {} : { clock }),
    missing: async () => create({ command: `no-such-${name}`, searchPath: PATH }),
  };
}

const harnesses: Record<string, AgentHarness> = {
  "command as arguments, prompt appended": {
    ...base,
    largestPromptBytes: ARGUMENT_BYTES,
    agent: async (script, clock) => command({ command: [writeProgram("agent", `${takePrompt('printf %s "$1"')}\n${script}`)] }, clock),
    missing: async () => command({ command: ["no-such-agent"] }),
  },
  "command as arguments, prompt on standard input": {
    ...base,
    agent: async (script, clock) => command({ command: ["sh", "-c", `${takePrompt("cat")}; ${script}`], promptDelivery: "stdin" }, clock),
    missing: async () => command({ command: ["no-such-agent"], promptDelivery: "stdin" }),
  },
  "command as a shell string, prompt placed": {
    ...base,
    largestPromptBytes: ARGUMENT_BYTES,
    agent: async (script, clock) => command({ command: `${takePrompt("printf %s {prompt}")}; ${script}` }, clock),
    missing: async () => command({ command: "no-such-agent --prompt={prompt}" }),
  },
  "command as a shell string, prompt appended": {
    ...base,
    largestPromptBytes: ARGUMENT_BYTES,
    agent: async (script, clock) => command({ command: writeProgram("agent", `${takePrompt('printf %s "$1"')}\n${script}`) }, clock),
    missing: async () => command({ command: "no-such-agent" }),
  },
  "command as a shell string, prompt in a file": {
    ...base,
    agent: async (script, clock) => command({ command: `PROMPT_FILE={prompt_file}; ${script}`, promptDelivery: "file" }, clock),
    missing: async () => command({ command: "no-such-agent", promptDelivery: "file" }),
  },
  "command as a shell string, prompt in the environment": {
    ...base,
    largestPromptBytes: ARGUMENT_BYTES,
    agent: async (script, clock) =>
      command({ command: `${takePrompt('printf %s "$YARDMASTER_PROMPT"')}; ${script}`, promptDelivery: "env" }, clock),
    missing: null,
  },
  claude: {
    ...base,
    resumes: true,
    agent: async (script, clock) =>
      createClaudeAgent({ command: writeFakeClaude(script), killGraceMs, searchPath: PATH }, clock === undefined ? {} : { clock }),
    missing: async () => createClaudeAgent({ command: "no-such-claude", searchPath: PATH }),
  },
  aider: toHeadlessHarness("aider"),
  codex: toHeadlessHarness("codex"),
  copilot: toHeadlessHarness("copilot"),
  gemini: toHeadlessHarness("gemini"),
  opencode: toHeadlessHarness("opencode"),
  scripted: {
    ...base,
    agent: async (script, clock) => {
      const prompt = { write: { path: ".prompt", content: "{prompt}" } };
      const run = { run: ["sh", "-c", script.replace("$PROMPT_FILE", ".prompt")] };
      const entry = { do: script.includes("PROMPT_FILE") ? [prompt, run] : [run] };
      return createScriptedAgent({ script: [entry], killGraceMs }, clock === undefined ? {} : { clock });
    },
    missing: null,
  },
};

describe.each(Object.entries(harnesses))("an agent: %s", (_, harness) => {
  for (const { name, run } of agentContract(harness)) it(name, run);
});

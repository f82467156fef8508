// The registry: each kind is loaded when asked for, and says its own name.
import { describe, expect, it } from "vitest";
import { agents } from "../../src/agents/index.ts";

describe("the kinds of agents", () => {
  it("make agents of their kind", async () => {
    const made = [
      (await agents.aider()).createAiderAgent(),
      (await agents.claude()).createClaudeAgent(),
      (await agents.codex()).createCodexAgent(),
      (await agents.command()).createCommandAgent({ command: ["true"] }),
      (await agents.copilot()).createCopilotAgent(),
      (await agents.gemini()).createGeminiAgent(),
      (await agents.opencode()).createOpencodeAgent(),
      (await agents.scripted()).createScriptedAgent({ script: [] }),
    ];
    expect(made.map(({ kind }) => kind)).toEqual(Object.keys(agents));
  });
});

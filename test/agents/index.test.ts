// The registry: each kind is loaded when asked for, and says its own name.
import { describe, expect, it } from "vitest";
import { agents } from "../../src/agents/index.ts";

describe("the kinds of agents", () => {
  it("make agents of their kind", async () => {
    const [{ createClaudeAgent }, { createCommandAgent }, { createScriptedAgent }] = await Promise.all([
      agents.claude(),
      agents.command(),
      agents.scripted(),
    ]);
    const made = [createClaudeAgent(), createCommandAgent({ command: ["true"] }), createScriptedAgent({ script: [] })];
    expect(made.map(({ kind }) => kind)).toEqual(Object.keys(agents));
  });
});

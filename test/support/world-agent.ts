// Agents for the world: one that counts how many of it are at work, and one whose turns a test ends by hand.
import type { Agent, Turn, TurnResult } from "../../src/agents/agent.ts";
import { type AgentScript, createScriptedAgent } from "../../src/agents/scripted/index.ts";
import type { HandClock } from "../../src/testing/hand-clock.ts";

/** @param clock asked for when the first turn begins, since the world makes it */
export function watchAgent(script: AgentScript, clock: () => HandClock): { readonly agent: Agent; most(): number } {
  let atWork = 0;
  let most = 0;
  const agent: Agent = {
    kind: "watched",
    probe: async () => ({ available: true, detail: "watched", version: null }),
    async open(request) {
      const session = await createScriptedAgent({ script }, { clock: clock() }).open(request);
      return {
        async prompt(turn) {
          atWork += 1;
          most = Math.max(most, atWork);
          try {
            return await session.prompt(turn);
          } finally {
            atWork -= 1;
          }
        },
        close: () => session.close(),
      };
    },
  };
  return { agent, most: () => most };
}

export interface HeldTurn {
  readonly cwd: string;
  readonly facts: Turn["facts"];
  readonly signal: AbortSignal;
  /** Ends the turn; `completed` when nothing else is said. */
  end(ended?: TurnResult["ended"]): void;
}

/** An agent that works until the test says that it is done; told to stop, it stops only when `obeys` (the default). */
export function createHeldAgent({ obeys = true }: { readonly obeys?: boolean } = {}): {
  readonly agent: Agent;
  readonly turns: readonly HeldTurn[];
} {
  const turns: HeldTurn[] = [];
  const agent: Agent = {
    kind: "held",
    probe: async () => ({ available: true, detail: "held", version: null }),
    open: async ({ cwd }) => ({
      prompt: ({ facts, signal }) =>
        new Promise((resolve) => {
          const end = (ended: TurnResult["ended"] = "completed") =>
            resolve({ ended, exitCode: null, message: null, output: "done", retryAfterMs: null, usage: null, sessionId: null });
          if (obeys) signal.addEventListener("abort", () => end("cancelled"));
          if (obeys && signal.aborted) end("cancelled");
          turns.push({ cwd, facts, signal, end });
        }),
      async close() {},
    }),
  };
  return { agent, turns };
}

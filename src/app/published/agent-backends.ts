// The published backends: the agents room under the names and the shapes that the design gave it.
import type { Agent, TurnResult as RoomResult, AgentSession as RoomSession, TokenUsage } from "../../agents/agent.ts";
import { createClaudeAgent } from "../../agents/claude/index.ts";
import { type AgentScript, createScriptedAgent } from "../../agents/scripted/index.ts";
import { CLAUDE_ARGUMENTS } from "../../resources/workflow-file/claude-arguments.ts";
import { createIdSource } from "../../std/ids.ts";
import { toProcessEnvironment } from "../process-environment.ts";
import { type Result, toResult } from "./result.ts";

export interface AgentSession {
  readonly sessionId: string;
  readonly workspacePath: string;
  readonly backendName: string;
  readonly startedAt: string;
}

export interface AgentEvent {
  readonly type: string;
  readonly timestamp: string;
  readonly content?: unknown;
  readonly sessionId?: string;
}

export interface TurnResult {
  readonly success: boolean;
  readonly sessionId: string;
  readonly usage: TokenUsage;
  readonly error?: string;
}

export interface AgentBackend {
  readonly name: string;
  /** The same agent as the rest of Yardmaster knows it. */
  readonly agent: Agent;
  startSession(request: { readonly workspacePath: string }): Promise<Result<AgentSession>>;
  /** Yields what the agent prints while it works, and returns how the turn ended. */
  runTurn(session: AgentSession, turn: { readonly prompt: string }): AsyncGenerator<AgentEvent, TurnResult, void>;
  stopSession(session: AgentSession): Promise<Result<void>>;
  healthCheck(): Promise<Result<void>>;
}

const NO_USAGE: TokenUsage = { inputTokens: 0, outputTokens: 0, totalTokens: 0 };

function createBackend(name: string, agent: Agent): AgentBackend {
  const newId = createIdSource();
  const sessions = new Map<string, RoomSession>();

  function find({ sessionId }: AgentSession): RoomSession {
    const session = sessions.get(sessionId);
    if (!session) throw new Error(`there is no open session ${sessionId}`);
    return session;
  }

  async function* runTurn(session: AgentSession, { prompt }: { readonly prompt: string }): AsyncGenerator<AgentEvent, TurnResult, void> {
    const chunks: string[] = [];
    let wake: () => void = () => {};
    const abort = new AbortController();
    let result: RoomResult | null = null;
    const turn = find(session)
      .prompt({
        prompt,
        facts: {},
        timeoutMs: 0,
        stallMs: 0,
        outputLimitBytes: 64 * 1024 * 1024,
        signal: abort.signal,
        onOutput({ text }) {
          chunks.push(text);
          wake();
        },
      })
      .then((ended) => {
        result = ended;
        wake();
        return ended;
      });
    try {
      for (;;) {
        for (let text = chunks.shift(); text !== undefined; text = chunks.shift()) {
          yield { type: "output", timestamp: new Date().toISOString(), content: text, sessionId: session.sessionId };
        }
        if (result) break;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return toTurnResult(await turn, session);
    } finally {
      abort.abort();
    }
  }

  return {
    name,
    agent,
    startSession: ({ workspacePath }) =>
      toResult(async () => {
        const sessionId = newId("ses");
        const env = toProcessEnvironment(process.env, [], {});
        sessions.set(sessionId, await agent.open({ cwd: workspacePath, env, cookie: sessionId, resume: null }));
        return { sessionId, workspacePath, backendName: name, startedAt: new Date().toISOString() };
      }),
    runTurn,
    stopSession: (session) =>
      toResult(async () => {
        await find(session).close();
        sessions.delete(session.sessionId);
      }),
    healthCheck: () =>
      toResult(async () => {
        const { available, detail } = await agent.probe();
        if (!available) throw new Error(detail);
      }),
  };
}

function toTurnResult(result: RoomResult, { sessionId }: AgentSession): TurnResult {
  const success = result.ended === "completed";
  const base = { success, sessionId: result.sessionId ?? sessionId, usage: result.usage ?? NO_USAGE };
  return success ? base : { ...base, error: result.message ?? result.ended };
}

/** The `claude` program in print mode. */
export class ClaudeBackend implements AgentBackend {
  readonly name: string;
  readonly agent: Agent;
  readonly startSession: AgentBackend["startSession"];
  readonly runTurn: AgentBackend["runTurn"];
  readonly stopSession: AgentBackend["stopSession"];
  readonly healthCheck: AgentBackend["healthCheck"];

  /** @param command default `claude` */
  constructor(command = "claude") {
    const backend = createBackend("claude", createClaudeAgent({ command, extraArgs: CLAUDE_ARGUMENTS, searchPath: process.env["PATH"] }));
    this.name = backend.name;
    this.agent = backend.agent;
    this.startSession = backend.startSession;
    this.runTurn = backend.runTurn;
    this.stopSession = backend.stopSession;
    this.healthCheck = backend.healthCheck;
  }
}

/** An agent that plays a script; without one it does nothing, and says so. */
export class MockBackend implements AgentBackend {
  readonly name: string;
  readonly agent: Agent;
  readonly startSession: AgentBackend["startSession"];
  readonly runTurn: AgentBackend["runTurn"];
  readonly stopSession: AgentBackend["stopSession"];
  readonly healthCheck: AgentBackend["healthCheck"];

  constructor(script: AgentScript = [{ do: [{ say: "nothing to do\n" }] }]) {
    const backend = createBackend("mock", createScriptedAgent({ script }));
    this.name = backend.name;
    this.agent = backend.agent;
    this.startSession = backend.startSession;
    this.runTurn = backend.runTurn;
    this.stopSession = backend.stopSession;
    this.healthCheck = backend.healthCheck;
  }
}

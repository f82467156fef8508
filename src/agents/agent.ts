// What an agent is to us: something that takes a prompt and changes files in a directory.
// Turn by turn, so that one-shot programs and protocol sessions fit the same contract.

export interface AgentProbe {
  readonly available: boolean;
  /** The program as found, or what is missing and how to get it. */
  readonly detail: string;
  readonly version: string | null;
}

export interface SessionRequest {
  /** Absolute path of the workspace; the agent's working directory. */
  readonly cwd: string;
  /** The agent's whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Value that every process of this session carries in `YARDMASTER_COOKIE`, so that strays can be found. */
  readonly cookie: string;
  /** A former session to continue, where the agent can; others start afresh. */
  readonly resume: string | null;
}

export interface Turn {
  readonly prompt: string;
  /** Facts a scripted or template agent may use: issue identifier, step id, attempt. Never secrets. */
  readonly facts: Readonly<Record<string, string>>;
  /** What an agent's command may mention in braces; the facts when absent. No environment gets what the command does not mention. */
  readonly values?: Readonly<Record<string, string>>;
  /** Wall-clock limit; 0 means none. */
  readonly timeoutMs: number;
  /** Limit without any sign of life; 0 means none. */
  readonly stallMs: number;
  /** The turn is ended when the agent has written this much. */
  readonly outputLimitBytes: number;
  readonly signal: AbortSignal;
  onOutput(chunk: AgentOutput): void;
}

export interface AgentOutput {
  readonly stream: "stdout" | "stderr";
  readonly text: string;
}

/**
 * How a turn ended. `completed` says only that the agent ended in good order: whether it did anything is for the caller
 * to judge by the tree and the checks.
 */
export interface TurnResult {
  readonly ended:
    | "completed"
    | "failed"
    | "timed-out"
    | "stalled"
    | "output-limit"
    | "cancelled"
    | "not-started"
    /** The provider's quota is used up; `retryAfterMs` says when to come back, where known. */
    | "quota"
    /** The agent's credentials were rejected: no other run of this agent would fare better. */
    | "credentials";
  readonly exitCode: number | null;
  /** One line for people when the turn did not complete. */
  readonly message: string | null;
  /** The end of what the agent wrote to standard output, at most 64 KiB. */
  readonly output: string;
  readonly retryAfterMs: number | null;
  readonly usage: TokenUsage | null;
  /** Continues this conversation later, where the agent can. */
  readonly sessionId: string | null;
}

export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly totalTokens: number;
}

export interface AgentSession {
  /** One turn at a time. Never rejects for what the agent does: that is the result's to say. */
  prompt(turn: Turn): Promise<TurnResult>;
  /** Ends every process of the session, also those that left the process group. Idempotent. */
  close(): Promise<void>;
}

export interface Agent {
  readonly kind: string;
  /** Is it there, and which version? Cheap, no side effects, never rejects. */
  probe(): Promise<AgentProbe>;
  open(request: SessionRequest): Promise<AgentSession>;
}

// One session as the agent contract plays it: prompts with defaults, remembers the output, sees which processes are left.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { AgentOutput, AgentSession, Turn, TurnResult } from "../agents/agent.ts";
import { findByVariable } from "../std/end-processes.ts";

/** One session in a workspace of its own, and what came out of it. */
export interface AgentScene {
  readonly cwd: string;
  readonly cookie: string;
  readonly session: AgentSession;
  /** What was written so far, both streams. */
  output(): string;
  prompt(turn?: Partial<Turn>): Promise<TurnResult>;
  /** Resolves once the output contains the text. */
  seen(text: string): Promise<void>;
  read(file: string): Promise<string>;
}

export function createAgentScene(cwd: string, cookie: string, session: AgentSession): AgentScene {
  let text = "";
  let heard: (() => void)[] = [];
  function onOutput(chunk: AgentOutput): void {
    text += chunk.text;
    const listeners = heard;
    heard = [];
    for (const listener of listeners) listener();
  }
  return {
    cwd,
    cookie,
    session,
    output: () => text,
    prompt: (turn) =>
      session.prompt({
        prompt: "do it",
        facts: {},
        timeoutMs: 0,
        stallMs: 0,
        outputLimitBytes: 64 * 1024 * 1024,
        signal: new AbortController().signal,
        onOutput,
        ...turn,
      }),
    async seen(part) {
      while (!text.includes(part)) await new Promise<void>((resolve) => heard.push(resolve));
    },
    read: (file) => readFile(join(cwd, file), "utf8"),
  };
}

/** Processes of the session that still run. Without a process table (elsewhere than on Linux) none is ever seen. */
export function carriers(cookie: string): readonly number[] {
  return findByVariable("YARDMASTER_COOKIE", (value) => value === cookie).map(({ pid }) => pid);
}

export function expectEnd(result: TurnResult, ended: TurnResult["ended"]): void {
  assert.equal(result.ended, ended, `${result.message ?? "no message"}; output: ${result.output.slice(-500)}`);
}

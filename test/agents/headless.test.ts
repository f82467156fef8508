// What is special about each coding agent's program: what is shown of its output, and how it says that it cannot go on.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createAiderAgent } from "../../src/agents/aider/index.ts";
import { createAiderReader } from "../../src/agents/aider/words.ts";
import { createCodexReader } from "../../src/agents/codex/events.ts";
import { createCodexAgent } from "../../src/agents/codex/index.ts";
import { createCopilotReader } from "../../src/agents/copilot/words.ts";
import { createGeminiReader } from "../../src/agents/gemini/events.ts";
import { type HeadlessReport, toHeadlessResult } from "../../src/agents/headless-result.ts";
import { createOpencodeReader } from "../../src/agents/opencode/events.ts";
import { PATH, temporaryDirectory, writeProgram } from "./agent-harness.ts";

const READERS = {
  codex: createCodexReader,
  gemini: createGeminiReader,
  opencode: createOpencodeReader,
  copilot: createCopilotReader,
  aider: createAiderReader,
};
type Program = keyof typeof READERS;

function read(program: Program, ...lines: readonly unknown[]): HeadlessReport & { readonly shown: string } {
  let shown = "";
  const reader = READERS[program]((text) => {
    shown += text;
  });
  const text = lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join("");
  for (let at = 0; at < text.length; at += 7) reader.push(text.slice(at, at + 7));
  return { ...reader.end(), shown };
}

function judge(program: Program, exitCode: number, ...lines: readonly unknown[]) {
  const { shown, ...report } = read(program, ...lines);
  const stream = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n");
  const end = { ended: "exit", exitCode, signal: null, tail: stream, stdoutTail: stream, errorCode: null } as const;
  const { ended, message, retryAfterMs } = toHeadlessResult(end, report, {
    program,
    conventions: { quota: [75], credentials: [77, ...(program === "gemini" ? [41] : [])] },
    shown,
  });
  return { ended, message, retryAfterMs };
}

describe("what is shown and kept of a turn", () => {
  it("of codex: its messages, commands and edits; the last message is the answer", () => {
    const report = read(
      "codex",
      { type: "thread.started", thread_id: "t" },
      { type: "item.completed", item: { id: "0", type: "reasoning", text: "Hmm." } },
      { type: "item.started", item: { id: "1", type: "command_execution", command: "bash -lc ls", status: "in_progress" } },
      { type: "item.completed", item: { id: "2", type: "file_change", changes: [{ path: "a.txt", kind: "add" }], status: "completed" } },
      { type: "item.completed", item: { id: "3", type: "agent_message", text: "Done." } },
      { type: "turn.completed", usage: { input_tokens: 100, cached_input_tokens: 80, output_tokens: 5 } },
    );
    expect(report).toEqual({
      ended: "well",
      answer: "Done.",
      error: null,
      usage: { inputTokens: 100, outputTokens: 5, totalTokens: 105 },
      shown: "[command] bash -lc ls\n[edit]\nDone.\n",
    });
  });

  it("of gemini: the pieces of its messages and its tools", () => {
    const report = read(
      "gemini",
      { type: "init", session_id: "s", model: "m" },
      { type: "message", role: "user", content: "do it" },
      { type: "message", role: "assistant", content: "I look", delta: true },
      { type: "message", role: "assistant", content: " at it.", delta: true },
      { type: "tool_use", tool_name: "write_file", tool_id: "1", parameters: { file_path: "a.txt" } },
      { type: "tool_result", tool_id: "1", status: "error", error: { type: "x", message: "401 no" } },
      { type: "message", role: "assistant", content: "Done.", delta: true },
      { type: "result", status: "success", stats: { total_tokens: 9, input_tokens: 6, output_tokens: 3 } },
    );
    expect(report).toMatchObject({ ended: "well", usage: { inputTokens: 6, outputTokens: 3, totalTokens: 9 } });
    expect(report.shown).toBe('I look at it.\n[write_file] {"file_path":"a.txt"}\nDone.\n');
  });

  it("of opencode: its texts and tools, and the tokens of all its steps", () => {
    const finish = { type: "step_finish", part: { type: "step-finish", tokens: { input: 10, output: 2, reasoning: 1 } } };
    const report = read(
      "opencode",
      { type: "tool_use", part: { type: "tool", tool: "bash", state: { status: "completed", input: { command: "ls" } } } },
      finish,
      { type: "text", part: { type: "text", text: "Done." } },
      finish,
    );
    expect(report).toMatchObject({ ended: "well", answer: "Done.", usage: { inputTokens: 20, outputTokens: 6, totalTokens: 26 } });
    expect(report.shown).toBe('[bash] {"command":"ls"}\nDone.\n');
  });

  it("of aider: everything, and its own count of tokens", () => {
    const report = read("aider", "Applied edit to a.txt", "Tokens: 2.3k sent, 1.1k cache write, 512 received. Cost: $0.01 message.");
    expect(report).toMatchObject({ ended: "well", usage: { inputTokens: 2300, outputTokens: 512, totalTokens: 2812 } });
  });

  it("passes on what is no event, and passes over events it does not know", () => {
    for (const program of ["codex", "gemini", "opencode"] as const) {
      const report = read(program, "Loaded cached credentials.", { type: "of.tomorrow" }, "[1", { no: "type" }, "null", "7");
      expect([report.ended, report.shown]).toEqual(["silent", "Loaded cached credentials.\n[1\nnull\n7\n"]);
    }
  });
});

describe("how a program says that it cannot go on", () => {
  it("codex: the turn failed, and why", () => {
    const failed = (message: string) => judge("codex", 1, { type: "error", message }, { type: "turn.failed", error: { message } });
    expect(failed("You've hit your usage limit. Upgrade to Pro or try again in 3 days 2 hours 5 minutes.")).toMatchObject({
      ended: "quota",
      retryAfterMs: ((3 * 24 + 2) * 60 + 5) * 60_000,
    });
    expect(failed("exceeded retry limit, last status: 429 Too Many Requests")).toMatchObject({ ended: "quota", retryAfterMs: null });
    expect(failed("unexpected status 401 Unauthorized: Missing bearer")).toMatchObject({ ended: "credentials" });
    expect(failed("stream disconnected before completion")).toEqual({
      ended: "failed",
      message: "stream disconnected before completion",
      retryAfterMs: null,
    });
  });

  it("codex: whatever its exit code", () => {
    expect(judge("codex", 0, { type: "turn.failed", error: { message: "Quota exceeded" } })).toMatchObject({
      ended: "quota",
      message: "Quota exceeded",
    });
  });

  it("codex: an error that it got over is none", () => {
    const lines = [
      { type: "error", message: "Reconnecting... 1/5 (401)" },
      { type: "turn.completed", usage: {} },
    ];
    expect(judge("codex", 0, ...lines)).toMatchObject({ ended: "completed", message: null });
  });

  it("gemini: by its exit code, by the type of the error, and by its words", () => {
    const failed = (type: string, message: string) => judge("gemini", 1, { type: "result", status: "error", error: { type, message } });
    expect(judge("gemini", 41, "Please set an Auth method in your settings.json")).toMatchObject({ ended: "credentials" });
    expect(failed("TerminalQuotaError", "You have exhausted your capacity on this model. It will reset after 18h31m10s.")).toMatchObject({
      ended: "quota",
      retryAfterMs: ((18 * 60 + 31) * 60 + 10) * 1000,
    });
    expect(failed("ApiError", "API key not valid. Please pass a valid API key.")).toMatchObject({ ended: "credentials" });
    expect(failed("FatalTurnLimitedError", "Reached max session turns")).toMatchObject({ ended: "failed" });
  });

  it("opencode: by the error's name and status", () => {
    const failed = (name: string, data: object) => judge("opencode", 1, { type: "error", error: { name, data } });
    expect(failed("ProviderAuthError", { providerID: "anthropic", message: "no key" })).toMatchObject({ ended: "credentials" });
    expect(failed("APIError", { statusCode: 401, message: "nope" })).toMatchObject({ ended: "credentials", message: "APIError: 401 nope" });
    expect(failed("APIError", { statusCode: 429, message: "slow down" })).toMatchObject({ ended: "quota" });
  });

  it("copilot: a call that failed, though it may end in good order", () => {
    const words = ["  ✘ Model call failed: quota_exceeded", "", "  ✘ Execution failed: 402 You have no quota"];
    expect(judge("copilot", 0, ...words)).toMatchObject({ ended: "quota" });
    expect(judge("copilot", 1, "Error: No authentication information found.")).toMatchObject({ ended: "credentials" });
    const refused = [
      "",
      "Authentication failed with provider at http://127.0.0.1:1/v1 (HTTP 401).",
      "  Check your COPILOT_PROVIDER_API_KEY.",
    ];
    expect(judge("copilot", 1, ...refused)).toMatchObject({ ended: "credentials", message: refused[1] });
    const told = ["The login answers 401 Unauthorized now.", "", "  ✗ The connection was lost", "    after 3 tries"];
    expect(judge("copilot", 1, ...told)).toMatchObject({ ended: "failed", message: "✗ The connection was lost" });
    expect(judge("copilot", 0, "Model call failed: rate_limited", "I tried again, and it is done.")).toMatchObject({ ended: "completed" });
  });

  it("aider: an error after which no answer came", () => {
    const refused = "litellm.AuthenticationError: AnthropicException - invalid x-api-key";
    expect(judge("aider", 0, refused)).toEqual({ ended: "credentials", message: refused, retryAfterMs: null });
    expect(judge("aider", 0, "litellm.RateLimitError: 429", "Retrying in 0.2 seconds...")).toMatchObject({ ended: "quota" });
    expect(judge("aider", 0, "litellm.RateLimitError: 429", "Tokens: 1 sent, 2 received.")).toMatchObject({ ended: "completed" });
  });

  it("no result at all is a failure, and never the agent's own words", () => {
    expect(judge("codex", 0, { type: "turn.started" })).toMatchObject({ ended: "failed", message: "codex ended without a result" });
    const talk = { type: "item.completed", item: { id: "1", type: "agent_message", text: "Your API key is invalid (401)." } };
    expect(judge("codex", 1, talk)).toMatchObject({ ended: "failed" });
  });
});

describe("a headless agent", () => {
  async function turnOf(agent: ReturnType<typeof createCodexAgent>, cwd = temporaryDirectory()) {
    const session = await agent.open({ cwd, env: { PATH }, cookie: `headless-${process.pid}-${cwd}`, resume: null });
    const { signal } = new AbortController();
    const limits = { timeoutMs: 0, stallMs: 0, outputLimitBytes: 1_000_000, signal };
    const result = await session.prompt({ prompt: "--help", facts: {}, onOutput: () => {}, ...limits });
    await session.close();
    return result;
  }

  it("is given a model, and what a person wrote in place of its permissions", async () => {
    const command = writeProgram("codex", 'echo "$*"');
    expect((await turnOf(createCodexAgent({ command }))).output).toBe("exec --json --skip-git-repo-check --sandbox workspace-write -\n");
    expect((await turnOf(createCodexAgent({ command, model: "gpt", extraArgs: ["--sandbox", "read-only"] }))).output).toBe(
      "exec --json --skip-git-repo-check --model gpt --sandbox read-only -\n",
    );
  });

  it("leaves nothing of its own in the workspace", async () => {
    const cwd = temporaryDirectory();
    mkdirSync(join(cwd, ".aider.tags.cache.v4"));
    writeFileSync(join(cwd, ".aider.conf.yml"), "");
    const command = writeProgram("aider", 'for a in "$@"; do case "$a" in --message-file=*) echo "${a#*=}" ;; esac; done');
    const { output } = await turnOf(createAiderAgent({ command }), cwd);
    expect(readdirSync(cwd)).toEqual([".aider.conf.yml"]);
    expect([existsSync(output.trim()), output.startsWith(cwd)]).toEqual([false, false]);
  });
});

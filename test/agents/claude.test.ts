// What the preset makes of the program's stream, from lines as the program prints them.
import { describe, expect, it } from "vitest";
import type { AgentSession, Turn, TurnResult } from "../../src/agents/agent.ts";
import { createClaudeAgent } from "../../src/agents/claude/index.ts";
import { createClaudeStream } from "../../src/agents/claude/stream.ts";
import { createHandClock } from "../../src/testing/hand-clock.ts";
import { PATH, temporaryDirectory, writeProgram } from "./agent-harness.ts";

const NOW = 1_790_000_000_000;
let cookies = 0;

function turn(rest: Partial<Turn> = {}): Turn {
  const signal = new AbortController().signal;
  return { prompt: "do it", facts: {}, timeoutMs: 0, stallMs: 0, outputLimitBytes: 1_000_000, signal, onOutput: () => {}, ...rest };
}

async function openSession(program: string, settings: Parameters<typeof createClaudeAgent>[0] = {}): Promise<AgentSession> {
  cookies += 1;
  const agent = createClaudeAgent({ command: writeProgram("claude", program), ...settings }, { clock: createHandClock(NOW) });
  return agent.open({ cwd: temporaryDirectory(), env: { PATH }, cookie: `claude-${process.pid}-${cookies}`, resume: null });
}

/** A turn of a program that prints these messages and ends. */
async function turnOf(messages: readonly unknown[], { exit = 0, stderr = "" } = {}): Promise<TurnResult & { readonly shown: string }> {
  const lines = messages.map((message) => (typeof message === "string" ? message : JSON.stringify(message)));
  const session = await openSession(`cat <<'LINES'\n${lines.join("\n")}\nLINES\nprintf %s '${stderr}' >&2; exit ${exit}`);
  let shown = "";
  const result = await session.prompt(turn({ onOutput: ({ text }) => (shown += text) }));
  await session.close();
  return { ...result, shown };
}

const init = { type: "system", subtype: "init", session_id: "0b9f", model: "claude-sonnet-4-5", tools: ["Bash"], mcp_servers: [] };
const done = {
  type: "result",
  subtype: "success",
  is_error: false,
  duration_ms: 1200,
  num_turns: 2,
  result: "Fixed the typo.",
  session_id: "0b9f",
  total_cost_usd: 0.03,
  usage: {
    input_tokens: 4,
    cache_creation_input_tokens: 1_000,
    cache_read_input_tokens: 20_000,
    output_tokens: 96,
    service_tier: "standard",
  },
};
const failed = (result: string) => ({ ...done, is_error: true, result });

describe("a turn of claude", () => {
  it("shows what was said and which tools were used", async () => {
    const said = { type: "assistant", message: { role: "assistant", content: [{ type: "text", text: "Looking." }] }, session_id: "0b9f" };
    const used = { type: "assistant", message: { content: [{ type: "tool_use", id: "t1", name: "Bash", input: { command: "ls" } }] } };
    const answered = { type: "user", message: { content: [{ type: "tool_result", content: "README.md" }] } };
    const result = await turnOf([init, said, used, answered, done]);
    expect(result.shown).toBe('Looking.\n[Bash] {"command":"ls"}\n');
    expect(result).toMatchObject({
      ended: "completed",
      exitCode: 0,
      message: null,
      output: "Fixed the typo.",
      sessionId: "0b9f",
      usage: { inputTokens: 21_004, outputTokens: 96, totalTokens: 21_100 },
    });
  });

  it("shows that it is tried again, which may take minutes", async () => {
    const retry = { type: "system", subtype: "api_retry", attempt: 3, max_retries: 10, retry_delay_ms: 1118.4, error_status: 401 };
    const result = await turnOf([init, { ...retry, error: "authentication_failed" }, done]);
    expect(result.shown).toBe("[retry 3 of 10 in 2 s: authentication_failed 401]\n");
  });

  it("has failed when an error is marked as success", async () => {
    const result = await turnOf([init, failed("API Error: 529 Overloaded")]);
    expect(result).toMatchObject({ ended: "failed", message: "API Error: 529 Overloaded", sessionId: "0b9f" });
  });

  it("has failed when it ran out of turns", async () => {
    const result = await turnOf([init, { ...done, subtype: "error_max_turns", result: undefined, errors: [] }]);
    expect(result).toMatchObject({ ended: "failed", message: "claude ended with error_max_turns" });
  });

  it("has failed when there is no result, however politely the program ended", async () => {
    expect(await turnOf([init])).toMatchObject({ ended: "failed", message: "claude ended without a result" });
  });

  it("keeps what is not JSON and goes on", async () => {
    const result = await turnOf(["warning: something", '{"type":', '{"no":"type"}', init, done]);
    expect(result).toMatchObject({ ended: "completed", shown: 'warning: something\n{"type":\n{"no":"type"}\n' });
  });

  it.each([
    ["Claude AI usage limit reached|1790003600", 3_600_000],
    ["Claude AI usage limit reached|1700000000", 0],
    ["You've hit your session limit · resets 3pm", null],
    ["Credit balance is too low", null],
    ["API Error: 429 rate_limit_error", null],
  ])("has used up its quota: %s", async (words, retryAfterMs) => {
    expect(await turnOf([init, failed(words)], { exit: 1 })).toMatchObject({ ended: "quota", message: words, retryAfterMs });
  });

  it("knows from the program's own event when the quota is filled again", async () => {
    const event = {
      type: "rate_limit_event",
      rate_limit_info: { status: "rejected", resetsAt: 1_790_000_060, rateLimitType: "five_hour" },
    };
    expect(await turnOf([init, event, failed("no")])).toMatchObject({ ended: "quota", retryAfterMs: 60_000 });
  });

  it.each(["Invalid API key · Please run /login", "API Error: 401 authentication_error: invalid x-api-key", "OAuth token has expired"])(
    "has been refused its credentials: %s",
    async (words) => {
      expect(await turnOf([init, failed(words)])).toMatchObject({ ended: "credentials", message: words });
      expect(await turnOf([], { exit: 1, stderr: words })).toMatchObject({ ended: "credentials", message: words });
    },
  );

  it("takes the reason that the program gives before its words", async () => {
    const refused = { type: "assistant", error: "authentication_failed", message: { content: [] } };
    expect(await turnOf([init, refused, failed("something went wrong")])).toMatchObject({ ended: "credentials" });
  });

  it("is not judged by what the agent itself talks about", async () => {
    const talk = {
      type: "assistant",
      message: { content: [{ type: "text", text: "the test says: invalid API key, usage limit reached" }] },
    };
    expect(await turnOf([init, talk, { ...done, result: "invalid API key handling added" }])).toMatchObject({ ended: "completed" });
    expect(await turnOf([init, talk], { exit: 1 })).toMatchObject({ ended: "failed" });
  });
});

describe("the arguments of claude", () => {
  const showArguments = `cat > /dev/null; echo "$@"; printf '%s\\n' '${JSON.stringify(done)}'`;

  it("ask for a stream and leave the prompt to standard input", async () => {
    const session = await openSession(showArguments, { model: "opus", extraArgs: ["--permission-mode", "acceptEdits"] });
    let shown = "";
    await session.prompt(turn({ onOutput: ({ text }) => (shown += text) }));
    expect(shown).toBe("-p --output-format stream-json --verbose --model opus --permission-mode acceptEdits\n");
    await session.prompt(turn({ onOutput: ({ text }) => (shown += text) }));
    expect(shown).toContain("acceptEdits --resume 0b9f\n");
    await session.close();
  });
});

describe("probing claude", () => {
  it("tells the version", async () => {
    const command = writeProgram("claude", 'echo "2.1.81 (Claude Code)"');
    expect(await createClaudeAgent({ command, searchPath: PATH }).probe()).toEqual({ available: true, detail: command, version: "2.1.81" });
  });

  it("says when the program is there and broken", async () => {
    const command = writeProgram("claude", "exit 9");
    const probe = await createClaudeAgent({ command, searchPath: PATH }).probe();
    expect(probe).toEqual({ available: false, detail: `${command} --version ended with 9`, version: null });
  });
});

describe("the stream of claude", () => {
  it("is read whatever the pieces it arrives in", () => {
    let text = "";
    const stream = createClaudeStream((piece) => (text += piece));
    const said = { type: "assistant", message: { content: [{ type: "text", text: "a\nb" }] } };
    for (const piece of `${JSON.stringify(said)}\n${JSON.stringify(done)}`.match(/.{1,7}|\n/g) ?? []) stream.push(piece);
    expect(stream.end().result).toEqual({ isError: false, subtype: "success", text: "Fixed the typo." });
    expect(text).toBe("a\nb\n");
  });
});

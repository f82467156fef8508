// What is special about a program as an agent: how the command is read, and what its end means.
import { statSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import type { Turn, TurnResult } from "../../src/agents/agent.ts";
import { type CommandAgentSettings, createCommandAgent } from "../../src/agents/command/index.ts";
import { YardmasterError } from "../../src/core/errors.ts";
import { PATH, temporaryDirectory, writeProgram } from "./agent-harness.ts";

let cookies = 0;

async function turnOf(settings: CommandAgentSettings, rest: Partial<Turn> = {}): Promise<TurnResult> {
  cookies += 1;
  const cookie = `command-${process.pid}-${cookies}`;
  const session = await createCommandAgent(settings).open({ cwd: temporaryDirectory(), env: { PATH }, cookie, resume: null });
  const signal = new AbortController().signal;
  const turn = { prompt: "do it", facts: {}, timeoutMs: 0, stallMs: 0, outputLimitBytes: 1_000_000, signal, onOutput: () => {}, ...rest };
  try {
    return await session.prompt(turn);
  } finally {
    await session.close();
  }
}

function problemOf(settings: CommandAgentSettings): string {
  try {
    createCommandAgent(settings);
    return "";
  } catch (error) {
    expect(error).toBeInstanceOf(YardmasterError);
    expect(error).toMatchObject({ code: "config.invalid" });
    return error instanceof Error ? error.message : "";
  }
}

const showArguments = writeProgram("show", 'for a in "$@"; do printf "<%s>" "$a"; done');

describe("a command as arguments", () => {
  it("gets the prompt where it is placed, also within an argument", async () => {
    const result = await turnOf({ command: [showArguments, "--prompt={prompt}", "{other}", "{step}"] }, { facts: { step: "{prompt}" } });
    expect(result.output).toBe("<--prompt=do it><{other}><{prompt}>");
  });

  it("gets the prompt last when it is placed nowhere", async () => {
    expect((await turnOf({ command: [showArguments, "-p"] })).output).toBe("<-p><do it>");
  });

  it("gets no prompt among the arguments when it is delivered otherwise", async () => {
    expect((await turnOf({ command: [showArguments, "-p"], promptDelivery: "stdin" })).output).toBe("<-p>");
  });

  it("is refused when the prompt would be run", () => {
    expect(problemOf({ command: ["sh", "-c", "agent {prompt}"] })).toMatch(/program text/);
    expect(problemOf({ command: ["/usr/bin/env", "bash", "-lc", "agent '{prompt}'"] })).toMatch(/program text/);
    expect(problemOf({ command: ["bash", "-c"] })).toMatch(/program text/);
  });

  it("is refused when it is empty", () => {
    expect(problemOf({ command: [] })).toMatch(/empty/);
    expect(problemOf({ command: " " })).toMatch(/empty/);
  });
});

describe("a command as a shell string", () => {
  it.each([
    [`${showArguments} -p {prompt} --step '{step}'`, "<-p><do it><--step><fix>"],
    [`${showArguments} -p`, "<-p><do it>"],
    [`${showArguments} -p "$1"; echo`, "<-p><do it>\n"],
    [`${showArguments} "$@" | cat`, "<do it>"],
    [`${showArguments} -p\n`, "<-p><do it>"],
  ])("%s gets the prompt", async (command, output) => {
    expect((await turnOf({ command }, { facts: { step: "fix" } })).output).toBe(output);
  });

  it.each(["agent | tee log", "cd sub && agent", "agent # runs the agent", "agent <<E\nx\nE"])(
    "%s is refused: it does not say which part gets the prompt",
    (command) => {
      expect(problemOf({ command })).toMatch(/several parts.*\{prompt\}/);
      expect(problemOf({ command, promptDelivery: "stdin" })).toBe("");
    },
  );

  it("is refused when the prompt would be run", async () => {
    expect(problemOf({ command: "bash -c 'agent {prompt}'" })).toMatch(/program text/);
    const result = await turnOf({ command: "sh -c 'agent {step}' {prompt}" }, { facts: { step: "fix" } });
    expect(result).toMatchObject({ ended: "not-started", message: expect.stringMatching(/\{step\}.*program text/) });
  });
});

describe("a prompt in a file", () => {
  it("is readable by its owner alone, lies outside the workspace and is gone afterwards", async () => {
    const command = 'stat -c "%a %n" "$YARDMASTER_PROMPT_FILE"; pwd; ls';
    const result = await turnOf({ command, promptDelivery: "file" });
    const [mode, path = "", cwd = "", ...files] = result.output.trim().split(/\s+/);
    expect([mode, files]).toEqual(["600", []]);
    expect(path.startsWith(cwd)).toBe(false);
    expect(() => statSync(dirname(path))).toThrow();
  });

  it("is there for `{prompt_file}` whatever the delivery", async () => {
    expect((await turnOf({ command: ["cat", "{prompt_file}"] })).output).toBe("do it");
    expect((await turnOf({ command: "cat {prompt_file}; cat", promptDelivery: "stdin" })).output).toBe("do itdo it");
  });
});

describe("the end of a command", () => {
  it.each([
    [["sh", "-c", "exit 126"], "not-started"],
    [["sh", "-c", "no-such-agent"], "not-started"],
    [["sh", "-c", "kill -9 $$"], "failed"],
    [["/etc/passwd"], "not-started"],
  ])("%s", async (command, ended) => {
    expect(await turnOf({ command, promptDelivery: "stdin" })).toMatchObject({ ended, message: expect.stringMatching(/./) });
  });

  it.each([
    ["too long for an argument", "x".repeat(200_000)],
    ["with a NUL in it", "a\0b"],
  ])("that was given a prompt %s is this turn's failure: the next prompt may fare better", async (_, prompt) => {
    const result = await turnOf({ command: ["true", "{prompt}"] }, { prompt });
    expect(result).toMatchObject({ ended: "failed", message: expect.stringContaining("by stdin or file") });
  });

  it("has its last words for a message, without colors", async () => {
    const command = "echo first; printf '\\033[1;31mERROR\\033[0m\\t[x] went wrong\\r\\n\\n' >&2; exit 1";
    expect(await turnOf({ command, promptDelivery: "stdin" })).toMatchObject({ ended: "failed", message: "ERROR [x] went wrong" });
  });

  it("has the exit code for a message when there were no words", async () => {
    expect(await turnOf({ command: "exit 4", promptDelivery: "stdin" })).toMatchObject({ message: "exit code 4", exitCode: 4 });
  });

  it("means what the settings say", async () => {
    const settings = { promptDelivery: "stdin", quotaExitCodes: [9], credentialsExitCodes: [8] } as const;
    const ends = await Promise.all([8, 9, 75].map((code) => turnOf({ command: `exit ${code}`, ...settings })));
    expect(ends.map(({ ended }) => ended)).toEqual(["credentials", "quota", "failed"]);
  });
});

describe("probing a command", () => {
  it.each<[CommandAgentSettings["command"], boolean]>([
    [["sh", "-c", "true"], true],
    [["no-such-agent"], false],
    ["sh {prompt}", true],
    ["no-such-agent {prompt}", false],
    [showArguments, true],
    ["cd sub && no-such-agent {prompt}", true],
    ["FOO=1 no-such-agent", true],
    [["/etc/passwd"], false],
  ])("%s: available %s", async (command, available) => {
    const probe = await createCommandAgent({ command, promptDelivery: "stdin", searchPath: PATH }).probe();
    expect(probe.available).toBe(available);
  });
});

describe("a declared command", () => {
  const shell = ["/bin/bash", "-c"] as const;

  it("runs by the shell that is named, and gets nothing that it does not ask for", async () => {
    const settings = { command: "echo $0; [[ a == a ]] && echo bash | cat", shell, appendsPrompt: false } as const;
    expect((await turnOf(settings)).output).toBe("/bin/bash\nbash\n");
    expect((await turnOf({ command: [showArguments, "-p"], appendsPrompt: false })).output).toBe("<-p>");
  });

  it("may mention the values of its turn, which no environment has otherwise", async () => {
    const settings = { command: "printf '%s,' {goal} {step}; env | grep -c -e GOAL -e hello", shell, appendsPrompt: false } as const;
    const result = await turnOf(settings, { facts: { step: "fix" }, values: { goal: "it's hello", other: "hello" } });
    expect(result.output).toBe("it's hello,{step},1\n");
  });

  it("finds its prompt in the variable that is named", async () => {
    const command = 'printf "%s|%s" "$ORCH_PROMPT" "$YARDMASTER_PROMPT"';
    expect((await turnOf({ command, promptDelivery: "env", promptVariable: "ORCH_PROMPT" })).output).toBe("do it|");
    expect((await turnOf({ command, promptDelivery: "env" })).output).toBe("|do it");
  });
});

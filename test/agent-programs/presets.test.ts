// Presets against the real programs of their makers, with a scripted model in place of theirs.
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Agent, TurnResult } from "../../src/agents/agent.ts";
import { agents } from "../../src/agents/index.ts";
import { temporaryDirectory } from "../agents/agent-harness.ts";
import { installPrograms } from "./install-programs.ts";
import { linkProgram, PROGRAM_NAMES, PROGRAMS, type ProgramName, type ProgramSetting, writeByTool } from "./programs.ts";
import { type ModelAnswer, type ModelRequest, openScriptedModel } from "./scripted-model.ts";

const PROGRAMS_DIRECTORY = installPrograms();
const DONE = "Added hello.txt.";

type Create = (settings: {
  readonly command: string;
  readonly searchPath: string;
  readonly model?: string | undefined;
  readonly extraArgs?: readonly string[] | undefined;
}) => Agent;

async function createAgent(name: ProgramName, settings: Parameters<Create>[0]): Promise<Agent> {
  const room = (await agents[name]()) as Readonly<Record<string, unknown>>;
  const create = Object.values(room).find((value) => typeof value === "function") as Create;
  return create(settings);
}

interface Done {
  readonly result: TurnResult;
  readonly directory: string;
  readonly asked: readonly string[];
}

async function work(
  name: ProgramName,
  prompt: string,
  answer: (turn: number, request: ModelRequest, directory: string) => ModelAnswer,
): Promise<Done> {
  const home = temporaryDirectory();
  const cwd = join(home, "workspace");
  mkdirSync(cwd);
  const path = `${linkProgram(PROGRAMS_DIRECTORY, name, join(home, "bin"))}:${process.env["PATH"]}`;
  const model = await openScriptedModel(PROGRAMS_DIRECTORY, (turn, request) => answer(turn, request, cwd));
  const setting: ProgramSetting = PROGRAMS[name](model.url, home);
  const agent = await createAgent(name, { command: name, searchPath: path, model: setting.model, extraArgs: setting.args });
  expect(await agent.probe()).toMatchObject({ available: true, version: expect.stringMatching(/\d+\.\d+/) });
  const env = { PATH: path, HOME: home, LANG: "C.UTF-8", ...setting.variables };
  const session = await agent.open({ cwd, env, cookie: `agent-programs-${name}`, resume: null });
  const result = await session.prompt({
    prompt,
    facts: {},
    timeoutMs: 120_000,
    stallMs: 0,
    outputLimitBytes: 10_000_000,
    signal: new AbortController().signal,
    onOutput() {},
  });
  await session.close();
  await model.stop();
  return { result, directory: cwd, asked: model.asked };
}

describe.each(PROGRAM_NAMES)("%s", (name) => {
  it.each([
    ["what it is asked", "Add hello.txt."],
    ["what looks like flags and like a shell's words, and nothing else", `--help\n-p 'x' "$(touch pwned)" \`touch pwned\`; Add hello.txt.`],
  ])("does %s", async (_, prompt) => {
    const { result, directory, asked } = await work(name, prompt, (turn, request, cwd) =>
      turn === 0 ? writeByTool(request, join(cwd, "hello.txt"), "hello") : { text: DONE },
    );
    expect(result).toMatchObject({ ended: "completed", message: null });
    expect(result.output).toContain(DONE);
    expect(readFileSync(join(directory, "hello.txt"), "utf8")).toBe("hello");
    expect(existsSync(join(directory, "pwned"))).toBe(false);
    expect(asked[0]).toContain(JSON.stringify(prompt).slice(1, -1));
    // All but one tell what they used.
    expect(result.usage).toEqual(name === "copilot" ? null : { inputTokens: 200, outputTokens: 40, totalTokens: 240 });
  });

  it("says that its key was refused", async () => {
    const refused = { refused: 401, type: "authentication_error", message: "invalid x-api-key" };
    expect((await work(name, "Add hello.txt.", () => refused)).result).toMatchObject({ ended: "credentials" });
  });

  // gemini tries again for minutes.
  it.skipIf(name === "gemini")("says that its quota is used up", async () => {
    const refused = { refused: 429, type: "rate_limit_error", message: "slow down" };
    expect((await work(name, "Add hello.txt.", () => refused)).result).toMatchObject({ ended: "quota" });
  });
});

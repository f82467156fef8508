// A model that answers what a test says, in the languages of Anthropic, OpenAI and Google on one port of this machine.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

export interface ModelRequest {
  readonly messages?: readonly { readonly role: string; readonly content: unknown }[];
  readonly tools?: readonly { readonly name?: string; readonly function?: { readonly name?: string } }[];
}

export type ModelAnswer =
  | { readonly tool: string; readonly input: object }
  | { readonly text: string }
  | { readonly refused: number; readonly type: string; readonly message: string };

export interface ScriptedModel {
  readonly url: string;
  /** What it was asked, as JSON, but for questions without tools. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

interface Mock {
  readonly url: string;
  addFixture(fixture: object): void;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const USAGE = { input_tokens: 100, output_tokens: 20 };

/** @param answer for the nth question of the conversation, from 0; questions without tools, as for a title, get a word of their own */
export async function openScriptedModel(
  programs: string,
  answer: (turn: number, request: ModelRequest) => ModelAnswer,
): Promise<ScriptedModel> {
  const path = createRequire(`${programs}/package.json`).resolve("@copilotkit/aimock");
  const { LLMock } = (await import(pathToFileURL(path).href)) as { readonly LLMock: new (options: object) => Mock };
  const asked: string[] = [];
  const mock = new LLMock({ port: 0, host: "127.0.0.1", logLevel: "silent" });
  mock.addFixture({
    match: { predicate: () => true },
    response: (request: ModelRequest) => {
      const isAside = (request.tools ?? []).length === 0;
      const given = answer(isAside ? -1 : asked.length, request);
      if (!isAside) asked.push(JSON.stringify(request.messages ?? []));
      return toResponse(given, asked.length);
    },
  });
  await mock.start();
  return { url: mock.url, asked, stop: () => mock.stop() };
}

function toResponse(answer: ModelAnswer, turn: number): object {
  if ("refused" in answer) return { error: { type: answer.type, message: answer.message }, status: answer.refused };
  if ("text" in answer) return { content: answer.text, usage: USAGE };
  return { toolCalls: [{ id: `call_${turn}`, name: answer.tool, arguments: JSON.stringify(answer.input) }], usage: USAGE };
}

// Whether the prompts of a workflow file render, asked before any issue waits for them. Built-in prompts are proven by tests.
import { type Problem, YardmasterError } from "../core/errors.ts";
import type { PromptSource, WorkflowSpec } from "../core/workflow/workflow-spec.ts";
import type { Renderer } from "../rendering/renderer.ts";
import { SAMPLE_SCOPES } from "../rendering/sample-scopes.ts";

type OwnPrompt = Extract<PromptSource, { readonly text: string }>;

/** What a tracker adds of its own has names that only its issues know, so any name holds here. */
const ANY_NAME: Readonly<Record<string, string>> = new Proxy(
  {},
  { get: () => "", getOwnPropertyDescriptor: () => ({ value: "", configurable: true, enumerable: true }) },
);

const SAMPLE = SAMPLE_SCOPES["prompts/implement"];
const SCOPE = { ...SAMPLE, issue: { ...SAMPLE.issue, native_ref: ANY_NAME } };

/** The first fault of each prompt; prompts shared by several steps are looked at once. Loads nothing where there is none to look at. */
export async function checkPrompts({ steps }: WorkflowSpec, loadRenderer: () => Promise<Renderer>): Promise<readonly Problem[]> {
  const prompts = new Map<string, OwnPrompt>();
  for (const { body } of steps) {
    if (body.kind === "agent" && "text" in body.prompt) prompts.set(`${body.prompt.firstLine}\0${body.prompt.text}`, body.prompt);
  }
  if (prompts.size === 0) return [];
  const renderer = await loadRenderer();
  return [...prompts.values()].flatMap((prompt) => check(prompt, renderer) ?? []);
}

function check({ text, origin, firstLine }: OwnPrompt, renderer: Renderer): Problem | null {
  try {
    renderer.parse(text, origin, firstLine).render(SCOPE);
    return null;
  } catch (error) {
    if (!(error instanceof YardmasterError)) throw error;
    return { file: origin, ...toPlace(error.message, origin, firstLine), path: "", hint: error.hint, severity: "error" };
  }
}

/** The renderer's message names the place before it says what is wrong: `rendering WORKFLOW.md:3:7: unknown variable …`. */
function toPlace(message: string, origin: string, firstLine: number): Pick<Problem, "line" | "column" | "message"> {
  const start = message.indexOf(`${origin}:`);
  const [, line, column, words] = (start < 0 ? null : /^:(\d+):(\d+): (.*)$/s.exec(message.slice(start + origin.length))) ?? [];
  if (words === undefined) return { line: firstLine, column: 1, message };
  return { line: Number(line), column: Number(column), message: words };
}

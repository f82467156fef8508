// Text to expression. What can be known without values is said here, with its place in the text; evaluation is the expression's own.
import type { Environment, ParseResult } from "@marcbachmann/cel-js";
import { didYouMean } from "../../core/did-you-mean.ts";
import { countSteps } from "./count-steps.ts";
import { describeError, errorOffset, unknownVariable } from "./describe-error.ts";
import { type CelVariables, createEnvironment } from "./environment.ts";
import { type CelExpression, createExpression } from "./expression.ts";
import { CEL_FUNCTIONS } from "./functions.ts";
import { createLeastRecentlyUsed } from "./least-recently-used.ts";
import { CEL_LIMITS } from "./limits.ts";
import { calledName, collectNodes, type SyntaxNode } from "./syntax-tree.ts";

export type Compilation =
  | { readonly ok: true; readonly expression: CelExpression }
  /** `offset` is where in the text, in UTF-16 units from 0. */
  | { readonly ok: false; readonly message: string; readonly offset: number };

const compilations = createLeastRecentlyUsed<Compilation>(1000);
const environments = createLeastRecentlyUsed<Environment>(50);

/** Remembered by text and variables: the same expression is compiled once, however often it is asked for. */
export function compileExpression(text: string, { variables }: { readonly variables: CelVariables }): Compilation {
  if (Buffer.byteLength(text) > CEL_LIMITS.bytes) return refuse(`an expression has at most ${CEL_LIMITS.bytes} bytes`, 0);
  if (text.trim() === "") return refuse("an expression cannot be empty", 0);
  const names = variables === "any" ? "any" : JSON.stringify([...new Set(variables)].sort());
  return compilations.get(`${names} ${text}`, () => {
    const environment = environments.get(names, () => createEnvironment(variables));
    return compile(text, environment, variables);
  });
}

function compile(text: string, environment: Environment, variables: CelVariables): Compilation {
  let parsed: ParseResult;
  try {
    parsed = environment.parse(text);
  } catch (error) {
    return refuse(describeError(error), errorOffset(error));
  }
  const refusal = unknownFunction(collectNodes(parsed.ast));
  if (refusal !== null) return refusal;
  const { valid, type = "dyn", error } = parsed.check();
  if (!valid) {
    const name = unknownVariable(error);
    const suggestion = name === null || variables === "any" ? "" : suggest(name, variables);
    return refuse(`${describeError(error)}${suggestion}`, errorOffset(error));
  }
  // Collected again, and counted only now: the type check decides how a node is evaluated.
  const nodes = collectNodes(parsed.ast);
  const inOrder = nodes.toSorted((one, other) => one.pos - other.pos);
  const names = [...new Set(inOrder.flatMap(({ op, args }) => (op === "id" && typeof args === "string" ? [args] : [])))];
  return { ok: true, expression: createExpression({ text, type, names, counter: countSteps(nodes), run: parsed }) };
}

function unknownFunction(nodes: readonly SyntaxNode[]): Compilation | null {
  for (const node of nodes) {
    const name = calledName(node);
    if (name === null || CEL_FUNCTIONS.includes(name)) continue;
    return refuse(`unknown function '${name}'${suggest(name, CEL_FUNCTIONS)}`, node.pos);
  }
  return null;
}

function suggest(name: string, known: readonly string[]): string {
  const near = didYouMean(name, known);
  return near === null ? "" : ` (did you mean '${near}'?)`;
}

function refuse(message: string, offset: number): Compilation {
  return { ok: false, message, offset };
}

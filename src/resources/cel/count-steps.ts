// Counts what an expression does while it is evaluated. The library bounds what is written, not what is done: two nested macros over
// ten thousand elements are forty characters and a hundred million steps. Time is not measured here.
import { CEL_LIMITS } from "./limits.ts";
import type { Evaluate, SyntaxNode } from "./syntax-tree.ts";

export interface StepCounter {
  reset(): void;
  /** @throws when the steps are used up. */
  pay(steps: number): void;
  /** Whether an error means this: a quantifier keeps the first error of its elements and throws that one in the end. */
  isExhausted(): boolean;
}

/** What makes values as large as it likes out of small ones: it pays for what it makes, so that memory is bounded too. */
const MAKERS: ReadonlySet<string> = new Set(["+", "call", "rcall"]);
const CHARACTERS_PER_STEP = 16;

/** To be called once, after the type check and before the first evaluation: both decide how a node is evaluated. */
export function countSteps(nodes: readonly SyntaxNode[]): StepCounter {
  let left = 0;
  // One error for all. `||`, `&&` and quantifiers swallow it and try on, but whatever they try pays first and throws it again.
  const exhausted = new Error("too many steps");

  function pay(steps: number): void {
    left -= steps;
    if (left < 0) throw exhausted;
  }

  for (const node of nodes) node.setMeta("evaluate", counted(node.meta.evaluate, MAKERS.has(node.op), pay));
  return {
    reset: () => {
      left = CEL_LIMITS.steps;
    },
    pay,
    isExhausted: () => left < 0,
  };
}

function counted(evaluate: Evaluate, isMaker: boolean, pay: (steps: number) => void): Evaluate {
  if (!isMaker) {
    return (evaluator, node, context) => {
      pay(1);
      return evaluate(evaluator, node, context);
    };
  }
  return (evaluator, node, context) => {
    pay(1);
    const value = evaluate(evaluator, node, context);
    pay(sizeOf(value));
    return value;
  };
}

function sizeOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  if (typeof value === "string" || value instanceof Uint8Array) return Math.ceil(value.length / CHARACTERS_PER_STEP);
  return 0;
}

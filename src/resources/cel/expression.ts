// A compiled expression and its evaluation: JSON in, JSON out, never longer than the limits allow, never an exception.
import { callWithin } from "../../std/call-within.ts";
import type { StepCounter } from "./count-steps.ts";
import { describeError } from "./describe-error.ts";
import { toCelValue, toJsonValue } from "./json-values.ts";
import { CEL_LIMITS } from "./limits.ts";

export type CelScope = Readonly<Record<string, unknown>>;
export type CelOutcome<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly message: string };

export interface CelExpression {
  readonly text: string;
  /** What it will evaluate to, as far as that is known without values: `bool`, `int`, `string`, `list`…; `dyn` when it is not known. */
  readonly type: string;
  /** Names that it may read from the scope, macros' own variables among them. */
  readonly names: readonly string[];
  evaluate(scope: CelScope): CelOutcome<unknown>;
  /** A result that is not a boolean is an error. */
  evaluateBoolean(scope: CelScope): CelOutcome<boolean>;
}

export interface ExpressionParts {
  readonly text: string;
  readonly type: string;
  readonly names: readonly string[];
  readonly counter: StepCounter;
  readonly run: (scope: ReadonlyMap<string, unknown>) => unknown;
}

export function createExpression({ text, type, names, counter, run }: ExpressionParts): CelExpression {
  /** Only what the expression names is converted: a scope may carry a whole webhook. */
  function readScope(scope: CelScope, values: Map<string, unknown>): void {
    for (const name of names) {
      if (Object.hasOwn(scope, name) && scope[name] !== undefined) values.set(name, toCelValue(scope[name]));
    }
  }

  function evaluate(scope: CelScope): CelOutcome<unknown> {
    const values = new Map<string, unknown>();
    counter.reset();
    try {
      // Outside of the limits: it takes no longer than reading the values did.
      readScope(scope, values);
      const outcome = callWithin(CEL_LIMITS.milliseconds, () => toJsonValue(run(values), counter.pay));
      if (outcome.ended) return { ok: true, value: outcome.value };
      return { ok: false, message: `evaluation takes longer than ${CEL_LIMITS.milliseconds} ms` };
    } catch (error) {
      const message = counter.isExhausted() ? `evaluation takes more than ${CEL_LIMITS.steps} steps` : describeError(error);
      return { ok: false, message };
    } finally {
      // A compiled macro keeps its last scope, and the expression is remembered: without this, so would be the webhook.
      values.clear();
    }
  }

  return {
    text,
    type,
    names,
    evaluate,
    evaluateBoolean: (scope) => {
      const outcome = evaluate(scope);
      if (!outcome.ok) return outcome;
      if (typeof outcome.value === "boolean") return { ok: true, value: outcome.value };
      return { ok: false, message: `expected a boolean, got ${nameType(outcome.value)}` };
    },
  };
}

function nameType(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "a map" : `a ${typeof value}`;
}

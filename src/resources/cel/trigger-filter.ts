// A trigger's filter over a payload: `payload` is the whole of it, `payload_json` its text, and `payload_<key>` each of its top-level values.
import { toPayloadEntries } from "../../core/triggers/payload.ts";
import { compileExpression } from "./compile-expression.ts";
import type { CelOutcome } from "./expression.ts";

/** An expression that names what the payload does not have is an error, not false: `has(payload.x)` asks without one. */
export function evaluateTriggerFilter(condition: string, payload: unknown): CelOutcome<boolean> {
  const compiled = compileExpression(condition, { variables: "any" });
  if (!compiled.ok) return { ok: false, message: compiled.message };
  return compiled.expression.evaluateBoolean({
    ...Object.fromEntries(toPayloadEntries(payload)),
    payload,
    payload_json: JSON.stringify(payload ?? null),
  });
}

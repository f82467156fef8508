// What the library throws in our words: without its drawing of the place, which we give as an offset.
import { TypeError as CelTypeError, EvaluationError, ParseError } from "@marcbachmann/cel-js";
import { CEL_LIMITS } from "./limits.ts";

export function describeError(error: unknown): string {
  if (error instanceof EvaluationError || error instanceof ParseError || error instanceof CelTypeError) return describeCelError(error);
  if (!(error instanceof Error)) return String(error);
  if (error.message.includes("overlaps with")) return "the elements of a literal [] or {} have no type; write dyn([]) or dyn({})";
  if (error instanceof RangeError && !error.message.includes("time zone"))
    return "a value or the expression is too large or nested too deeply";
  return lowerFirst(error.message);
}

/** Where in the text; 0 when the error does not say. */
export function errorOffset(error: unknown): number {
  return (
    (error instanceof EvaluationError || error instanceof ParseError || error instanceof CelTypeError ? error.range?.start : null) ?? 0
  );
}

/** The variable that is not known, when that is the error. */
export function unknownVariable(error: unknown): string | null {
  if (!(error instanceof EvaluationError || error instanceof CelTypeError) || error.code !== "unknown_variable") return null;
  return typeof error.node?.args === "string" ? error.node.args : null;
}

function describeCelError(error: EvaluationError | ParseError | CelTypeError): string {
  const { code, summary } = error;
  const name = unknownVariable(error);
  if (name !== null) return `unknown variable '${name}'`;
  if (code === "limit_exceeded") {
    if (summary.includes("maxDepth")) return `an expression nests at most ${CEL_LIMITS.depth} levels`;
    if (summary.includes("maxAstNodes")) return `an expression has at most ${CEL_LIMITS.nodes} elements`;
  }
  return lowerFirst(summary);
}

function lowerFirst(message: string): string {
  return message.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}

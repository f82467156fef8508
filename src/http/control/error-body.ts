// A failure as it crosses the wire, and back: what a caller catches is the same whether the operation ran here or in the server.
// No stack and no cause goes along.
import { CATALOGUE, type ErrorCode, type Problem, YardmasterError } from "../../core/errors.ts";

export interface ErrorBody {
  readonly error: {
    readonly code: ErrorCode;
    readonly message: string;
    readonly hint: string | null;
    readonly problems: readonly Problem[];
  };
}

export function toErrorBody({ code, message, hint, problems }: YardmasterError): ErrorBody {
  return { error: { code, message, hint, problems } };
}

/** Null for anything that is not an error of a code known here. */
export function parseErrorBody(body: unknown): YardmasterError | null {
  const { code, message, hint, problems } = ((body as { error?: unknown } | null)?.error ?? {}) as Partial<Record<string, unknown>>;
  if (typeof code !== "string" || !Object.hasOwn(CATALOGUE, code) || typeof message !== "string") return null;
  return new YardmasterError(code as ErrorCode, message, {
    ...(typeof hint === "string" ? { hint } : {}),
    ...(Array.isArray(problems) ? { problems: problems as readonly Problem[] } : {}),
  });
}

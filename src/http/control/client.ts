// The control operations of a running server as if they were here: same requests, same answers, same errors.
// Finds no server; see discovery.ts.
import { YardmasterError } from "../../core/errors.ts";
import { CONTROL_OPERATIONS, type Control } from "../../runtime/control/control.ts";
import { BODY_LIMIT_BYTES, tooLarge } from "./body-limit.ts";
import { parseErrorBody } from "./error-body.ts";

export interface ControlAddress {
  readonly port: number;
  readonly token: string;
}

export interface ControlClientOptions extends ControlAddress {
  /** For one operation; default two minutes. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 120_000;

/** Each operation throws what the server's threw, and control.unreachable, control.timeout, control.unauthorized and their like. */
export function createControlClient({ port, token, timeoutMs = TIMEOUT_MS }: ControlClientOptions): Control {
  async function call(operation: string, request: object): Promise<unknown> {
    const asked = Buffer.from(JSON.stringify(request));
    if (asked.length > BODY_LIMIT_BYTES) throw tooLarge(operation, BODY_LIMIT_BYTES);
    const { ok, text } = await post(`http://127.0.0.1:${port}/control/${operation}`, { token, asked, timeoutMs }).catch(
      (cause: unknown) => {
        throw toConnectionError(cause, operation, timeoutMs);
      },
    );
    const body = parseJson(text);
    if (ok && body !== undefined) return body;
    throw (
      parseErrorBody(body) ?? new YardmasterError("control.failed", `asking the server for ${operation}: its answer is not one of ours`)
    );
  }

  const sections = Object.entries(CONTROL_OPERATIONS).map(([section, names]) => {
    const operations = names.map((name) => [name, (request: object) => call(`${section}/${name}`, request)] as const);
    return [section, Object.fromEntries(operations)] as const;
  });
  return Object.fromEntries(sections) as unknown as Control;
}

/** Whether something at this address answers as the server that gave out the token. */
export async function isServing({ port, token }: ControlAddress, timeoutMs: number): Promise<boolean> {
  try {
    const { ok } = await fetch(`http://127.0.0.1:${port}/control/health`, {
      headers: { authorization: `Bearer ${token}` },
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    return ok;
  } catch {
    return false;
  }
}

interface Asked {
  readonly token: string;
  readonly asked: Buffer<ArrayBuffer>;
  readonly timeoutMs: number;
}

async function post(url: string, { token, asked, timeoutMs }: Asked): Promise<{ readonly ok: boolean; readonly text: string }> {
  const response = await fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: asked,
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  });
  return { ok: response.ok, text: await response.text() };
}

function toConnectionError(cause: unknown, operation: string, timeoutMs: number): YardmasterError {
  if (cause instanceof Error && cause.name === "TimeoutError") {
    return new YardmasterError("control.timeout", `asking the server for ${operation}: no answer within ${timeoutMs} ms`, {
      cause,
      hint: "it may still be done; look before you ask again",
    });
  }
  return new YardmasterError("control.unreachable", `asking the server for ${operation}: ${wordsOf(cause)}`, {
    cause,
    hint: "it is stopping or stuck; when it has ended, the same command works without it",
  });
}

/** What `fetch` says itself is only that it failed. */
function wordsOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const inner = cause.cause;
  if (inner instanceof Error) return "code" in inner ? `${String(inner.code)}` : inner.message;
  return cause.message;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// Programs that belong together: they share a directory and a cookie, and closing ends them all, daemons included.
import { type Clock, systemClock } from "./clock.ts";
import type { ExecRequest, ExecResult } from "./exec.ts";
import { runProcess } from "./run-process.ts";
import { endStrays } from "./strays.ts";

export interface ProgramSession {
  /** Fires when the session is closed. */
  readonly signal: AbortSignal;
  /** One at a time: what carries the cookie ends with the program. Once closed, nothing is started and the answer is `aborted`. */
  run(request: Omit<ExecRequest, "cookie">): Promise<ExecResult>;
  /** Resolves when nothing of the session is left. Idempotent. */
  close(): Promise<void>;
}

export function createProgramSession(cookie: NonNullable<ExecRequest["cookie"]>, clock: Clock = systemClock): ProgramSession {
  const closing = new AbortController();
  const underWay = new Set<Promise<ExecResult>>();
  let closed: Promise<void> | null = null;

  async function close(): Promise<void> {
    closing.abort();
    await Promise.allSettled(underWay);
    await endStrays(cookie);
  }

  return {
    signal: closing.signal,
    async run(request) {
      const signal = request.signal === undefined ? closing.signal : AbortSignal.any([request.signal, closing.signal]);
      const running = runProcess({ ...request, cookie, signal }, clock);
      underWay.add(running);
      try {
        return await running;
      } finally {
        underWay.delete(running);
      }
    },
    close() {
      closed ??= close();
      return closed;
    },
  };
}

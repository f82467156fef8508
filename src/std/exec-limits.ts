// The reasons to end a program before it ends by itself: time, silence, too much output, the caller's wish. The first one counts.
import type { Clock } from "./clock.ts";
import type { ExecRequest } from "./exec.ts";

export type LimitCause = "timeout" | "stall" | "output-limit" | "aborted";

export interface ExecLimits {
  /** Resolves when a limit is reached; never when none is. */
  readonly reached: Promise<void>;
  cause(): LimitCause | null;
  stop(cause: LimitCause): void;
  /** Any output is a sign of life. */
  sawOutput(): void;
  /** No more timers and no more listening. The cause stays readable. */
  disarm(): void;
}

export function watchLimits(request: Pick<ExecRequest, "timeoutMs" | "stallMs" | "signal">, clock: Clock): ExecLimits {
  const { timeoutMs = 0, stallMs = 0, signal } = request;
  let cause: LimitCause | null = null;
  let resolveReached = (): void => {};
  const reached = new Promise<void>((resolve) => {
    resolveReached = resolve;
  });
  function stop(reason: LimitCause): void {
    cause ??= reason;
    resolveReached();
  }

  const abort = (): void => stop("aborted");
  signal?.addEventListener("abort", abort, { once: true });
  if (signal?.aborted) abort();
  const cancelTimeout = timeoutMs > 0 ? clock.after(timeoutMs, () => stop("timeout")) : null;
  const armStall = (): (() => void) | null => (stallMs > 0 ? clock.after(stallMs, () => stop("stall")) : null);
  let cancelStall = armStall();
  return {
    reached,
    cause: () => cause,
    stop,
    sawOutput() {
      if (cancelStall === null) return;
      cancelStall();
      cancelStall = armStall();
    },
    disarm() {
      signal?.removeEventListener("abort", abort);
      cancelTimeout?.();
      cancelStall?.();
      cancelStall = null;
    },
  };
}

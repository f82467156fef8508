// Tells listeners that something was committed: our own commits at once, those of other processes by asking now and then.
// Only a hint; nothing is said about what changed.
import type { Clock } from "../../std/clock.ts";

const POLL_MS = 200;

export interface Changes {
  listen(listener: () => void): () => void;
  /** Our own commit. */
  notify(): void;
  stop(): void;
}

export function createChanges(options: {
  readonly clock: Clock;
  /** A number that another connection's commit changes, and our own does not. */
  readonly readVersion: () => unknown;
  readonly warn: (message: string) => void;
}): Changes {
  const { clock, readVersion, warn } = options;
  const listeners = new Set<() => void>();
  let cancelPoll: (() => void) | null = null;
  let seen: unknown;

  function notify(): void {
    for (const listener of [...listeners]) attempt("telling a listener of a change", listener);
  }

  function attempt(doing: string, action: () => void): void {
    try {
      action();
    } catch (error) {
      warn(`${doing}: ${String(error)}`);
    }
  }

  function poll(): void {
    cancelPoll = null;
    attempt("looking for other processes' changes", () => {
      const version = readVersion();
      if (version === seen) return;
      seen = version;
      notify();
    });
    keepPolling();
  }

  function keepPolling(): void {
    if (listeners.size > 0) cancelPoll ??= clock.after(POLL_MS, poll);
  }

  function stop(): void {
    listeners.clear();
    cancelPoll?.();
    cancelPoll = null;
  }

  return {
    notify,
    stop,
    listen(listener) {
      // Wrapped, so that one function can listen twice and each stops only itself.
      const own = () => listener();
      if (listeners.size === 0) {
        attempt("looking for other processes' changes", () => {
          seen = readVersion();
        });
      }
      listeners.add(own);
      keepPolling();
      return () => {
        listeners.delete(own);
        if (listeners.size === 0) stop();
      };
    },
  };
}

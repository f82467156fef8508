// One thing done again and again: some time after the last time, sooner when asked, never twice at once.
import type { Clock } from "../../std/clock.ts";

export interface Repetition {
  /** Something happened: again, when what happens has come to rest. */
  soon(): void;
  /** A time that begins after this call. */
  now(): Promise<void>;
  /** Waits for one that is under way. */
  stop(): Promise<void>;
}

export interface RepeatOptions {
  readonly clock: Clock;
  readonly everyMs: number;
  /** Between the last call of `soon` and the time that it brings about. */
  readonly restMs: number;
  /** Its answer says when it wants to be done again. */
  work(): Promise<"soon" | "later">;
  onError(error: unknown): void;
}

export function repeat({ clock, everyMs, restMs, work, onError }: RepeatOptions): Repetition {
  let turn: Promise<void> = Promise.resolve();
  let cancel: () => void = () => {};
  let isNews = false;
  let stopped = false;

  function now(): Promise<void> {
    cancel();
    turn = turn.then(once);
    return turn;
  }

  async function once(): Promise<void> {
    if (stopped) return;
    isNews = false;
    try {
      if ((await work()) === "soon") isNews = true;
    } catch (error) {
      onError(error);
    }
    after(isNews ? restMs : everyMs);
  }

  function after(ms: number): void {
    cancel();
    if (!stopped) cancel = clock.after(ms, () => void now());
  }

  after(everyMs);
  return {
    soon() {
      isNews = true;
      after(restMs);
    },
    now,
    async stop() {
      stopped = true;
      cancel();
      await turn;
    },
  };
}

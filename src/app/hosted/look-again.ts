// What a webhook told and the forge does not say yet: looked at again a few times, ever later, and then no more. Waits in memory alone: the
// start of the server looks at everything that matters, and so does the first webhook or opening that fails there.
import type { Log } from "../../runtime/deps.ts";
import type { Clock } from "../../std/clock.ts";

export interface LookAgain {
  /**
   * Not waited for. What waits under the same key is looked at no more.
   *
   * @param look whether it is as it was told by now
   */
  ask(key: string, look: () => Promise<boolean>): void;
  /** Begins no more looks, and waits for those that are under way. */
  stop(): Promise<void>;
}

/** Each after the one before. */
const WAITS_MS = [5_000, 30_000, 120_000] as const;
/** More than these at once are not looked at again. */
const MOST = 1_000;

export function createLookAgain({ clock, log }: { readonly clock: Clock; readonly log: Log }): LookAgain {
  /** They cancel. */
  const waiting = new Map<string, () => void>();
  const underWay = new Set<Promise<void>>();
  let stopped = false;

  function lookLater(key: string, look: () => Promise<boolean>, looks: number): void {
    const ms = WAITS_MS[looks];
    if (ms === undefined || stopped || waiting.size >= MOST) return;
    const cancel = clock.after(ms, () => {
      waiting.delete(key);
      const work = lookNow(key, look, looks).finally(() => underWay.delete(work));
      underWay.add(work);
    });
    waiting.set(key, cancel);
  }

  /** Never rejects. */
  async function lookNow(key: string, look: () => Promise<boolean>, looks: number): Promise<void> {
    const isSo = await look().catch((error: unknown) => {
      log.warn({ err: error }, "looking again at what a webhook told");
      return false;
    });
    // It may have been told once more meanwhile.
    if (!isSo && !waiting.has(key)) lookLater(key, look, looks + 1);
  }

  return {
    ask(key, look) {
      waiting.get(key)?.();
      waiting.delete(key);
      lookLater(key, look, 0);
    },
    async stop() {
      stopped = true;
      for (const cancel of waiting.values()) cancel();
      await Promise.all(underWay);
    },
  };
}

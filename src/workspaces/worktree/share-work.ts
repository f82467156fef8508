// Work that several wait for at once. Whoever is told to stop waits no longer, and the work is ended when it was the last.

import { YardmasterError } from "../../core/errors.ts";

export interface SharedWork<T> {
  /** The signal ends the waiting; the last one's ends the work, and then waits for its end. */
  join(signal?: AbortSignal): Promise<T>;
  /** Nobody waits any more, and nothing will come of it. */
  isAbandoned(): boolean;
}

export function shareWork<T>(work: (signal: AbortSignal) => Promise<T>): SharedWork<T> {
  const controller = new AbortController();
  const result = work(controller.signal);
  // Everyone who waits is told.
  result.catch(() => {});
  let waiting = 0;
  return {
    isAbandoned: () => controller.signal.aborted,
    async join(signal) {
      waiting += 1;
      if (signal === undefined) return await result;
      let leave: () => void = () => {};
      const left = new Promise<void>((resolve) => {
        leave = resolve;
      });
      if (signal.aborted) leave();
      signal.addEventListener("abort", leave, { once: true });
      const isDone = await Promise.race([result.then(isOver, isOver), left.then(() => false)]);
      signal.removeEventListener("abort", leave);
      if (isDone) return await result;
      waiting -= 1;
      if (waiting > 0) throw new YardmasterError("workspace.git", "the fetch goes on for others");
      controller.abort();
      return await result;
    },
  };
}

function isOver(): true {
  return true;
}
